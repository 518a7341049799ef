import { expect, test } from 'vitest'
import { zstdDecoder, zstdLimit } from '../../../src/data/compression/zstd.js'
import { seeded } from '../formats/damaged.js'

const MOST = 128 * 1024 // bytes of a block
const [RAW, RLE, COMPRESSED, RESERVED] = [0, 1, 2, 3]

interface Block {
  kind: number
  size: number // of what it holds; of RLE: how often its byte is repeated
  content: Uint8Array
}

/** A frame that says its size in 4 bytes, and has no window of its own. RFC 8878, 3.1.1 */
function frameOf(blocks: readonly Block[], size: number): Uint8Array {
  const parts = blocks.flatMap(({ kind, size: own, content }, i) => {
    const head = (own << 3) | (kind << 1) | (i === blocks.length - 1 ? 1 : 0)
    return [head & 255, (head >> 8) & 255, head >> 16, ...content]
  })
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...new Uint8Array(Uint32Array.of(size).buffer), ...parts])
}

const random = seeded(1)
const data = Uint8Array.from({ length: 5 * MOST }, () => Math.floor(random() * 256))
const raw = (i: number): Block => ({ kind: RAW, size: MOST, content: data.subarray(i * MOST, (i + 1) * MOST) })
const repeated: Block = { kind: RLE, size: 1000, content: Uint8Array.of(9) }
const all = [0, 1, 2, 3, 4].map(raw)
const decode = await zstdDecoder()

function decoded(frame: Uint8Array, length: number): Uint8Array {
  const into = new Uint8Array(length)
  decode(frame, into)
  return into
}

test('a frame of more than one piece, to its last byte', () => {
  const frame = frameOf([...all, repeated], data.length + 1000) // 640 KiB, handed over in pieces of 256
  expect(zstdLimit(frame)).toBe(data.length + 1000)
  const found = decoded(frame, data.length + 1000)
  expect(Buffer.compare(found.subarray(0, data.length), data)).toBe(0)
  expect(found.subarray(data.length).every((byte) => byte === 9)).toBe(true)
})

test.each([
  ['longer than was said', frameOf(all, data.length), data.length - 1, 'more than'],
  ['shorter than was said', frameOf(all, data.length), data.length + 1, `${data.length} of ${data.length + 1} bytes`],
  ['cut off', frameOf(all, data.length).subarray(0, 500_000), data.length, 'more data expected'],
  ['of a kind of block that there is not', frameOf([raw(0), { ...raw(1), kind: RESERVED }], 2 * MOST), 2 * MOST, ''],
  ['with noise for a block', frameOf([...all.slice(0, 4), { ...raw(4), kind: COMPRESSED }], 5 * MOST), 5 * MOST, ''],
])('a frame %s ends with an error', (_, frame, length, what) => {
  expect(() => decoded(frame, length)).toThrow(what === '' ? /Zstandard|data expected/ : what)
})

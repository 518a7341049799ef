import fc from 'fast-check'
import lz4 from 'lz4-napi'
import { expect, test } from 'vitest'
import { decodeLz4, lz4Limit } from '../../../src/data/compression/lz4.js'
import { xxh32 } from '../../../src/data/compression/xxh32.js'
import { seeded } from '../formats/damaged.js'

const CHECKED = { contentChecksum: true, blockChecksums: true }

function decoded(frame: Uint8Array, length: number): Uint8Array {
  const into = new Uint8Array(length)
  decodeLz4(frame, into)
  return into
}

/** Bytes that repeat now and then, as data do. */
function data(length: number, seed: number, variety: number): Uint8Array {
  const random = seeded(seed)
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++)
    bytes[i] = random() < 0.7 && i > 300 ? bytes[i - 1 - Math.floor(random() * 300)]! : Math.floor(random() * variety)
  return bytes
}

// xxHash's own test vectors, seed 0
test.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('xxHash32 of "%s"', (text, hash) => {
  expect(xxh32(new TextEncoder().encode(text))).toBe(hash)
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['zeros', new Uint8Array(300_000)],
  ['noise', data(100_000, 1, 256)],
  ['several blocks', data(200_000, 2, 4)],
])('frames of another library: %s', (_, bytes) => {
  for (const options of [{}, CHECKED]) {
    const frame = lz4.compressFrameSync(Buffer.from(bytes), options)
    expect(Buffer.from(decoded(frame, bytes.length)).equals(bytes)).toBe(true)
    expect(lz4Limit(frame)).toBeGreaterThanOrEqual(bytes.length)
  }
})

test('any bytes come back', () => {
  const pieces = fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 50 })), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(pieces, (parts) => {
      const bytes = Buffer.concat(parts.flatMap(([piece, times]) => Array<Uint8Array>(times).fill(piece)))
      expect(Buffer.from(decoded(lz4.compressFrameSync(bytes), bytes.length)).equals(bytes)).toBe(true)
    }),
  )
})

test('a flipped bit is an error where there are checksums, and elsewhere never more bytes than asked for', () => {
  const bytes = data(5_000, 3, 8)
  const random = seeded(5)
  for (const options of [CHECKED, {}]) {
    const frame = lz4.compressFrameSync(Buffer.from(bytes), options)
    for (let i = 0; i < 500; i++) {
      const flipped = Uint8Array.from(frame)
      flipped[Math.floor(random() * frame.length)]! ^= 1 << Math.floor(random() * 8)
      const work = () => decoded(flipped, bytes.length)
      if (options === CHECKED) expect(work).toThrow(/LZ4/)
      else expect(messageOf(work)).toMatch(/LZ4|^fine$/)
    }
  }
})

function messageOf(work: () => unknown): string {
  try {
    work()
    return 'fine'
  } catch (error) {
    return String(error)
  }
}

test('a frame of another length is an error', () => {
  const frame = lz4.compressFrameSync(Buffer.from(data(1000, 4, 4)))
  expect(() => decoded(frame, 1001)).toThrow('1000 of 1001')
  expect(() => decoded(frame, 999)).toThrow('LZ4')
})

import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompressionType, FixedSizeBinary, Int32 } from 'apache-arrow'
import lz4 from 'lz4-napi'
import { describe, expect, test } from 'vitest'
import { openIpc } from '../../src/data/arrow/ipc.js'
import { xxh32 } from '../../src/data/compression/xxh32.js'
import { userError } from './collect.js'
import { compressed, streamBytes } from './message-bytes.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const LZ4 = CompressionType.LZ4_FRAME
const numbers = Int32Array.from({ length: 100 }, (_, i) => i % 7)
const plain = new Uint8Array(numbers.buffer)
const frame = Uint8Array.from(lz4.compressFrameSync(Buffer.from(plain)))

/** A frame whose head says that it holds more than its blocks can: flags, content size, and the head's checksum. */
function claiming(size: number): Uint8Array {
  const head = Uint8Array.of(frame[4]! | 8, frame[5]!, ...new Uint8Array(BigUint64Array.of(BigInt(size)).buffer))
  const old = frame[4]! & 8 ? 15 : 7
  return Uint8Array.of(...frame.subarray(0, 4), ...head, (xxh32(head) >>> 8) & 255, ...frame.subarray(old))
}

const write = (bytes: Uint8Array) => {
  const path = join(folder, 'stream.arrow')
  writeFileSync(path, bytes)
  return path
}

async function read(bytes: Uint8Array): Promise<unknown[]> {
  const file = await openIpc(write(bytes))
  try {
    return [...(await file.read(0)).getChild('a')!]
  } finally {
    await file.close()
  }
}

const stream = (buffer: Uint8Array, compression = LZ4) =>
  streamBytes(100, { a: { type: new Int32(), buffer } }, compression)

describe('a compressed buffer', () => {
  test('in LZ4', async () => {
    expect(await read(stream(compressed(400, frame)))).toEqual([...numbers])
  })

  test('that is stored as it was, with the length −1', async () => {
    expect(await read(stream(compressed(-1, plain)))).toEqual([...numbers])
  })

  test.each([
    ['a length beyond what its frame can hold', compressed(2 ** 40, frame), 'it can hold 65536'],
    ['a length that its frame claims and cannot hold', compressed(2 ** 40, claiming(2 ** 40)), 'it can hold 65536'],
    ['a negative length', compressed(-2, frame), 'says that it holds -2'],
    ['a length above what it decodes to', compressed(404, frame), 'decodes to 400 of 404 bytes'],
    ['a length below what it decodes to', compressed(396, frame), 'LZ4'],
    ['a length below what its rows need', compressed(-1, plain.subarray(0, 396)), 'it needs 400'],
    ['no frame', compressed(400, plain.subarray(0, 50)), 'no LZ4 frame'],
    ['half a frame', compressed(400, frame.subarray(0, frame.length - 8)), 'cut off'],
    ['fewer bytes than a length', new Uint8Array(7), 'has 7 bytes'],
  ])('with %s is refused', async (_, buffer, why) => {
    const error = await userError(read(stream(buffer)))
    expect(error).toMatchObject({ code: 'file-damaged', exitCode: 3 })
    expect(error.message).toContain(why)
    expect(error.message).toContain(folder)
  })

  test('in a compression that Arrow does not have is refused', async () => {
    const error = await userError(read(stream(compressed(400, frame), 5 as CompressionType)))
    expect(error.message).toContain('its compression is number 5; expected LZ4 or Zstandard')
  })

  test('in Zstandard with LZ4 inside is refused', async () => {
    const error = await userError(read(stream(compressed(400, frame), CompressionType.ZSTD)))
    expect(error.message).toContain('no Zstandard frame')
  })
})

describe('more than 2 GiB', () => {
  const one = { type: new Int32(), buffer: new Uint8Array(8) }

  test('in a record batch, whatever its file has', async () => {
    const path = write(streamBytes(2 ** 29, { a: one }, null, 2 ** 31))
    truncateSync(path, 2 ** 31 + 4096) // a hole: no disk is needed
    const error = await userError(openIpc(path))
    expect(error).toMatchObject({ code: 'batch-too-large', exitCode: 3 })
    expect(error.message).toContain('is 2147483648 bytes')
    truncateSync(path, 0)
  })

  test('in a record batch once it is decompressed', async () => {
    // 300 blocks that may hold 4 MiB each, so the frame may hold 1,258,291,200 bytes; two of them are more than 2 GiB
    const block = [1, 0, 0, 0, 0]
    const descriptor = Uint8Array.of(0x60, 0x70)
    const head = [0x04, 0x22, 0x4d, 0x18, ...descriptor, (xxh32(descriptor) >>> 8) & 255]
    const bomb = Uint8Array.from([...head, ...Array(300).fill(block).flat(), 0, 0, 0, 0])
    const column = { type: new FixedSizeBinary(1_200_000_000), buffer: compressed(1_200_000_000, bomb) }
    const file = await openIpc(write(streamBytes(1, { a: column, b: column }, LZ4)))
    const error = await userError(file.read(0))
    await file.close()
    expect(error).toMatchObject({ code: 'batch-too-large', exitCode: 3 })
    expect(error.message).toContain('is 2400000000 bytes')
  })
})

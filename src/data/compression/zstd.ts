/**
 * Zstandard frames: zstddec decodes them in WebAssembly, whose memory grows and never shrinks, so they go through it in
 * pieces, and what a frame may ask for is read from its blocks before.
 * Format: https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1
 */
import { ZSTDDecoder } from 'zstddec/stream'

const MAGIC = 0xfd2fb528
const BLOCK = 128 * 1024 // bytes that a compressed block decodes to, at most
const PIECE = 256 * 1024 // bytes of a frame that are handed over at once
const RLE = 1
const COMPRESSED = 2

/** The most bytes that a frame can decode to. @throws Error when it is no Zstandard frame, or cut off */
export function zstdLimit(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  if (frame.length < 9 || view.getUint32(0, true) !== MAGIC) throw new Error('a buffer is no Zstandard frame')
  const flags = frame[4]!
  const isSingle = (flags & 32) !== 0
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6]!
  const sizeAt = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][flags & 3]!
  if (sizeAt + sizeBytes + 3 > frame.length) throw new Error('a Zstandard frame is cut off')
  return Math.min(contentSize(view, sizeAt, sizeBytes), blocksLimit(frame, sizeAt + sizeBytes))
}

/** What the head says; infinite where it does not. @param bytes of the number */
function contentSize(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at)
  if (bytes === 2) return view.getUint16(at, true) + 256
  if (bytes === 4) return view.getUint32(at, true)
  return bytes === 8 ? Number(view.getBigUint64(at, true)) : Number.POSITIVE_INFINITY
}

function blocksLimit(frame: Uint8Array, start: number): number {
  let sum = 0
  for (let at = start, isLast = false; !isLast; ) {
    if (at + 3 > frame.length) throw new Error('a Zstandard frame is cut off')
    const head = frame[at]! + 256 * frame[at + 1]! + 65536 * frame[at + 2]!
    const [kind, size] = [(head >> 1) & 3, head >> 3]
    isLast = (head & 1) === 1
    sum += kind === COMPRESSED ? BLOCK : size
    at += 3 + (kind === RLE ? 1 : size)
  }
  return sum
}

/** @returns a function that decodes a frame into a buffer, to its last byte, and throws an Error where it cannot */
export async function zstdDecoder(): Promise<(frame: Uint8Array, into: Uint8Array) => void> {
  const decoder = new ZSTDDecoder()
  await decoder.init()
  return (frame, into) => {
    let [done, idle] = [0, 0] // bytes; answers without any since the last piece
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < frame.length; at += PIECE) {
        idle = 0
        yield frame.subarray(at, at + PIECE)
      }
    }
    for (const decoded of decoder.decodeStreaming(pieces())) {
      idle = decoded.length === 0 ? idle + 1 : 0
      if (idle > 1) throw new Error('a Zstandard frame is damaged') // zstddec would ask again without end
      if (decoded.length > into.length - done)
        throw new Error(`a Zstandard frame decodes to more than ${into.length} bytes`)
      into.set(decoded, done)
      done += decoded.length
    }
    if (done !== into.length) throw new Error(`a Zstandard frame decodes to ${done} of ${into.length} bytes`)
  }
}

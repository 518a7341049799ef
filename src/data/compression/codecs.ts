/** Compressed buffers of record batches, as Feather V2 has them. */
import { CompressionType } from 'apache-arrow'
import { decodeLz4, lz4Limit } from './lz4.js'

export interface Codec {
  limit(frame: Uint8Array): number // the most bytes that it can decode to
  decode(frame: Uint8Array, into: Uint8Array): void // fills `into` to its last byte
}

/** @throws Error for a compression that Arrow does not have */
export async function codecOf(type: CompressionType): Promise<Codec> {
  if (type === CompressionType.LZ4_FRAME) return { limit: lz4Limit, decode: decodeLz4 }
  if (type !== CompressionType.ZSTD) throw new Error(`its compression is number ${type}; expected LZ4 or Zstandard`)
  const { zstdDecoder, zstdLimit } = await import('./zstd.js')
  return { limit: zstdLimit, decode: await zstdDecoder() }
}

const PREFIX = 8 // bytes before each buffer: its length when decoded, −1 where it is not compressed

/** The length of a buffer when decoded. @throws Error when its frame cannot give that much */
export function decodedLength(buffer: Uint8Array, codec: Codec): number {
  if (buffer.length === 0) return 0
  if (buffer.length < PREFIX) throw new Error(`a compressed buffer has ${buffer.length} bytes`)
  const length = Number(new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true))
  if (length === -1) return buffer.length - PREFIX
  if (length === 0) return 0
  const limit = codec.limit(buffer.subarray(PREFIX))
  if (length < 0 || length > limit)
    throw new Error(`a compressed buffer says that it holds ${length} bytes; it can hold ${limit}`)
  return length
}

/**
 * A buffer as it was before compression; one that is not compressed comes as a view.
 * @param take memory for so many bytes
 */
export function decoded(
  buffer: Uint8Array,
  length: number,
  codec: Codec,
  take: (bytes: number) => Uint8Array,
): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  const content = buffer.subarray(PREFIX)
  if (new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true) === -1n) return content
  const bytes = take(length)
  codec.decode(content, bytes)
  return bytes
}

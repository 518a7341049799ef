/** Decompression of pages. What comes out has the length that was announced, or is an error. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { CompressionCodec } from 'hyparquet'
import { decodeLz4Block } from '../../compression/lz4.js'
import type { Footer } from './footer.js'

/** @param length bytes that come out */
export type Codec = (bytes: Uint8Array, length: number) => Uint8Array

export type Codecs = ReadonlyMap<CompressionCodec, Codec>

/** Each loads what it needs when a file needs it. */
const LOAD: Readonly<Partial<Record<CompressionCodec, () => Promise<Codec>>>> = {
  UNCOMPRESSED: async () => (bytes) => bytes,
  SNAPPY: async () => {
    const { compressors } = await import('hyparquet-compressors')
    return compressors.SNAPPY!
  },
  GZIP: async () => (bytes, length) => gunzipSync(bytes, { maxOutputLength: Math.max(length, 1) }),
  BROTLI: async () => (bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(length, 1) }),
  ZSTD: async () => {
    const { zstdDecoder } = await import('../../compression/zstd.js')
    const decode = await zstdDecoder()
    return (bytes, length) => {
      const out = new Uint8Array(length)
      decode(bytes, out)
      return out
    }
  },
  LZ4_RAW: async () => decodeLz4Block,
  LZ4: async () => (bytes, length) => hadoopBlocks(bytes, length, decodeLz4Block) ?? decodeLz4Block(bytes, length),
}

export function codecIsKnown(codec: CompressionCodec): boolean {
  return LOAD[codec] !== undefined
}

/** Those that the chunks of a file are compressed by. */
export async function codecsOf({ groups }: Footer): Promise<Codecs> {
  const names = new Set(groups.flatMap(({ chunks }) => chunks.map(({ codec }) => codec)))
  const codecs = new Map<CompressionCodec, Codec>()
  for (const name of names) {
    const codec = await LOAD[name]?.()
    if (codec !== undefined) codecs.set(name, codec)
  }
  return codecs
}

/** @throws Error when the page does not decompress to `length` bytes */
export function decompress(codec: Codec, bytes: Uint8Array, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  const found = codec(bytes, length)
  if (found.length !== length) throw new Error(`it decompresses to ${found.length} of ${length} bytes`)
  return found
}

/** Hadoop's blocks, each after two big-endian lengths; null when these are none. */
function hadoopBlocks(bytes: Uint8Array, length: number, block: Codec): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const out = new Uint8Array(length)
  let done = 0
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length) return null
    const [inflated, deflated] = [view.getUint32(at), view.getUint32(at + 4)]
    if (done + inflated > length || at + 8 + deflated > bytes.length) return null
    out.set(decompress(block, bytes.subarray(at + 8, at + 8 + deflated), inflated), done)
    at += 8 + deflated
    done += inflated
  }
  return done === length ? out : null
}

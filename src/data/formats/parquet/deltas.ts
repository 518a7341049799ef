/**
 * Integers kept as differences, and byte strings whose lengths or common beginnings are such.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 */
import type { DataReader } from 'hyparquet'
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js'
import { readVarInt } from 'hyparquet/src/thrift.js'
import type { Spans } from './page-values.js'

const LARGEST_BLOCK = 1 << 16 // values; writers use 128
const LARGEST_PAGE = 2 ** 30 // bytes

/** Fills `out` and moves the reader on. @throws Error when the blocks cannot be */
export function unpackDeltas(reader: DataReader, out: Int32Array | BigInt64Array): void {
  const look = { ...reader }
  const [block, parts, count] = [readVarInt(look), readVarInt(look), readVarInt(look)]
  if (!(block > 0 && block <= LARGEST_BLOCK && parts > 0 && block % (parts * 8) === 0))
    throw new Error(`it has blocks of ${block} differences in ${parts} parts`)
  if (count !== out.length) throw new Error(`it has differences for ${count} of ${out.length} values`)
  deltaBinaryUnpack(reader, out.length, out)
}

/** Byte strings one after another, behind all their lengths. */
export function spansOfLengths(source: Uint8Array, reader: DataReader, count: number): Spans {
  const lengths = new Int32Array(count)
  unpackDeltas(reader, lengths)
  const starts = new Uint32Array(count)
  let at = reader.offset
  for (let i = 0; i < count; i++) {
    starts[i] = at
    at += lengths[i]!
    if (lengths[i]! < 0 || at > source.length) throw new Error(`its value ${i} goes past its end`)
  }
  return { kind: 'spans', source, starts, lengths: new Uint32Array(lengths.buffer) }
}

/** Byte strings that begin as the one before each, for as many bytes as the first list says. */
export function bytesAfterPrefixes(bytes: Uint8Array, reader: DataReader, count: number): Spans {
  const prefixes = new Int32Array(count)
  unpackDeltas(reader, prefixes)
  const suffixes = spansOfLengths(bytes, reader, count)
  const starts = new Uint32Array(count)
  const lengths = new Uint32Array(count)
  let total = 0
  for (let i = 0; i < count; i++) {
    const prefix = prefixes[i]!
    if (prefix < 0 || prefix > (i === 0 ? 0 : lengths[i - 1]!))
      throw new Error(`its value ${i} has ${prefix} bytes of the one before it`)
    starts[i] = total
    lengths[i] = prefix + suffixes.lengths[i]!
    total += lengths[i]!
  }
  if (total > LARGEST_PAGE) throw new Error(`it has ${total} bytes of values`)
  const source = new Uint8Array(total)
  for (let i = 0; i < count; i++) {
    const [at, prefix, from] = [starts[i]!, prefixes[i]!, suffixes.starts[i]!]
    if (prefix > 0) source.copyWithin(at, starts[i - 1]!, starts[i - 1]! + prefix)
    source.set(bytes.subarray(from, from + suffixes.lengths[i]!), at + prefix)
  }
  return { kind: 'spans', source, starts, lengths }
}

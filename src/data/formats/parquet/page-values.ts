/** The values of one page, nulls left out, by encoding. Encodings: https://parquet.apache.org/docs/file-format/data-pages/encodings/ */
import type { DataReader, Encoding } from 'hyparquet'
import { bytesAfterPrefixes, spansOfLengths, unpackDeltas } from './deltas.js'
import type { Leaf } from './nodes.js'
import { readRuns } from './runs.js'

/** Values of one width, little-endian; or pieces of a buffer. */
export type PageValues = Fixed | Spans

export interface Fixed {
  kind: 'fixed'
  width: number // bytes; 1 for booleans, which are 0 or 1
  bytes: Uint8Array
}

export interface Spans {
  kind: 'spans'
  source: Uint8Array
  starts: Uint32Array
  lengths: Uint32Array
}

/**
 * @param bytes of the page from its values on
 * @throws Error when the page has fewer values, or an encoding that its type does not go with
 */
export function readValues(
  bytes: Uint8Array,
  encoding: Encoding,
  count: number,
  leaf: Leaf,
  dictionary: PageValues | null,
): PageValues {
  if (count === 0) return readPlain(bytes, 0, leaf)
  switch (encoding) {
    case 'PLAIN':
      return readPlain(bytes, count, leaf)
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (dictionary === null) throw new Error('it refers to a dictionary, which the column has not')
      const indices = new Int32Array(count)
      readRuns(bytes.subarray(1), bytes[0] ?? 0, indices)
      return lookUp(dictionary, indices)
    }
    case 'RLE':
      if (leaf.type === 'BOOLEAN') {
        const flags = new Uint8Array(count)
        readRuns(bytes.subarray(4), 1, flags) // after their length
        return { kind: 'fixed', width: 1, bytes: flags }
      }
      break
    case 'DELTA_BINARY_PACKED':
      if (leaf.type === 'INT32' || leaf.type === 'INT64') {
        const out = leaf.type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count)
        unpackDeltas(readerOf(bytes), out)
        return { kind: 'fixed', width: leaf.width, bytes: new Uint8Array(out.buffer) }
      }
      break
    case 'DELTA_LENGTH_BYTE_ARRAY':
      if (leaf.type === 'BYTE_ARRAY') return spansOfLengths(bytes, readerOf(bytes), count)
      break
    case 'DELTA_BYTE_ARRAY': {
      const spans = bytesAfterPrefixes(bytes, readerOf(bytes), count)
      if (leaf.type === 'BYTE_ARRAY') return spans
      if (leaf.type === 'FIXED_LEN_BYTE_ARRAY' && spans.lengths.every((length) => length === leaf.width))
        return { kind: 'fixed', width: leaf.width, bytes: spans.source }
      break
    }
    case 'BYTE_STREAM_SPLIT':
      if (leaf.width > 1) return joinStreams(bytes, count, leaf.width)
  }
  throw new Error(`its values of type ${leaf.type} are encoded as ${encoding}, which is not read`)
}

/** Values one after another. */
export function readPlain(bytes: Uint8Array, count: number, { type, width }: Leaf): PageValues {
  if (type === 'BYTE_ARRAY') return plainSpans(bytes, count)
  if (type === 'BOOLEAN') {
    if (bytes.length < Math.ceil(count / 8)) throw new Error(`it has ${8 * bytes.length} of ${count} values`)
    return {
      kind: 'fixed',
      width,
      bytes: Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1),
    }
  }
  if (bytes.length < count * width) throw new Error(`it has ${Math.floor(bytes.length / width)} of ${count} values`)
  return { kind: 'fixed', width, bytes: bytes.subarray(0, count * width) }
}

/** Each after its length, uint32. */
function plainSpans(source: Uint8Array, count: number): Spans {
  if (source.length < 4 * count) throw new Error(`it has ${source.length} bytes for ${count} values`)
  const view = new DataView(source.buffer, source.byteOffset, source.length)
  const starts = new Uint32Array(count)
  const lengths = new Uint32Array(count)
  let at = 0
  for (let i = 0; i < count; i++) {
    const length = at + 4 <= source.length ? view.getUint32(at, true) : 0
    starts[i] = at + 4
    lengths[i] = length
    at += 4 + length
    if (at > source.length) throw new Error(`its value ${i} goes past its end`)
  }
  return { kind: 'spans', source, starts, lengths }
}

function lookUp(dictionary: PageValues, indices: Int32Array): PageValues {
  const size = dictionary.kind === 'spans' ? dictionary.starts.length : dictionary.bytes.length / dictionary.width
  for (let i = 0; i < indices.length; i++)
    if (indices[i]! >= size) throw new Error(`it refers to entry ${indices[i]} of a dictionary of ${size}`)
  if (dictionary.kind === 'spans') {
    const { source, starts, lengths } = dictionary
    return { kind: 'spans', source, starts: picked(starts, indices, 1), lengths: picked(lengths, indices, 1) }
  }
  const { width, bytes } = dictionary
  if (width % 4 !== 0) return { kind: 'fixed', width, bytes: picked(bytes, indices, width) }
  const words = picked(new Uint32Array(bytes.slice().buffer), indices, width / 4) // a copy is aligned
  return { kind: 'fixed', width, bytes: new Uint8Array(words.buffer) }
}

/** Entries of `step` numbers each. */
function picked<A extends Uint8Array | Uint32Array>(from: A, indices: Int32Array, step: number): A {
  const to = new (from.constructor as new (length: number) => A)(indices.length * step)
  if (step === 1) for (let i = 0; i < indices.length; i++) to[i] = from[indices[i]!]!
  else
    for (let i = 0; i < indices.length; i++)
      for (let s = 0; s < step; s++) to[i * step + s] = from[indices[i]! * step + s]!
  return to
}

/** The first bytes of all values, then their second bytes, and so on. */
function joinStreams(bytes: Uint8Array, count: number, width: number): Fixed {
  if (bytes.length < count * width) throw new Error(`it has ${Math.floor(bytes.length / width)} of ${count} values`)
  const joined = new Uint8Array(count * width)
  for (let b = 0; b < width; b++) for (let i = 0; i < count; i++) joined[i * width + b] = bytes[b * count + i]!
  return { kind: 'fixed', width, bytes: joined }
}

function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
}

/** One page of a column chunk: its header, and its levels and values. Format: https://parquet.apache.org/docs/file-format/data-pages/ */
import type { PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { crc32 } from '../../../math/crc32.js'
import { type Codec, decompress } from './codecs.js'
import type { Leaf } from './nodes.js'
import { type PageValues, readPlain, readValues } from './page-values.js'
import { onlyValue, readRuns } from './runs.js'
import { thriftEnd } from './thrift.js'

/** Entries are values, nulls and empty lists. */
export interface DataPage {
  entries: number
  repetition: Uint8Array | null // null: 0 for each entry
  definition: Uint8Array | null // null: the highest for each entry
  values: PageValues // of the entries of the highest definition level
}

export interface Header {
  page: PageHeader
  length: number // bytes of the header itself
}

const MOST_ENTRIES = 2 ** 27 // 134 million in one page
const MOST_BYTES = 2 ** 30
const SLACK = 2 ** 20 // bytes by which writers may miscount their chunks
const RATIO = 64 // of a page that its chunk was not counted with

/** @throws ThriftCut when the bytes end inside the header; Error when it cannot be one */
export function readHeader(bytes: Uint8Array): Header {
  const length = thriftEnd(bytes, 0)
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  return { page: parquetHeader({ view, offset: 0 }), length }
}

/** Entries of a data page by its header. @param most that are left in the chunk */
export function entriesOf({ data_page_header, data_page_header_v2 }: PageHeader, most: number): number {
  const entries = (data_page_header ?? data_page_header_v2)?.num_values ?? -1
  if (!(entries >= 0 && entries <= Math.min(most, MOST_ENTRIES)))
    throw new Error(`it says it has ${entries} values; its column has ${most} more`)
  return entries
}

/** @param inflated bytes of the whole chunk when not compressed */
export function requireSoundSizes(header: PageHeader, left: number, inflated: number): void {
  const { compressed_page_size: size, uncompressed_page_size: larger } = header
  if (!(size >= 0 && size <= left)) throw new Error(`it says it has ${size} bytes; its column has ${left} more`)
  if (!(larger >= 0 && larger <= Math.min(MOST_BYTES, Math.max(inflated + SLACK, RATIO * size))))
    throw new Error(`it says it has ${larger} bytes when decompressed; its column has ${inflated}`)
}

/** @throws Error when the page has a checksum that its bytes do not have */
export function requireChecksum({ crc }: PageHeader, bytes: Uint8Array): void {
  if (crc !== undefined && crc >>> 0 !== crc32(bytes)) throw new Error('its checksum does not match its bytes')
}

export function readDictionary(header: PageHeader, bytes: Uint8Array, leaf: Leaf, codec: Codec): PageValues {
  const { num_values: count = -1, encoding } = header.dictionary_page_header ?? {}
  if (!(count >= 0 && count <= MOST_ENTRIES)) throw new Error(`its dictionary says it has ${count} values`)
  if (encoding !== 'PLAIN' && encoding !== 'PLAIN_DICTIONARY')
    throw new Error(`its dictionary is encoded as ${encoding}, which is not read`)
  return readPlain(decompress(codec, bytes, header.uncompressed_page_size), count, leaf)
}

/** @throws Error when it is not what its header says */
export function readDataPage(
  header: PageHeader,
  bytes: Uint8Array,
  entries: number,
  leaf: Leaf,
  codec: Codec,
  dictionary: PageValues | null,
): DataPage {
  const { levels, body, encoding } = header.data_page_header_v2
    ? splitV2(header, bytes, codec)
    : splitV1(header, decompress(codec, bytes, header.uncompressed_page_size), leaf)
  const repetition = readLevels(levels.repetition, leaf.maxRepetition, entries)
  const max = leaf.maxDefinition
  const isFull = max > 0 && onlyValue(levels.definition, bitsOf(max), entries) === max
  const definition = isFull ? null : readLevels(levels.definition, max, entries)
  let missing = 0
  if (definition !== null) for (let e = 0; e < entries; e++) if (definition[e]! < max) missing++
  const values = readValues(body, encoding, entries - missing, leaf, dictionary)
  return { entries, repetition, definition: missing === 0 ? null : definition, values }
}

interface Split {
  levels: { repetition: Uint8Array; definition: Uint8Array }
  body: Uint8Array
  encoding: NonNullable<PageHeader['data_page_header']>['encoding']
}

/** Levels each stand after their length. */
function splitV1({ data_page_header: header }: PageHeader, bytes: Uint8Array, leaf: Leaf): Split {
  if (header === undefined) throw new Error('it is a data page without a header of one')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  const next = (max: number, encoding: string): Uint8Array => {
    if (max === 0) return bytes.subarray(0, 0)
    if (encoding !== 'RLE') throw new Error(`its levels are encoded as ${encoding}, which is not read`)
    const start = at + 4
    const length = start <= bytes.length ? view.getUint32(at, true) : 0
    at = start + length
    if (at > bytes.length) throw new Error(`its levels have ${length} bytes, more than there are`)
    return bytes.subarray(start, at)
  }
  const repetition = next(leaf.maxRepetition, header.repetition_level_encoding)
  const definition = next(leaf.maxDefinition, header.definition_level_encoding)
  return { levels: { repetition, definition }, body: bytes.subarray(at), encoding: header.encoding }
}

/** Levels stand first, not compressed. */
function splitV2(header: PageHeader, bytes: Uint8Array, codec: Codec): Split {
  const { repetition_levels_byte_length: r, definition_levels_byte_length: d, ...v2 } = header.data_page_header_v2!
  if (!(r >= 0 && d >= 0 && r + d <= Math.min(bytes.length, header.uncompressed_page_size)))
    throw new Error(`its levels have ${r} and ${d} bytes, more than there are`)
  const rest = bytes.subarray(r + d)
  const length = header.uncompressed_page_size - r - d
  const body = v2.is_compressed === false ? rest : decompress(codec, rest, length)
  return {
    levels: { repetition: bytes.subarray(0, r), definition: bytes.subarray(r, r + d) },
    body,
    encoding: v2.encoding,
  }
}

function readLevels(bytes: Uint8Array, max: number, entries: number): Uint8Array | null {
  if (max === 0) return null
  const levels = new Uint8Array(entries)
  readRuns(bytes, bitsOf(max), levels)
  for (let e = 0; e < entries; e++) if (levels[e]! > max) throw new Error(`it has a level above ${max}`)
  return levels
}

function bitsOf(max: number): number {
  return 32 - Math.clz32(max)
}

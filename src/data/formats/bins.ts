/**
 * `.fbin`, `.u8bin`, `.i8bin` and `.ibin` of big-ann-benchmarks and DiskANN: rows and dims (uint32 each), then the numbers.
 * Source: https://big-ann-benchmarks.com/
 */
import { dataError } from '../../errors.js'
import type { NumberType } from '../arrays/number-type.js'
import { openVectors, type VectorLayout } from '../arrays/vector-rows.js'
import { type Bytes, readBytes } from '../files/bytes.js'
import { endsWith } from '../files/source.js'
import type { Format } from './format.js'

const TYPES: Readonly<Record<string, NumberType>> = { '.fbin': 'f4', '.u8bin': 'u1', '.i8bin': 'i1', '.ibin': 'i4' }

const HEADER = 8 // bytes

export const bins: Format = {
  id: 'bins',
  name: 'big-ann-benchmarks vectors (.fbin, .u8bin, .i8bin, .ibin)',
  matches: (source) => source.kind === 'file' && endsWith(source, ...Object.keys(TYPES)),
  open: (source) => openVectors(source, TYPES, afterHeader),
}

/** @param size bytes of a number */
async function afterHeader(bytes: Bytes, size: number): Promise<VectorLayout> {
  const { path, size: all } = bytes
  const header = await readBytes(bytes, 0, HEADER)
  const [rows = 0, width = 0] = new Uint32Array(header.buffer)
  const end = HEADER + rows * width * size
  if (all !== end) {
    const found = `${path} has ${all} bytes; its header, ${rows} rows of ${width} dims, says ${end}`
    throw dataError('file-truncated', found, 'write or download the file again')
  }
  if (width === 0) throw dataError('no-rows', `${path} has ${rows} rows of 0 dims; expected embeddings`)
  const rowBytes = width * size
  const read = (start: number, count: number) => readBytes(bytes, HEADER + start * rowBytes, count * rowBytes)
  return { rows, width, read }
}

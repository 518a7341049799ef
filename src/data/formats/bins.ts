/**
 * `.fbin`, `.u8bin`, `.i8bin` and `.ibin` of big-ann-benchmarks and DiskANN: rows and dims (uint32 each), then the numbers.
 * Source: https://big-ann-benchmarks.com/
 */
import { dataError } from '../../errors.js'
import { type ArrayColumn, arrayRows } from '../arrays/array-rows.js'
import { NUMBERS, type NumberType } from '../arrays/number-type.js'
import { type Bytes, openBytes, readBytes } from '../files/bytes.js'
import { endsWith, requireNoPart } from '../files/source.js'
import type { Format } from './format.js'

const TYPES: Readonly<Record<string, NumberType>> = { '.fbin': 'f4', '.u8bin': 'u1', '.i8bin': 'i1', '.ibin': 'i4' }

const HEADER = 8 // bytes

export const bins: Format = {
  id: 'bins',
  name: 'big-ann-benchmarks vectors (.fbin, .u8bin, .i8bin, .ibin)',
  matches: (source) => source.kind === 'file' && endsWith(source, ...Object.keys(TYPES)),
  async open(source) {
    requireNoPart(source)
    const { path } = source
    const type = TYPES[path.slice(path.lastIndexOf('.')).toLowerCase()]!
    const bytes = await openBytes(path)
    try {
      const { rows, width } = await readHeader(bytes, NUMBERS[type].size)
      const rowBytes = width * NUMBERS[type].size
      const read = (start: number, count: number) => readBytes(bytes, HEADER + start * rowBytes, count * rowBytes)
      const column: ArrayColumn = { name: 'embedding', type, shape: [width], read }
      return arrayRows({ path, rows, columns: [column], close: () => bytes.close() })
    } catch (error) {
      await bytes.close()
      throw error
    }
  },
}

/** @param size bytes of a number */
async function readHeader(bytes: Bytes, size: number): Promise<{ rows: number; width: number }> {
  const { path, size: all } = bytes
  const header = await readBytes(bytes, 0, HEADER)
  const [rows = 0, width = 0] = new Uint32Array(header.buffer)
  const end = HEADER + rows * width * size
  if (all !== end) {
    const found = `${path} has ${all} bytes; its header, ${rows} rows of ${width} dims, says ${end}`
    throw dataError('file-truncated', found, 'write or download the file again')
  }
  if (width === 0) throw dataError('no-rows', `${path} has ${rows} rows of 0 dims; expected embeddings`)
  return { rows, width }
}

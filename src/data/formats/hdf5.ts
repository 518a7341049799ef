/**
 * HDF5 files: datasets of one length are the columns of a table; `FILE.hdf5#NAME` is one of them, or those of a group. The
 * files of ann-benchmarks hold `train`, `test`, `neighbors` and `distances`.
 */
import { dataError } from '../../errors.js'
import { product } from '../../math/product.js'
import { chooseMembers, type Member, memberColumns } from '../arrays/array-members.js'
import { type ArrayColumn, arrayRows, columnFor } from '../arrays/array-rows.js'
import type { Dataset, OpenedFile } from '../arrays/hdf5/questions.js'
import { type Hdf5Thread, hdf5Thread } from '../arrays/hdf5/thread.js'
import { isNumberType } from '../arrays/number-type.js'
import { MOST_SHRUNK } from '../files/gzip.js'
import { beginsWith, endsWith } from '../files/source.js'
import type { Format } from './format.js'

const MAGIC = '\x89HDF\r\n\x1a\n'
const MOST_CHUNK = 2 ** 29 // bytes; the library unpacks a chunk as a whole

/** The key of the distance that a file of ann-benchmarks is made for, in the metadata of the schema. */
const DISTANCE_KEY = 'hdf5:distance'

export const hdf5: Format = {
  id: 'hdf5',
  name: 'HDF5',
  matches: (source) => source.kind === 'file' && (beginsWith(source, MAGIC) || endsWith(source, '.hdf5', '.h5')),
  async open({ path, part, size }) {
    const thread = hdf5Thread()
    const opened = await thread.ask(path, 'open', { path })
    const close = async () => {
      await thread.ask(path, 'close', { file: opened.file }).catch(() => {}) // gone with its thread
    }
    try {
      const members = opened.datasets.map((dataset) => memberOf(thread, path, size, opened, dataset))
      const table = chooseMembers(path, part, members)
      const columns = await memberColumns(path, table)
      const chunkRows = opened.datasets.flatMap(({ name, chunk }) =>
        table.members.some(({ member }) => member.name === name) && chunk !== null ? [chunk[0]!] : [],
      )
      const metadata = new Map(opened.distance === null ? [] : [[DISTANCE_KEY, opened.distance]])
      return arrayRows({ path, rows: table.rows, columns, metadata, batchOf: Math.max(1, ...chunkRows), close })
    } catch (error) {
      await close()
      throw error
    }
  },
}

function memberOf(thread: Hdf5Thread, path: string, bytes: number, { file }: OpenedFile, dataset: Dataset): Member {
  const { name, shape, type, isBool, size, isVariable } = dataset
  return {
    name,
    shape,
    column(own): ArrayColumn {
      requireSound(path, bytes, dataset)
      if (type === 'text' && shape.length === 1) {
        const read = (start: number, rows: number) =>
          thread.ask(path, 'texts', { file, name, size, isVariable, start, rows })
        // texts of any length lie in the file as they are, so that their average is at most the file's share of a row
        const text = isVariable ? Math.max(size, Math.ceil(bytes / Math.max(1, shape[0]!))) : size
        return { name: own ?? 'id', type, size: text, read }
      }
      if (!isNumberType(type))
        throw dataError('hdf5-type', `${path}#${name} holds ${type}; expected floats, integers, or one string a row`)
      const of = columnFor(type, shape.slice(1))
      const read = (start: number, rows: number) =>
        thread.ask(path, 'numbers', { file, name, shape: shape.slice(1), size, start, rows })
      if (isBool && of.shape.length === 0) return { name: own ?? of.name, type: 'bool', read }
      return { name: own ?? of.name, type, shape: of.shape, read }
    },
  }
}

/** @throws UserError (exit 3) for sizes that do not fit the file, before anything is made of them */
function requireSound(path: string, bytes: number, { name, shape, maxShape, chunk, size }: Dataset): void {
  const all = size * product(shape)
  const says = `${path}#${name} should have ${all} bytes, (${shape.join(', ')}) values of ${size}`
  if (chunk === null && maxShape !== null && maxShape.join() !== shape.join())
    throw dataError('file-damaged', `${says}; but it could grow to (${maxShape.join(', ')}), which only chunks can`)
  if (all > (chunk === null ? bytes : (bytes + 1) * MOST_SHRUNK))
    throw dataError('file-truncated', `${says}; the file has ${bytes}`, 'write or download the file again')
  const chunkBytes = size * product(chunk ?? [])
  if (chunk !== null && chunkBytes > MOST_CHUNK)
    throw dataError(
      'batch-too-large',
      `${path}#${name} has chunks of ${chunkBytes} bytes; at most ${MOST_CHUNK} are read`,
    )
}

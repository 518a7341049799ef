/** `.npy` arrays of NumPy: [N, D] embeddings, [N] labels, [N, H, W(, C)] pixels, or other numbers to feed a model with. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { dataError } from '../../errors.js'
import { type ArrayColumn, arrayRows } from '../arrays/array-rows.js'
import { type NpyFile, npyColumn, openNpy } from '../arrays/npy.js'
import { NPY_MAGIC } from '../arrays/npy-header.js'
import { beginsWith, endsWith, requireNoPart } from '../files/source.js'
import type { RowFile } from '../row-file.js'
import type { Format } from './format.js'

const X = /^(.*[-_])?X\.npy$/

export const npy: Format = {
  id: 'npy',
  name: 'NumPy array (.npy)',
  matches: (source) => source.kind === 'file' && (beginsWith(source, NPY_MAGIC) || endsWith(source, '.npy')),
  async open(source) {
    requireNoPart(source)
    return openWithLabels(source.path)
  },
  async files({ path }) {
    const labels = await labelsBeside(path)
    return labels === null ? [path] : [path, labels]
  },
}

/** The array `…-y.npy` of labels beside `…-X.npy`, as MRL's reference code names them; null: there is none. */
export async function labelsBeside(path: string): Promise<string | null> {
  const name = X.exec(basename(path))
  if (name === null) return null
  const labels = join(dirname(path), `${name[1] ?? ''}y.npy`)
  const entry = await stat(labels).catch(() => null)
  return entry?.isFile() ? labels : null
}

async function openWithLabels(path: string): Promise<RowFile> {
  const labels = await labelsBeside(path)
  const files: NpyFile[] = []
  const close = async () => {
    for (const file of files) await file.close()
  }
  try {
    const array = await openNpy(path)
    files.push(array)
    const { shape, fortran } = array
    if (shape.length === 0 || shape.slice(1).includes(0))
      throw dataError('npy-shape', `${path} has the shape (${shape.join(', ')}); expected rows of numbers`)
    const columns: ArrayColumn[] = [npyColumn(array, null)]
    if (labels !== null) {
      const beside = await openNpy(labels)
      files.push(beside)
      columns.push(labelColumn(beside, array))
    }
    return arrayRows({ path, rows: shape[0]!, columns, close, fortran })
  } catch (error) {
    await close()
    throw error
  }
}

/** @throws UserError (exit 3) for another number of labels, or several a row */
function labelColumn(labels: NpyFile, { path, shape }: NpyFile): ArrayColumn {
  const isText = labels.type === 'U' || labels.type === 'S'
  const column = npyColumn(labels, isText ? 'label' : null) // strings are ids where they stand alone
  if (column.name !== 'label') {
    const found = `${labels.path}, the labels of ${path}, has the shape (${labels.shape.join(', ')})`
    throw dataError('npy-shape', `${found}; expected one label a row, (${shape[0]},)`)
  }
  if (labels.shape[0] !== shape[0])
    throw dataError('label-rows', `${labels.path} has ${labels.shape[0]} labels; ${path} has ${shape[0]} rows`)
  return column
}

/** A dataset in a file of any format: images, tensors or texts with labels, batch by batch. */
import { basename, extname } from 'node:path'
import type { Schema } from 'apache-arrow'
import type { Dataset, DatasetBatch } from '../types.js'
import { findColumn, type ToldColumns } from './columns/columns.js'
import { type KeyColumns, readKeys } from './columns/keys.js'
import { labelClasses, type NamesFrom, namesFrom } from './columns/labels.js'
import { openRows } from './formats/index.js'
import { imageFolder } from './inputs/images.js'
import { type InputColumns, inputColumns, noInputs, ROLE_OF, type Takes } from './inputs/input-columns.js'
import { inputReader } from './inputs/input-reader.js'
import { joinBatches } from './inputs/inputs.js'
import type { RowFile } from './row-file.js'
import { rowRuns, runsWithin } from './row-runs.js'

/** A dataset, and where the names of its classes come from. */
export type OpenDataset = Dataset & { namesFrom: NamesFrom }

/** The columns of a dataset that are read. */
export type DatasetColumns = KeyColumns & InputColumns

/** How batches are read. */
interface Layout {
  path: string
  columns: DatasetColumns
  classes: readonly string[] | null
  folder: string // where paths of images begin
  rows: readonly number[] | null // that are wanted, by row number; null: all
}

/**
 * Opens a dataset: an image, tensor or text column, and label and id columns where there are any.
 * @param takes what the model is fed with; null: an image, else numbers, else a text
 * @param rows the only ones that are wanted, by row number, ascending; null: all
 * @throws UserError (exit 3) when the file cannot be read or has no input column
 */
export async function openDataset(
  path: string,
  told: ToldColumns = {},
  takes: Takes | null = null,
  rows: readonly number[] | null = null,
): Promise<OpenDataset> {
  const file = await openRows(path)
  try {
    return await datasetOf(file, datasetColumns(file.schema, told, path, takes), rows)
  } finally {
    await file.close()
  }
}

/** The dataset of an open file, which may be closed afterwards, with these columns. */
export async function datasetOf(
  file: RowFile,
  columns: DatasetColumns,
  rows: readonly number[] | null = null,
): Promise<OpenDataset> {
  const { path, schema } = file
  const { label } = columns
  const classes = label === null ? null : await labelClasses(file, label)
  const folder = columns.kind === 'images' ? await imageFolder(path) : ''
  return {
    path,
    name: stem(path),
    rows: rows?.length ?? file.rows,
    classes,
    namesFrom: label === null ? null : namesFrom(schema, label),
    columns: named(columns),
    batches: (size, from = 0) => batches({ path, columns, classes, folder, rows }, size, from),
  }
}

/** True when the file has something to feed a model with, one that takes such inputs where it is known. */
export function hasInputs(schema: Schema, told: ToldColumns, path: string, takes: Takes | null = null): boolean {
  return inputColumns(schema, told, path, takes) !== null
}

/** A file's name without folder and endings, with the part that is meant: "a#test" of "x/a.npz#test". */
export function stem(path: string): string {
  const at = path.lastIndexOf('#')
  const hasPart = at > 0 && (!path.slice(at).includes('/') || extname(path.slice(0, at)) !== '') // groups have slashes
  const file = (hasPart ? path.slice(0, at) : path).replace(/\.gz$/i, '')
  return basename(file, extname(file)) + (hasPart ? path.slice(at) : '')
}

function datasetColumns(schema: Schema, told: ToldColumns, path: string, takes: Takes | null): DatasetColumns {
  const input = inputColumns(schema, told, path, takes)
  if (input === null) throw noInputs(schema, path, takes)
  const column = (role: 'label' | 'id') => findColumn(schema, role, told, path)?.name ?? null
  const isPair = told.score !== undefined // pairs are scored, and of no class
  return { ...input, label: isPair ? null : column('label'), id: column('id') }
}

function named({ kind, input, title, label, id }: DatasetColumns): Record<string, string> {
  const roles = { [ROLE_OF[kind]]: input, title, label, id }
  return Object.fromEntries(
    Object.entries(roles).flatMap(([role, column]) => (column === null ? [] : [[role, column]])),
  )
}

/** Record batches of any size → batches of `size` rows, beginning at row `from` of those wanted. */
async function* batches(layout: Layout, size: number, from: number): AsyncGenerator<DatasetBatch> {
  const { path, columns, classes } = layout
  const wanted = [columns.input, columns.title, columns.label, columns.id].filter((name) => name !== null)
  const file = await openRows(path)
  try {
    let waiting: DatasetBatch[] = []
    let waitingRows = 0
    let width: number | null = null // of tensor rows, as the first record batch has it
    const wantedRuns = rowRuns(layout.rows, file.rows, from)
    for (let i = 0, start = 0; i < file.batchRows.length; start += file.batchRows[i++]!) {
      const runs = runsWithin(wantedRuns, start, start + file.batchRows[i]!)
      if (runs.length === 0) continue
      const batch = await file.read(i, wanted)
      const keys = readKeys(batch, path, columns, classes, start)
      const inputs = inputReader(batch, { ...layout, firstRow: start }, width)
      width = inputs.width
      for (const run of runs)
        for (let first = run.first; first < run.end; ) {
          const rows = Math.min(run.end - first, size - waitingRows)
          const [at, end] = [first - start, first - start + rows]
          waiting.push({
            start: run.place + first - run.first,
            rows,
            ...(layout.rows === null ? {} : { numbers: Int32Array.from({ length: rows }, (_, i) => first + i) }),
            ids: keys.ids.slice(at, end),
            labels: keys.labels.subarray(at, end),
            inputs: await inputs.read(at, end),
          })
          waitingRows += rows
          first += rows
          if (waitingRows < size) continue
          yield joinBatches(waiting)
          waiting = []
          waitingRows = 0
        }
    }
    if (waitingRows > 0) yield joinBatches(waiting)
  } finally {
    await file.close()
  }
}

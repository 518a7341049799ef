/** A dataset in an Arrow file: images or tensors with labels, batch by batch. */
import { basename, extname } from 'node:path'
import type { RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../errors.js'
import type { Dataset, DatasetBatch, Inputs } from '../types.js'
import { classNames, findColumn, type ToldColumns } from './columns.js'
import { openRows } from './formats/index.js'
import { type KeyColumns, readKeys } from './keys.js'
import { type Place, readFiles, readLists, requireFinite } from './values.js'

type Columns = KeyColumns & { kind: Inputs['kind']; input: string }

/**
 * Opens a dataset: an image or tensor column, and label and id columns where there are any.
 * @throws UserError (exit 3) when the file cannot be read or has no input column
 */
export async function openDataset(path: string, told: ToldColumns = {}): Promise<Dataset> {
  const file = await openRows(path)
  await file.close()
  const columns = datasetColumns(file.schema, told, path)
  const classes = columns.label === null ? null : classNames(file.schema, columns.label)
  return {
    path,
    name: stem(path),
    rows: file.rows,
    classes,
    columns: named(columns),
    batches: (size, from = 0) => batches(path, columns, classes, size, from),
  }
}

/** True when the file has something to feed a model with. */
export function hasInputs(schema: Schema, told: ToldColumns, path: string): boolean {
  return inputColumn(schema, told, path) !== null
}

/** A file's name without folder and extension. */
export function stem(path: string): string {
  return basename(path, extname(path))
}

/** The image column, or else a tensor column; a tensor column that was told goes before an image that is there. */
function inputColumn(schema: Schema, told: ToldColumns, path: string): Pick<Columns, 'kind' | 'input'> | null {
  const image = told.tensor === undefined ? findColumn(schema, 'image', told, path) : null
  if (image !== null) return { kind: 'images', input: image.name }
  const tensor = findColumn(schema, 'tensor', told, path)
  return tensor === null ? null : { kind: 'tensors', input: tensor.name }
}

function datasetColumns(schema: Schema, told: ToldColumns, path: string): Columns {
  const input = inputColumn(schema, told, path)
  if (input === null) {
    const have = schema.fields.map((field) => `${field.name} (${field.type})`).join(', ')
    throw dataError(
      'no-inputs',
      `${path} has no image or tensor column; it has ${have}`,
      'say which: --column image=NAME or --column tensor=NAME',
    )
  }
  return {
    ...input,
    label: findColumn(schema, 'label', told, path)?.name ?? null,
    id: findColumn(schema, 'id', told, path)?.name ?? null,
  }
}

function named({ kind, input, label, id }: Columns): Record<string, string> {
  const roles: Record<string, string> = { [kind === 'images' ? 'image' : 'tensor']: input }
  if (label !== null) roles.label = label
  if (id !== null) roles.id = id
  return roles
}

/** Record batches of any size → batches of `size` rows, beginning at row `from`. */
async function* batches(
  path: string,
  columns: Columns,
  classes: readonly string[] | null,
  size: number,
  from: number,
): AsyncGenerator<DatasetBatch> {
  const file = await openRows(path)
  try {
    let waiting: DatasetBatch[] = []
    let waitingRows = 0
    let width: number | null = null // of tensor rows, as the first record batch has it
    for (let i = 0, start = 0; i < file.batchRows.length; start += file.batchRows[i++]!) {
      if (start + file.batchRows[i]! <= from) continue
      const whole: DatasetBatch = readBatch(await file.read(i), path, columns, classes, start, width)
      if (whole.inputs.kind === 'tensors') width = whole.inputs.size
      let at = Math.max(0, from - start)
      while (at < whole.rows) {
        const take = Math.min(size - waitingRows, whole.rows - at)
        waiting.push(slice(whole, at, at + take))
        waitingRows += take
        at += take
        if (waitingRows < size) continue
        yield join(waiting)
        waiting = []
        waitingRows = 0
      }
    }
    if (waitingRows > 0) yield join(waiting)
  } finally {
    await file.close()
  }
}

function readBatch(
  batch: RecordBatch,
  path: string,
  columns: Columns,
  classes: readonly string[] | null,
  firstRow: number,
  width: number | null,
): DatasetBatch {
  const place = { path, column: columns.input, firstRow }
  return {
    ...readKeys(batch, path, columns, classes?.length ?? null, firstRow),
    inputs:
      columns.kind === 'images' ? { kind: 'images', files: readFiles(batch, place) } : readTensors(batch, place, width),
  }
}

function readTensors(batch: RecordBatch, place: Place, width: number | null): Inputs {
  const read = readLists(batch, place, width)
  requireFinite(read.values, read.width, place)
  return { kind: 'tensors', values: read.values, size: read.width }
}

function slice(batch: DatasetBatch, from: number, to: number): DatasetBatch {
  return {
    start: batch.start + from,
    rows: to - from,
    ids: batch.ids.slice(from, to),
    labels: batch.labels.subarray(from, to),
    inputs: sliceInputs(batch.inputs, from, to),
  }
}

function sliceInputs(inputs: Inputs, from: number, to: number): Inputs {
  if (inputs.kind === 'images') return { kind: 'images', files: inputs.files.slice(from, to) }
  if (inputs.kind === 'texts') return { kind: 'texts', texts: inputs.texts.slice(from, to) }
  const { values, size } = inputs
  return { kind: 'tensors', values: values.subarray(from * size, to * size), size }
}

function join(parts: readonly DatasetBatch[]): DatasetBatch {
  const first = parts[0]!
  if (parts.length === 1) return first
  return {
    start: first.start,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    ids: parts.flatMap((part) => part.ids),
    labels: Int32Array.from(parts.flatMap((part) => [...part.labels])),
    inputs: joinInputs(parts.map((part) => part.inputs)),
  }
}

function joinInputs(parts: readonly Inputs[]): Inputs {
  const first = parts[0]!
  if (first.kind === 'images')
    return { kind: 'images', files: parts.flatMap((part) => (part.kind === 'images' ? part.files : [])) }
  if (first.kind === 'texts')
    return { kind: 'texts', texts: parts.flatMap((part) => (part.kind === 'texts' ? part.texts : [])) }
  const tensors = parts.map((part) => (part.kind === 'tensors' ? part.values : new Float32Array(0)))
  const values = new Float32Array(tensors.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of tensors) {
    values.set(part, at)
    at += part.length
  }
  return { kind: 'tensors', values, size: first.size }
}

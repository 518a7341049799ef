/** The inputs of a record batch: what a model is fed with, read when it is asked for. */
import type { RecordBatch } from 'apache-arrow'
import type { Inputs } from '../../types.js'
import { isNumberList } from '../columns/column-types.js'
import type { Place } from '../columns/place.js'
import { readLists, requireFinite } from '../columns/values.js'
import { imageReader } from './images.js'
import type { InputColumns } from './input-columns.js'
import { readGrid } from './pixels.js'
import { readTexts } from './texts.js'

/** Where inputs come from. */
export interface InputPlace {
  path: string
  columns: InputColumns
  folder: string // where paths of images begin
  firstRow: number // row number of the batch's first row
}

export interface InputReader {
  width: number | null // of tensor rows
  read(from: number, to: number): Promise<Inputs>
}

/** @param width of tensor rows; null: take the first row's. @throws UserError naming the row that cannot be read */
export function inputReader(
  batch: RecordBatch,
  { path, columns, folder, firstRow }: InputPlace,
  width: number | null,
): InputReader {
  const place = { path, column: columns.input, firstRow }
  if (columns.kind === 'images') {
    const read = imageReader(batch, place, folder)
    return { width, read: async (from, to) => ({ kind: 'images', files: await read(from, to) }) }
  }
  if (columns.kind === 'texts') {
    const read = (from: number, to: number) => readTexts(batch, place, columns.title, from, to)
    return { width, read: async (from, to) => ({ kind: 'texts', texts: read(from, to) }) }
  }
  const { values, width: size } = readTensors(batch, place, width)
  const read = async (from: number, to: number): Promise<Inputs> => {
    return { kind: 'tensors', values: values.subarray(from * size, to * size), size }
  }
  return { width: size, read }
}

function readTensors(batch: RecordBatch, place: Place, width: number | null): ReturnType<typeof readLists> {
  const isFlat = isNumberList(batch.getChild(place.column)!.type)
  const rows = isFlat ? readLists(batch, place, width) : readGrid(batch, place, width)
  requireFinite(rows.values, rows.width, place)
  return rows
}

/** What every row has besides its numbers, image or text: a place in the file, an id and a label. */
import type { RecordBatch } from 'apache-arrow'
import { UNKNOWN } from '../../types.js'
import { readClasses } from './labels.js'
import { readIds } from './values.js'

/** Columns of ids and labels, where the file has them. */
export interface KeyColumns {
  id: string | null
  label: string | null
}

export interface Keys {
  start: number // row number of the first row
  rows: number
  ids: readonly string[] // row numbers without an id column
  labels: Int32Array // UNKNOWN without a label column
}

/** @param classes names, or null where labels are numbers without names */
export function readKeys(
  batch: RecordBatch,
  path: string,
  { id, label }: KeyColumns,
  classes: readonly string[] | null,
  start: number,
): Keys {
  const rows = batch.numRows
  const place = (column: string) => ({ path, column, firstRow: start })
  const told = id === null ? null : readIds(batch, place(id))
  let numbers: readonly string[] | null = null // made when they are asked for: few ask for a million row numbers
  return {
    start,
    rows,
    get ids() {
      if (told !== null) return told
      numbers ??= Array.from({ length: rows }, (_, row) => String(start + row))
      return numbers
    },
    labels: label === null ? new Int32Array(rows).fill(UNKNOWN) : readClasses(batch, place(label), classes),
  }
}

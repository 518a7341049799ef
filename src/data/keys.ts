/** What every row has besides its numbers or its image: a place in the file, an id and a label. */
import type { RecordBatch } from 'apache-arrow'
import { UNKNOWN } from '../types.js'
import { readIds, readLabels } from './values.js'

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

/** @param classes number of classes, or null where the file does not say */
export function readKeys(
  batch: RecordBatch,
  path: string,
  { id, label }: KeyColumns,
  classes: number | null,
  start: number,
): Keys {
  const rows = batch.numRows
  return {
    start,
    rows,
    ids: id === null ? Array.from({ length: rows }, (_, row) => String(start + row)) : readIds(batch, id),
    labels:
      label === null
        ? new Int32Array(rows).fill(UNKNOWN)
        : readLabels(batch, { path, column: label, firstRow: start }, classes),
  }
}

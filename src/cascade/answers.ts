/** What the heads said of the rows that a cascade is learnt on, head by head. */
import type { Dims, Predictions } from '../types.js'
import { rowsOf } from './run.js'

export interface Answers {
  dims: Dims // [G]
  rows: number // n
  classes: readonly Int32Array[] // [G][n]
  confidence: readonly Float64Array[] // [G][n]
  right: readonly Float64Array[] // 1 where the class is the true one [G][n]
}

/** @param rows row numbers; null: all @throws UserError (exit 2) without rows */
export function answersOf(predictions: Predictions, rows: Int32Array | null): Answers {
  const { dims, labels, classes, confidence } = predictions
  const chosen = rowsOf(predictions, rows)
  const heads = dims.map((_, head) => head)
  return {
    dims,
    rows: chosen.length,
    classes: heads.map((head) => Int32Array.from(chosen, (row) => classes[row * dims.length + head]!)),
    confidence: heads.map((head) => Float64Array.from(chosen, (row) => confidence[row * dims.length + head]!)),
    right: heads.map((head) =>
      Float64Array.from(chosen, (row) => (classes[row * dims.length + head] === labels[row] ? 1 : 0)),
    ),
  }
}

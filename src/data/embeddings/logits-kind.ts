/** Arrays of other tools hold logits or softmax values; here both become logits. */
import { dataError } from '../../errors.js'
import type { Dims, EmbeddingTable } from '../../types.js'

export type LogitsKind = 'logits' | 'probabilities'

/** A table of a file that any tool may have written. */
export interface ForeignTable extends EmbeddingTable {
  logitsKind: LogitsKind | null // what logits were made from; null: ours, or none
}

/** How far a row of probabilities may be from adding up to 1: what float16 makes of a softmax. */
const SLACK = 1e-3

/** Stands for ln 0: just low enough for a softmax of 0 in float32, so that one such row does not decide a temperature. */
const LOG_ZERO = -104

/** Where some rows stand, for errors. */
export interface HeadPlace {
  path: string
  dims: Dims // of the heads [G]
  firstRow: number
}

/** Probabilities when every row is in 0…1 and adds up to 1. @param values [… × C] */
export function kindOf(values: Float32Array, classes: number): LogitsKind {
  for (let at = 0; at < values.length; at += classes) {
    if (!isShare(values.subarray(at, at + classes))) return 'logits'
  }
  return 'probabilities'
}

function isShare(row: Float32Array): boolean {
  return row.every((value) => value >= 0 && value <= 1) && Math.abs(total(row) - 1) <= SLACK
}

function total(row: Float32Array): number {
  return row.reduce((sum, value) => sum + value, 0)
}

/**
 * Logits as they are; of probabilities p their logarithms, whose softmax is p again. p = 0 becomes −104.
 * @param values [rows × G × C]
 * @throws UserError (exit 3) for NaN, infinite numbers, and rows that are no probabilities although the first ones are
 */
export function asLogits(values: Float32Array, classes: number, kind: LogitsKind, place: HeadPlace): Float32Array {
  for (let at = 0; at < values.length; at += classes) {
    for (let c = 0; c < classes; c++) {
      const value = values[at + c]!
      if (value - value === 0) continue
      throw atRow(place, at / classes, `has ${value} at class ${c}; expected finite float32 numbers`)
    }
    const row = values.subarray(at, at + classes)
    if (kind === 'probabilities' && !isShare(row)) {
      const found = `adds up to ${total(row).toPrecision(4)}, from ${Math.min(...row)} to ${Math.max(...row)}`
      throw atRow(place, at / classes, `${found}; the first rows are probabilities, which add up to 1`)
    }
  }
  return kind === 'logits' ? values : values.map((value) => (value > 0 ? Math.log(value) : LOG_ZERO))
}

function atRow({ path, dims, firstRow }: HeadPlace, at: number, what: string): Error {
  const row = firstRow + Math.floor(at / dims.length)
  return dataError('bad-row', `${path}: row ${row}, head at ${dims[at % dims.length]}, ${what}`)
}

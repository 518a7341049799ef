/** Means of a few rows of each class, made so that one inner product says how near a row is. */
import type { Vectors } from '../types.js'
import { packSlice } from './prefix.js'

/** The mean nearest to x is the one with the largest x·mean + offset: ‖x‖² − ‖x − mean‖² = 2 (x·mean + offset) for l2. */
export interface ClassMeans {
  values: Float32Array // [K × d], of length 1 for cosine
  offsets: Float64Array // [K]: 0 for cosine, −‖mean‖²/2 for l2
}

/** The first d values of every row, in memory of their own; normalized at d for cosine, where zeros stay zeros. */
export function prefixesOf(rows: Vectors, d: number, distance: 'cosine' | 'l2'): Vectors {
  const values = new Float32Array(rows.rows * d)
  packSlice(rows, 0, rows.rows, { from: 0, to: d }, 1, values, d)
  if (distance === 'cosine') {
    for (let from = 0; from < values.length; from += d) {
      let squares = 0
      for (let j = from; j < from + d; j++) squares += values[j]! * values[j]!
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
      for (let j = from; j < from + d; j++) values[j]! *= scale
    }
  }
  return { rows: rows.rows, width: d, values }
}

/**
 * Means of rows, class by class; for cosine they are normalized, and a mean of zeros stays one.
 * @param members rows of the classes, `shots` for each. [K × shots]
 */
export function classMeans(
  { values: rows, width }: Vectors,
  members: Int32Array,
  shots: number,
  distance: 'cosine' | 'l2',
): ClassMeans {
  const K = members.length / shots
  const values = new Float32Array(K * width)
  const offsets = new Float64Array(K)
  const sum = new Float64Array(width)
  for (let c = 0; c < K; c++) {
    sum.fill(0)
    for (let i = c * shots; i < (c + 1) * shots; i++) {
      const from = members[i]! * width
      for (let j = 0; j < width; j++) sum[j]! += rows[from + j]!
    }
    let squares = 0
    for (let j = 0; j < width; j++) squares += sum[j]! * sum[j]!
    const scale = distance === 'l2' ? 1 / shots : squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let j = 0; j < width; j++) values[c * width + j] = sum[j]! * scale
    if (distance === 'l2') offsets[c] = -(squares * scale * scale) / 2
  }
  return { values, offsets }
}

/** The largest ‖row‖; 0 without rows. */
export function largestNorm({ values, width }: Vectors): number {
  let largest = 0
  for (let from = 0; from < values.length; from += width) {
    let squares = 0
    for (let j = from; j < from + width; j++) squares += values[j]! * values[j]!
    largest = Math.max(largest, squares)
  }
  return Math.sqrt(largest)
}

/** Prefixes of row-major vectors: the slices between nesting dims, packed apart, and the norms of every prefix. */
import type { Dims, Vectors } from '../types.js'

/** The columns [from, to). */
export interface Slice {
  from: number
  to: number
}

/** The slices that add up to the prefixes: [0, d₁), [d₁, d₂), … One per dim. */
export function slicesOf(dims: Dims): Slice[] {
  return dims.map((to, s) => ({ from: s === 0 ? 0 : dims[s - 1]!, to }))
}

/**
 * Copies columns [from, to) of rows [start, start + rows) into `into`, `stride` values a row.
 * @param scale factor for every value
 */
export function packSlice(
  { values, width }: Vectors,
  start: number,
  rows: number,
  { from, to }: Slice,
  scale: number,
  into: Float32Array,
  stride: number,
): void {
  for (let row = 0; row < rows; row++) {
    const source = (start + row) * width
    const target = row * stride
    for (let j = from; j < to; j++) into[target + j - from] = values[source + j]! * scale
  }
}

/**
 * Squared norms of the slices of every row, Σ x[j]² for j in [from, to), in float64.
 * @returns [S × rows]; the squared norm of prefix s is the sum of the first s + 1 of a row
 */
export function sliceNorms({ values, width }: Vectors, start: number, rows: number, dims: Dims): Float64Array {
  const norms = new Float64Array(dims.length * rows)
  const slices = slicesOf(dims)
  for (let row = 0; row < rows; row++) {
    const source = (start + row) * width
    for (let s = 0; s < slices.length; s++) {
      const { from, to } = slices[s]!
      let sum = 0
      for (let j = from; j < to; j++) {
        const value = values[source + j]!
        sum += value * value
      }
      norms[s * rows + row] = sum
    }
  }
  return norms
}

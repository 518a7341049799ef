/**
 * What probes see of a vector: its first d numbers x, as x/‖x‖. Not raw: MEASURE
 */
import type { Vectors } from '../types.js'

/** 1/‖x[:d]‖ of each row, 0 for a row of zeros. [rows] */
export function inverseNorms({ rows, width, values }: Vectors, dim: number): Float32Array {
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let j = row * width; j < row * width + dim; j++) sum += values[j]! * values[j]!
    scales[row] = sum > 0 ? 1 / Math.sqrt(sum) : 0
  }
  return scales
}

/** Mean of the features over the rows. [dim] */
export function featureMean({ rows, width, values }: Vectors, dim: number, scales: Float32Array): Float64Array {
  const mean = new Float64Array(dim)
  for (let row = 0; row < rows; row++) {
    const at = row * width
    for (let j = 0; j < dim; j++) mean[j]! += values[at + j]! * scales[row]!
  }
  return mean.map((sum) => sum / rows)
}

/** A matrix product in float64, rounded at the end, for what takes one as a function. */
import type { Product } from '../../src/types.js'

export const plainProduct: Product = async (a, rows, inner, b, columns, transposed = false) => {
  const c = new Float32Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0
      for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[transposed ? j * inner + k : k * columns + j]!
      c[i * columns + j] = sum
    }
  }
  return c
}

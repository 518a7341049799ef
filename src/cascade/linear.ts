/** Small systems of linear equations. */

/**
 * Solves A·x = b for a symmetric positive definite A, by Cholesky's decomposition.
 * @param a [p × p]; only its lower triangle is looked at
 * @param b [p]
 * @returns x [p]
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const p = b.length
  const lower = new Float64Array(p * p)
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * p + j]!
      for (let k = 0; k < j; k++) sum -= lower[i * p + k]! * lower[j * p + k]!
      lower[i * p + j] = i === j ? Math.sqrt(sum) : sum / lower[j * p + j]!
    }
  }
  const x = Float64Array.from(b)
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * p + k]! * x[k]!
    x[i]! /= lower[i * p + i]!
  }
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) x[i]! -= lower[k * p + i]! * x[k]!
    x[i]! /= lower[i * p + i]!
  }
  return x
}

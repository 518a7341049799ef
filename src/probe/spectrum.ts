/**
 * The directions in which features spread most: leading eigenvectors of their covariance, by subspace iteration with a
 * Rayleigh-Ritz step (Golub & Van Loan, Matrix Computations, 8.2). All of them where there are few, else RANK, which a few
 * passes find well enough to precondition with.
 * Cost: 2·n·d·r multiply-adds a pass, one pass at d ≤ RANK, else PASSES.
 */
import { principalDirections } from '../math/principal.js'
import { seeded } from '../math/random.js'
import { add, product } from './float64.js'

const RANK = 128
const PASSES = 4

export interface Spectrum {
  rank: number // r
  values: Float64Array // eigenvalues, largest first, at least 0. [r]
  directions: Float32Array // orthonormal columns. [d × r]
}

/** @param times the covariance times a matrix [d × r] */
export async function spectrumOf(
  dim: number,
  times: (basis: Float32Array, rank: number) => Promise<Float64Array>,
): Promise<Spectrum> {
  const rank = Math.min(dim, RANK)
  let basis = rank === dim ? identity(dim) : orthonormal(chance(dim * rank), dim, rank)
  let image = await times(basis, rank)
  for (let pass = 1; rank < dim && pass < PASSES; pass++) {
    basis = orthonormal(image, dim, rank)
    image = await times(basis, rank)
  }
  const projected = new Float64Array(rank * rank)
  for (let i = 0; i < dim; i++) {
    for (let a = 0; a < rank; a++) {
      for (let b = 0; b < rank; b++) projected[a * rank + b]! += basis[i * rank + a]! * image[i * rank + b]!
    }
  }
  const { values, directions } = principalDirections(symmetric(projected, rank), rank)
  const turned = new Float32Array(dim * rank)
  for (let i = 0; i < dim; i++) {
    for (let a = 0; a < rank; a++) {
      for (let j = 0; j < rank; j++) turned[i * rank + j]! += basis[i * rank + a]! * directions[a * rank + j]!
    }
  }
  return { rank, values: values.map((value) => Math.max(0, value)), directions: turned }
}

function identity(size: number): Float32Array {
  const values = new Float32Array(size * size)
  for (let i = 0; i < size; i++) values[i * size + i] = 1
  return values
}

function chance(size: number): Float64Array {
  const random = seeded(0)
  return Float64Array.from({ length: size }, () => random.gaussian())
}

function symmetric(values: Float64Array, size: number): Float64Array {
  return values.map((value, at) => (value + values[(at % size) * size + Math.floor(at / size)]!) / 2)
}

/** Gram and Schmidt, twice; columns that depend on earlier ones become 0. @param columns [d × r] */
function orthonormal(columns: Float64Array, dim: number, rank: number): Float32Array {
  const rows = new Float64Array(rank * dim) // transposed, so that columns lie together
  for (let i = 0; i < dim; i++) for (let j = 0; j < rank; j++) rows[j * dim + i] = columns[i * rank + j]!
  for (let j = 0; j < rank; j++) {
    const own = rows.subarray(j * dim, (j + 1) * dim)
    const before = Math.sqrt(product(own, own))
    for (let k = 0; k < 2 * j; k++) {
      const other = rows.subarray((k % j) * dim, ((k % j) + 1) * dim)
      add(own, -product(own, other), other)
    }
    const length = Math.sqrt(product(own, own))
    const factor = length > 1e-6 * before ? 1 / length : 0
    for (let i = 0; i < dim; i++) own[i]! *= factor
  }
  const basis = new Float32Array(dim * rank)
  for (let i = 0; i < dim; i++) for (let j = 0; j < rank; j++) basis[i * rank + j] = rows[j * dim + i]!
  return basis
}

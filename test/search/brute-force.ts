/** Exact search as it is defined, in float64, one query, one dim and one row after the other. */
import type { Dims, Distance, Neighbors, Vectors } from '../../src/types.js'

/** @returns what nestedSearch must return, up to rounding: [S × b × k], −1 pads */
export function bruteForce(database: Vectors, queries: Vectors, dims: Dims, distance: Distance, k: number): Neighbors {
  const size = dims.length * queries.rows * k
  const found = {
    dims,
    queries: queries.rows,
    k,
    ids: new Int32Array(size).fill(-1),
    scores: new Float32Array(size),
  }
  for (const [s, d] of dims.entries()) {
    for (let q = 0; q < queries.rows; q++) {
      const scores = Array.from({ length: database.rows }, (_, row) => scoreOf(queries, q, database, row, d, distance))
      const nearest = [...scores.keys()].sort((a, b) => {
        const ahead = distance === 'l2' ? scores[a]! - scores[b]! : scores[b]! - scores[a]!
        return ahead || a - b
      })
      for (const [r, id] of nearest.slice(0, k).entries()) {
        const at = (s * queries.rows + q) * k + r
        found.ids[at] = id
        found.scores[at] = scores[id]!
      }
    }
  }
  return found
}

/** Cosine, inner product or squared distance of two prefixes; a cosine with a zero vector is 0. */
export function scoreOf(
  queries: Vectors,
  q: number,
  database: Vectors,
  row: number,
  d: number,
  distance: Distance,
): number {
  let product = 0
  let squares = 0
  let own = 0
  let other = 0
  for (let j = 0; j < d; j++) {
    const a = queries.values[q * queries.width + j]!
    const b = database.values[row * database.width + j]!
    product += a * b
    squares += (a - b) ** 2
    own += a * a
    other += b * b
  }
  if (distance === 'cosine') return own === 0 || other === 0 ? 0 : product / Math.sqrt(own * other)
  return distance === 'ip' ? product : squares
}

/** Scores of pairs of vectors at every prefix, in float64. */
import type { Dims, Distance } from '../types.js'

/**
 * How alike row i of `a` and row i of `b` are at every dim; higher is more alike. cosine: of the prefixes, 0 where one is
 * all zeros; ip: their dot product; l2: minus their Euclidean distance.
 * @param a [rows × width]
 * @param b [rows × width]
 * @returns [S × rows]
 */
export function pairScores(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  width: number,
  dims: Dims,
  distance: Distance,
): Float64Array {
  const scores = new Float64Array(dims.length * rows)
  for (let row = 0; row < rows; row++) {
    let [product, ofA, ofB, apart] = [0, 0, 0, 0]
    for (let s = 0, j = 0; s < dims.length; s++) {
      for (; j < dims[s]!; j++) {
        const [x, y] = [a[row * width + j]!, b[row * width + j]!]
        product += x * y
        ofA += x * x
        ofB += y * y
        apart += (x - y) ** 2
      }
      const norms = Math.sqrt(ofA) * Math.sqrt(ofB)
      const cosine = norms === 0 ? 0 : product / norms
      scores[s * rows + row] = distance === 'cosine' ? cosine : distance === 'ip' ? product : -Math.sqrt(apart)
    }
  }
  return scores
}

/** Scores of listed rows at several dims, from rows in memory: what reranks the lists of engines whose scores are not trusted. */
import { dot, squaredDistance } from '../math/dot.js'
import { slicesOf } from '../math/prefix.js'
import type { Dims, Distance, Vectors } from '../types.js'

/**
 * Cost: D_r multiply-adds for each listed row, for all dims together.
 * @param ids listed database rows, −1 pads. [b × k]
 * @returns by dim: higher is nearer; cosine without the query's own norm, which moves no rank; 0 for pads. [b × k]
 */
export function rescore(
  queries: Vectors,
  database: Vectors,
  ids: Int32Array,
  k: number,
  dims: Dims,
  distance: Distance,
): Map<number, Float32Array> {
  const ascending = dims.toSorted((a, b) => a - b)
  const slices = slicesOf(ascending)
  const scores = ascending.map(() => new Float32Array(ids.length))
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === -1) continue
    const query = Math.floor(i / k) * queries.width
    const row = ids[i]! * database.width
    let sum = 0
    let norm = 0
    for (const [s, { from, to }] of slices.entries()) {
      const length = to - from
      if (distance === 'l2') {
        sum -= squaredDistance(queries.values, query + from, database.values, row + from, length)
      } else {
        sum += dot(queries.values, query + from, database.values, row + from, length)
      }
      if (distance === 'cosine') norm += dot(database.values, row + from, database.values, row + from, length)
      scores[s]![i] = distance === 'cosine' ? (norm > 0 ? sum / Math.sqrt(norm) : 0) : sum
    }
  }
  return new Map(ascending.map((dim, s) => [dim, scores[s]!]))
}

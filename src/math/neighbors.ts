/** Operations on lists of neighbors. */
import type { Neighbors, Shortlist } from '../types.js'

/**
 * Lists of a search of rows among themselves, without the row itself and one shorter. Where the row is not in its own
 * list (more than k rows equal it), the last entry goes.
 */
export function withoutSelf(found: Neighbors): Neighbors {
  const k = found.k - 1
  const lists = found.dims.length * found.queries
  const ids = new Int32Array(lists * k)
  const scores = new Float32Array(lists * k)
  for (let list = 0; list < lists; list++) {
    const self = list % found.queries
    for (let r = 0, from = list * found.k; r < k; r++, from++) {
      if (found.ids[from] === self) from++
      ids[list * k + r] = found.ids[from]!
      scores[list * k + r] = found.scores[from]!
    }
  }
  return { ...found, k, ids, scores }
}

/**
 * Shortlists of rows among themselves, without the row itself and one shorter, as `withoutSelf`.
 * @param selves row number of each query. [b]
 */
export function withoutSelfIn({ dim, k, ids, scores }: Shortlist, selves: Int32Array): Shortlist {
  const lists = ids.length / k
  const kept = new Int32Array(lists * (k - 1)) // places in `ids`
  for (let q = 0; q < lists; q++) {
    for (let r = 0, from = q * k; r < k - 1; r++, from++) {
      if (ids[from] === selves[q]) from++
      kept[q * (k - 1) + r] = from
    }
  }
  const moved = [...scores].map(([at, values]) => [at, Float32Array.from(kept, (from) => values[from]!)] as const)
  return { dim, k: k - 1, ids: kept.map((from) => ids[from]!), scores: new Map(moved) }
}

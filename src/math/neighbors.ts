/** Operations on lists of neighbors. */
import type { Neighbors } from '../types.js'

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

/**
 * precision@k = hits / k; recall@k = hits / relevant rows in the database (MRL's notebook divides by 1300, a constant of
 * ImageNet); hit@k = 1 when there is any hit. Hits are the relevant rows among the first k. A query without relevant rows
 * has 0 under all three. Order within the k does not matter; a list shorter than k has misses at its end.
 * Source: RAIVNLab/MRL retrieval/compute_metrics.ipynb.
 */
import type { Judged } from './judged.js'

/** @returns relevant rows among the first k of each query. [b] */
export function hitCounts({ queries, hits: { places, starts } }: Judged, k: number): Float64Array {
  const counts = new Float64Array(queries)
  for (let q = 0; q < queries; q++) {
    let end = starts[q + 1]!
    while (end > starts[q]! && places[end - 1]! >= k) end--
    counts[q] = end - starts[q]!
  }
  return counts
}

/** @returns precision@k of each query. [b] */
export function precision(judged: Judged, k: number): Float64Array {
  return hitCounts(judged, k).map((hits) => hits / k)
}

/** @returns recall@k of each query. [b] */
export function recall(judged: Judged, k: number): Float64Array {
  return hitCounts(judged, k).map((hits, q) => (judged.relevant[q] === 0 ? 0 : hits / judged.relevant[q]!))
}

/** @returns hit@k of each query. [b] */
export function hitRate(judged: Judged, k: number): Float64Array {
  return hitCounts(judged, k).map((hits) => (hits > 0 ? 1 : 0))
}

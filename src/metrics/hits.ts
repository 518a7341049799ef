/**
 * precision@k = hits / k; recall@k = hits / relevant rows in the database (MRL's notebook divides by 1300, a constant of
 * ImageNet); hit@k = 1 when there is any hit. Hits are the relevant rows among the first k. A query without relevant rows
 * has recall 0. Order within the k does not matter; a list shorter than k has misses at its end.
 * Source: RAIVNLab/MRL retrieval/compute_metrics.ipynb.
 */
import type { Judged } from './judged.js'

/** @returns relevant rows among the first k of each query. [b] */
export function hitCounts({ queries, width, gains }: Judged, k: number): Float64Array {
  return Float64Array.from({ length: queries }, (_, q) => {
    let hits = 0
    for (let j = 0; j < Math.min(k, width); j++) if (gains[q * width + j]! > 0) hits++
    return hits
  })
}

export function precision(judged: Judged, k: number): Float64Array {
  return hitCounts(judged, k).map((hits) => hits / k)
}

export function recall(judged: Judged, k: number): Float64Array {
  return hitCounts(judged, k).map((hits, q) => (judged.relevant[q] === 0 ? 0 : hits / judged.relevant[q]!))
}

export function hitRate(judged: Judged, k: number): Float64Array {
  return hitCounts(judged, k).map((hits) => (hits > 0 ? 1 : 0))
}

/**
 * map@k: mean over queries of AP@k = (1/k) Σ_{j ≤ k} P(j)·rel_j, with P(j) the share of relevant rows among the first j.
 * Divides by k, as MRL does (RAIVNLab/MRL retrieval/compute_metrics.ipynb), so AP@k = 1 only if all k are relevant.
 * `min` divides by min(k, relevant rows in the database) (sentence-transformers InformationRetrievalEvaluator), `hits` by
 * the relevant rows retrieved. A query without relevant rows has AP 0 under all three. Gains above 0 count as 1.
 */
import type { Judged } from './judged.js'

export type ApDivisor = 'k' | 'min' | 'hits'

/** @returns AP@k of each query. [b] */
export function averagePrecision(
  { queries, width, gains, relevant }: Judged,
  k: number,
  divisor: ApDivisor,
): Float64Array {
  return Float64Array.from({ length: queries }, (_, q) => {
    let hits = 0
    let sum = 0
    for (let j = 0; j < Math.min(k, width); j++) {
      if (gains[q * width + j]! <= 0) continue
      hits++
      sum += hits / (j + 1)
    }
    const by = divisor === 'k' ? k : divisor === 'hits' ? hits : Math.min(k, relevant[q]!)
    return by === 0 ? 0 : sum / by
  })
}

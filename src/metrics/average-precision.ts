/**
 * map@k: mean over queries of AP@k = (1/k) Σ_{j ≤ k} P(j)·rel_j, with P(j) the share of relevant rows among the first j.
 * Divides by k, as MRL does (RAIVNLab/MRL retrieval/compute_metrics.ipynb), so AP@k = 1 only if all k are relevant.
 * `min` divides by min(k, relevant rows in the database) (sentence-transformers InformationRetrievalEvaluator), `hits` by
 * the relevant rows among the first k. A query without relevant rows has AP 0 under all three; so has one without hits.
 * Missing rows at the end of a list are misses. Gains above 0 count as 1.
 */
import type { Judged } from './judged.js'

export type ApDivisor = 'k' | 'min' | 'hits'

/** @returns AP@k of each query. [b] */
export function averagePrecision({ queries, relevant, hits }: Judged, k: number, divisor: ApDivisor): Float64Array {
  const { places, starts } = hits
  const values = new Float64Array(queries)
  for (let q = 0; q < queries; q++) {
    const [first, end] = [starts[q]!, starts[q + 1]!]
    let found = 0
    let sum = 0
    for (let i = first; i < end && places[i]! < k; i++) sum += ++found / (places[i]! + 1)
    const by = divisor === 'k' ? k : divisor === 'hits' ? found : Math.min(k, relevant[q]!)
    values[q] = by === 0 ? 0 : sum / by
  }
  return values
}

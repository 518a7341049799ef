/**
 * ndcg@k = DCG@k / ideal DCG@k, DCG@k = Σ_{j ≤ k} gain_j / log₂(j + 1), the ideal ranking all gains of the database from
 * the largest down, cut at k. Gains are linear, as in trec_eval and pytrec_eval (not 2^gain − 1). A query without relevant
 * rows has 0; missing rows at the end of a list gain nothing, and the ideal does not shrink with them.
 * Source: Järvelin and Kekäläinen 2002; trec_eval ndcg_cut.
 */
import type { Judged } from './judged.js'

/** @returns nDCG@k of each query. [b] */
export function ndcg({ queries, width, gains, relevant, idealGains, hits }: Judged, k: number): Float64Array {
  const { places, starts } = hits
  const discounts = Float64Array.from({ length: k }, (_, j) => 1 / Math.log2(j + 2))
  const ones = new Float32Array(k).fill(1)
  const idealOnes = Float64Array.from({ length: k + 1 }, (_, count) => idealDcg(ones, count, discounts))
  const values = new Float64Array(queries)
  for (let q = 0; q < queries; q++) {
    const [first, end] = [starts[q]!, starts[q + 1]!]
    let sum = 0
    for (let i = first; i < end && places[i]! < k; i++) sum += gains[q * width + places[i]!]! * discounts[places[i]!]!
    const all = idealGains?.[q]
    const ideal =
      all === undefined ? idealOnes[Math.min(k, relevant[q]!)]! : idealDcg(all, Math.min(k, all.length), discounts)
    values[q] = ideal === 0 ? 0 : sum / ideal
  }
  return values
}

/** DCG of the first `count` gains. */
function idealDcg(gains: Float32Array, count: number, discounts: Float64Array): number {
  let sum = 0
  for (let j = 0; j < count; j++) sum += gains[j]! * discounts[j]!
  return sum
}

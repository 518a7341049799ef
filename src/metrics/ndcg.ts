/**
 * ndcg@k = DCG@k / ideal DCG@k, DCG@k = Σ_{j ≤ k} gain_j / log₂(j + 1), the ideal ranking all gains of the database from
 * the largest down. Gains are linear, as in trec_eval and pytrec_eval (not 2^gain − 1). A query without relevant rows
 * has 0. Source: Järvelin and Kekäläinen 2002; trec_eval ndcg_cut.
 */
import type { Judged } from './judged.js'

/** @returns nDCG@k of each query. [b] */
export function ndcg({ queries, width, gains, relevant, idealGains }: Judged, k: number): Float64Array {
  return Float64Array.from({ length: queries }, (_, q) => {
    const found = dcg(gains.subarray(q * width, q * width + Math.min(k, width)))
    const all =
      idealGains === null
        ? new Float32Array(Math.min(k, relevant[q]!)).fill(1)
        : idealGains[q]!.subarray(0, k)
    const ideal = dcg(all)
    return ideal === 0 ? 0 : found / ideal
  })
}

function dcg(gains: Float32Array): number {
  let sum = 0
  for (let j = 0; j < gains.length; j++) sum += gains[j]! / Math.log2(j + 2)
  return sum
}

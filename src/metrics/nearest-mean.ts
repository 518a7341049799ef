/**
 * accuracy (few-shot): the share of queries whose class is that of the nearest class mean, where every class is known by a few rows.
 * Formula: mean over trials of (right queries / queries that were asked), each trial with other rows of each class; `sd`
 * is the sample deviation over trials (divisor N − 1; none for one trial). ci95: trials share their queries, so the share
 * of trials that get a query right is one value, and the interval is value ± z·s/√b over the b queries that were asked: how
 * far other queries would move it, where `sd` says how far other rows to learn from would. Ties: equally near means go to the lower
 * class number. A query that no trial asks does not count. Source: MRL (arXiv 2205.13147) section 5,
 * "Few-shot and long-tail learning"; nearest class mean as in scikit-learn's NearestCentroid.
 */
import type { MetricValue } from '../types.js'
import { normalMean } from './intervals.js'

/** What became of a query in a trial. */
export const WRONG = 0
export const RIGHT = 1
export const NOT_ASKED = 2

/**
 * The column with the largest score; of equal ones the first.
 * @param scores inner products of a query with the means
 * @param offsets added to the scores before they are compared. [K]
 */
export function nearestMean(scores: Float32Array, from: number, offsets: Float64Array): number {
  let best = 0
  let most = scores[from]! + offsets[0]!
  for (let c = 1; c < offsets.length; c++) {
    const score = scores[from + c]! + offsets[c]!
    if (score <= most) continue
    best = c
    most = score
  }
  return best
}

/** @param trials WRONG, RIGHT or NOT_ASKED for every query. [trials][b] */
export function nearestMeanAccuracy(trials: readonly Uint8Array[]): MetricValue {
  const accuracies = Float64Array.from(trials.map(shareRight)).filter((share) => !Number.isNaN(share))
  if (accuracies.length === 0) return { value: null, ci95: null, unit: 'fraction' }
  const value = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length
  const queries = normalMean(sharesOfQueries(trials))
  const half = queries.ci95 === null ? null : queries.ci95[1] - queries.mean!
  const ci95 = half === null ? null : ([Math.max(0, value - half), Math.min(1, value + half)] as const)
  if (accuracies.length === 1) return { value, ci95, unit: 'fraction' }
  const squares = accuracies.reduce((sum, accuracy) => sum + (accuracy - value) ** 2, 0)
  return { value, ci95, sd: Math.sqrt(squares / (accuracies.length - 1)), unit: 'fraction' }
}

/** NaN when nothing was asked. */
function shareRight(outcomes: Uint8Array): number {
  let [right, asked] = [0, 0]
  for (const outcome of outcomes) {
    if (outcome !== NOT_ASKED) asked++
    if (outcome === RIGHT) right++
  }
  return right / asked
}

/** For every query that was asked: the share of its trials that got it right. */
function sharesOfQueries(trials: readonly Uint8Array[]): Float64Array {
  const b = trials[0]?.length ?? 0
  const right = new Float64Array(b)
  const asked = new Float64Array(b)
  for (const outcomes of trials) {
    for (let q = 0; q < b; q++) {
      if (outcomes[q] !== NOT_ASKED) asked[q]!++
      if (outcomes[q] === RIGHT) right[q]!++
    }
  }
  return right.map((count, q) => count / asked[q]!).filter((_, q) => asked[q]! > 0)
}

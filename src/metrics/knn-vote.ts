/**
 * knn@k: the share of queries whose class is what the majority of their k nearest database rows say.
 * Formula: mean over queries of 1[vote = label]; the vote is unweighted. Ties: among the classes with most votes, the
 * one whose row stands nearest wins, so knn@1 is 1-NN accuracy (knn@2 is, too). A missing neighbor (id −1) has no vote; a
 * query with no neighbor at all is wrong. Source: MRL section 4.1 and retrieval/compute_metrics (1-NN); scikit-learn
 * votes likewise but gives ties to the lowest class number.
 */
import type { MetricValue } from '../types.js'
import { share } from './share.js'

/** @param right of `votesRight`. [b] */
export function knnAccuracy(right: Float64Array): MetricValue {
  return share(
    right.reduce((sum, value) => sum + value, 0),
    right.length,
  )
}

/**
 * 1 where the k nearest vote for the query's class, else 0. [b]
 * @param ids nearest rows, best first, −1 pads. [b × width]
 * @param width list length, at least k
 * @param labels classes of the database rows. [n]
 * @param truth classes of the queries. [b]
 */
export function votesRight(
  ids: Int32Array,
  width: number,
  k: number,
  labels: Int32Array,
  truth: Int32Array,
): Float64Array {
  return Float64Array.from(truth, (label, q) => {
    return vote(ids.subarray(q * width, q * width + k), labels) === label ? 1 : 0
  })
}

/** The class with most votes, nearest first among equals; null without neighbors. */
export function vote(ids: Int32Array, labels: Int32Array): number | null {
  const votes = new Map<number, number>() // in order of first appearance, that is of nearness
  for (const id of ids) if (id !== -1) votes.set(labels[id]!, (votes.get(labels[id]!) ?? 0) + 1)
  let winner: number | null = null
  let most = 0
  for (const [label, count] of votes) {
    if (count <= most) continue
    winner = label
    most = count
  }
  return winner
}

/**
 * A cascade: the heads answer in order of their dims, and the first one that is sure enough is believed. Head j answers when its
 * confidence is strictly greater than threshold j; the head at the cap answers whatever is left.
 * Source: MRL (arXiv 2205.13147) section 4.2.1; model_analysis/Model_Cascades.ipynb in RAIVNLab/MRL.
 */
import { usageError } from '../errors.js'
import type { Dims, Predictions } from '../types.js'

/** Thresholds of a head that never answers (no confidence is greater than 1), and of one that always does. */
export const NEVER = 1
export const ALWAYS = -1

/** What a cascade did with n rows. */
export interface CascadeRun {
  exits: Uint8Array // number of the head that answered [n]
  correct: Uint8Array // 1 where its class is the true one [n]
}

/** Means over rows. */
export interface CascadeScore {
  accuracy: number // 0…1
  expectedDim: number // dim of the head that answered
  cumulativeDim: number // sum of the dims of all heads up to it
}

/**
 * Confidences are float32 and compared as they are with float64 thresholds; none is rounded.
 * @param thresholds of the heads below the cap; more are not looked at
 * @param cap number of the largest head that may answer
 * @param rows row numbers; null: all
 * @throws UserError (exit 2) without rows, or with fewer thresholds than heads below the cap
 */
export function runCascade(
  predictions: Predictions,
  thresholds: readonly number[],
  cap: number,
  rows: Int32Array | null,
): CascadeRun {
  const { dims, labels, classes, confidence } = predictions
  if (thresholds.length < cap || cap >= dims.length) {
    throw usageError(
      'thresholds-length',
      `${thresholds.length} thresholds for a cascade up to head ${cap + 1} of ${dims.length}; expected one for each head below it`,
      'learn the thresholds on predictions of the same heads',
    )
  }
  const chosen = rowsOf(predictions, rows)
  const exits = new Uint8Array(chosen.length)
  const correct = new Uint8Array(chosen.length)
  for (let i = 0; i < chosen.length; i++) {
    const row = chosen[i]!
    const start = row * dims.length
    let head = 0
    while (head < cap && !(confidence[start + head]! > thresholds[head]!)) head++
    exits[i] = head
    correct[i] = classes[start + head] === labels[row] ? 1 : 0
  }
  return { exits, correct }
}

/** The largest head that a row can go up to: the first one that always answers. */
export function reachOf(thresholds: readonly number[]): number {
  const always = thresholds.findIndex((threshold) => threshold < 0)
  return always === -1 ? thresholds.length : always
}

/** @param dims of the heads that the run's predictions come from */
export function scoreOf({ exits, correct }: CascadeRun, dims: Dims): CascadeScore {
  let [right, expected, cumulative] = [0, 0, 0]
  const sums = cumulativeDims(dims)
  for (let i = 0; i < exits.length; i++) {
    right += correct[i]!
    expected += dims[exits[i]!]!
    cumulative += sums[exits[i]!]!
  }
  const n = exits.length
  return { accuracy: right / n, expectedDim: expected / n, cumulativeDim: cumulative / n }
}

/** dims[0], dims[0] + dims[1], …: what has been computed when a head answers. [G] */
export function cumulativeDims(dims: Dims): number[] {
  let sum = 0
  return dims.map((dim) => {
    sum += dim
    return sum
  })
}

/** @returns the row numbers, or all of them for null @throws UserError (exit 2) without rows */
export function rowsOf(predictions: Predictions, rows: Int32Array | null): Int32Array {
  const chosen = rows ?? Int32Array.from({ length: predictions.rows }, (_, row) => row)
  if (chosen.length > 0) return chosen
  throw usageError('no-rows', 'a cascade needs rows whose class is known; there are none', 'give a holdout with labels')
}

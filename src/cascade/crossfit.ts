/**
 * How cascades do on rows that they were not learnt on, without a second holdout: the rows are dealt into five parts by chance, and
 * each part goes through cascades that were learnt on the other four. So every row tells of every budget once.
 * Source: Stone 1974 (cross-validation); Chernozhukov et al. 2018 (cross-fitting).
 */
import { permutation, seeded } from '../math/random.js'
import type { Predictions } from '../types.js'
import { jointCurve } from './joint.js'
import { reachOf, runCascade } from './run.js'

const PARTS = 5

/** What the cascades of one budget did with all n rows, in no order. */
export interface Tried {
  budget: number
  exits: Uint8Array // [n]
  correct: Uint8Array // [n]
  reach: number // the largest head that a row could have gone up to
}

export interface Trials {
  tried: readonly Tried[] // one a budget
  largest: Uint8Array // where the largest head alone is right, rows in the same order [n]
}

/** @param rows row numbers, two at least */
export function tryBudgets(
  predictions: Predictions,
  rows: Int32Array,
  budgets: readonly number[],
  seed: number,
): Trials {
  const last = predictions.dims.length - 1
  const n = rows.length
  const order = Int32Array.from(permutation(n, seeded(seed)), (i) => rows[i]!)
  const tried = budgets.map((budget) => ({ budget, exits: new Uint8Array(n), correct: new Uint8Array(n), reach: 0 }))
  const parts = Math.min(PARTS, n)
  for (let part = 0; part < parts; part++) {
    const [first, end] = [Math.floor((part * n) / parts), Math.floor(((part + 1) * n) / parts)]
    const learn = Int32Array.from([...order.subarray(0, first), ...order.subarray(end)])
    const scored = order.subarray(first, end)
    for (const [b, { thresholds }] of jointCurve(predictions, learn, budgets).entries()) {
      const { exits, correct } = runCascade(predictions, thresholds, last, scored)
      const own = tried[b]!
      own.exits.set(exits, first)
      own.correct.set(correct, first)
      own.reach = Math.max(own.reach, reachOf(thresholds))
    }
  }
  const { dims, classes, labels } = predictions
  const largest = Uint8Array.from(order, (row) => (classes[row * dims.length + last] === labels[row] ? 1 : 0))
  return { tried, largest }
}

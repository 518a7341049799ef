/**
 * Thresholds of all heads learnt together, for every budget of expected dims.
 *
 * A price on dims turns the budget into a trade (the Lagrangian): a high price gives a cheap cascade, a low one an accurate one.
 * The price falls step by step. Each cascade begins with the one before, now and then also with none but the last head answering, since
 * heads that no row comes up to are not moved. What is searched is not how often heads were right but how likely they are to be (agreement.ts), on rows that are spread a little
 * (spread.ts): with the right answers themselves, thresholds for all heads at once fit chance, and on new rows the curve falls
 * below MRL's own rule (benchmarks/README.md).
 *
 * Source: ours. The trade is that of cost-sensitive cascades (Viola and Jones 2001; Trapeznikov and Saligrama 2013).
 */
import type { Predictions } from '../types.js'
import { likelyRight } from './agreement.js'
import { answersOf } from './answers.js'
import { ascend } from './ascent.js'
import { type CurvePoint, requireBudgets } from './curve.js'
import { ALWAYS, NEVER, rowsOf, runCascade, scoreOf } from './run.js'
import { spreadRows } from './spread.js'

const PRICES = 64
const ANEW = 4 // every so many prices, a cascade is also searched from all heads that go up

/**
 * For each budget, the cascade that promises the most right answers among those whose expected dims on these rows are within it.
 * @param rows row numbers to learn on; null: all
 * @param budgets expected dims
 * @throws UserError (exit 2) without rows, or when a budget is below the smallest dim
 */
export function jointCurve(
  predictions: Predictions,
  rows: Int32Array | null,
  budgets: readonly number[],
): CurvePoint[] {
  const { dims } = predictions
  requireBudgets(dims, budgets)
  const chosen = rowsOf(predictions, rows)
  const cascades = jointPath(predictions, chosen).map((thresholds) => {
    const { accuracy, expectedDim } = scoreOf(runCascade(predictions, thresholds, dims.length - 1, chosen), dims)
    return { thresholds, accuracy, expectedDim }
  })
  return budgets.map((budget) => ({ budget, ...cascades.findLast(({ expectedDim }) => expectedDim <= budget)! }))
}

/** Cascades from the smallest head alone to the most accurate, one for each price. */
function jointPath(predictions: Predictions, rows: Int32Array): (readonly number[])[] {
  const { dims } = predictions
  const cheapest = dims.slice(1).map(() => ALWAYS)
  if (dims.length === 1) return [cheapest]
  const answers = answersOf(predictions, rows)
  const spread = spreadRows(answers, likelyRight(answers))
  const all = dims.slice(1).map(() => NEVER)
  const path: (readonly number[])[] = [cheapest]
  for (const [k, price] of prices(dims).entries()) {
    const on = ascend(spread, price, path.at(-1)!)
    const anew = k % ANEW === 0 ? ascend(spread, price, all) : on
    path.push(anew.worth > on.worth ? anew.thresholds : on.thresholds)
  }
  return path
}

/** From one right answer for the smallest step up, the most a step can be worth, to one in 10,000 for the whole width. */
function prices(dims: readonly number[]): number[] {
  const step = Math.min(...dims.slice(1).map((dim, head) => dim - dims[head]!))
  const [first, last] = [1 / step, 1e-4 / dims.at(-1)!]
  return Array.from({ length: PRICES }, (_, k) => first * (last / first) ** (k / (PRICES - 1)))
}

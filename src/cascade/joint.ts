/**
 * Thresholds of all heads learnt together, for every budget of expected dims.
 *
 * A price on dims turns the budget into a trade (the Lagrangian): a high price gives a cheap cascade, a low one an accurate one.
 * The price falls step by step, and where two cascades are far apart others are put between (between.ts). Each cascade begins with the one before, and now and then also with none but the last head
 * answering, since thresholds of heads that no row comes up to say nothing. What is searched is not how often heads were right but
 * how likely they are to be (agreement.ts), on rows that are spread a little (spread.ts): with the right answers themselves,
 * thresholds for all heads at once fit chance, and on new rows the curve falls below MRL's own rule (benchmarks/README.md).
 *
 * Source: ours. The trade is that of cost-sensitive cascades (Viola and Jones 2001; Trapeznikov and Saligrama 2013).
 */
import type { Predictions } from '../types.js'
import { likelyRight } from './agreement.js'
import { type Answers, answersOf } from './answers.js'
import { ascend } from './ascent.js'
import { cascadesBetween } from './between.js'
import { type CurvePoint, requireBudgets } from './curve.js'
import { ALWAYS, NEVER, rowsOf, runCascade, scoreOf } from './run.js'
import { spreadRows } from './spread.js'

const PRICES = 64
const ANEW = 4 // every so many prices, a cascade is also searched from all heads that go up
const STEPS = 8 // a doubling of the expected dims
const MOST_STEPS = 32

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
  const score = (thresholds: readonly number[]): Cascade => {
    const { accuracy, expectedDim } = scoreOf(runCascade(predictions, thresholds, dims.length - 1, chosen), dims)
    return { thresholds, accuracy, expectedDim }
  }
  const cascades = jointPath(answersOf(predictions, chosen), score)
  return budgets.map((budget) => ({ budget, ...cascades.findLast(({ expectedDim }) => expectedDim <= budget)! }))
}

type Cascade = Omit<CurvePoint, 'budget'>

/** Cascades from the smallest head alone to the most accurate: one for each price, and more where they are far apart. */
function jointPath(answers: Answers, score: (thresholds: readonly number[]) => Cascade): Cascade[] {
  const { dims } = answers
  const path = [score(dims.slice(1).map(() => ALWAYS))]
  if (dims.length === 1) return path
  const spread = spreadRows(answers, likelyRight(answers))
  const all = dims.slice(1).map(() => NEVER)
  for (const [k, price] of prices(dims).entries()) {
    const before = path.at(-1)!
    const on = ascend(spread, price, before.thresholds)
    const anew = k % ANEW === 0 ? ascend(spread, price, all) : on
    const next = score(anew.worth > on.worth ? anew.thresholds : on.thresholds)
    const steps = Math.min(MOST_STEPS, Math.ceil(STEPS * Math.log2(next.expectedDim / before.expectedDim)))
    path.push(...cascadesBetween(spread, before.thresholds, next.thresholds, Math.max(1, steps)).map(score), next)
  }
  return path
}

/** From one right answer for the smallest step up, the most a step can be worth, to one in 10,000 for the whole width. */
function prices(dims: readonly number[]): number[] {
  const step = Math.min(...dims.slice(1).map((dim, head) => dim - dims[head]!))
  const [first, last] = [1 / step, 1e-4 / dims.at(-1)!]
  return Array.from({ length: PRICES }, (_, k) => first * (last / first) ** (k / (PRICES - 1)))
}

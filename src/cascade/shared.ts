/**
 * One threshold for all heads. Every value at which a cascade changes is tried, so the best for each budget is exact. It takes
 * confidences of different heads for the same thing, which they are not where some heads are surer than they should be.
 */
import type { Predictions } from '../types.js'
import { type CurvePoint, requireBudgets } from './curve.js'
import { ALWAYS, rowsOf } from './run.js'

/**
 * The threshold with the most right answers among those whose expected dims are within the budget, for each budget. Ties go to the
 * smaller threshold, which is the cheaper one.
 * @param rows row numbers to learn on; null: all
 * @param budgets expected dims
 * @throws UserError (exit 2) without rows, or when a budget is below the smallest dim
 */
export function sharedCurve(
  predictions: Predictions,
  rows: Int32Array | null,
  budgets: readonly number[],
): CurvePoint[] {
  const { dims } = predictions
  requireBudgets(dims, budgets)
  const cascades = sweep(predictions, rowsOf(predictions, rows))
  return budgets.map((budget) => {
    let best = cascades[0]!
    for (const own of cascades) if (own.expectedDim <= budget && own.accuracy > best.accuracy) best = own
    const { threshold, accuracy, expectedDim } = best
    return { budget, thresholds: dims.slice(1).map(() => threshold), accuracy, expectedDim }
  })
}

interface Swept {
  threshold: number
  accuracy: number
  expectedDim: number
}

/** All cascades with one threshold, from the smallest head alone upwards; their cost never falls. */
function sweep({ dims, labels, classes, confidence }: Predictions, rows: Int32Array): Swept[] {
  const last = dims.length - 1
  // when the threshold reaches a head's confidence, the row goes up to the next head that is surer, or to the last
  const moves: { at: number; right: number; dims: number }[] = []
  const isRight = (row: number, head: number) => (classes[row * dims.length + head] === labels[row] ? 1 : 0)
  let right = 0
  for (const row of rows) {
    const sure = confidence.subarray(row * dims.length, (row + 1) * dims.length)
    right += isRight(row, 0)
    for (let from = 0; from < last; ) {
      let to = from + 1
      while (to < last && !(sure[to]! > sure[from]!)) to++
      moves.push({ at: sure[from]!, right: isRight(row, to) - isRight(row, from), dims: dims[to]! - dims[from]! })
      from = to
    }
  }
  moves.sort((a, b) => a.at - b.at)
  const n = rows.length
  let cost = dims[0]! * n
  const cascades = [{ threshold: ALWAYS, accuracy: right / n, expectedDim: dims[0]! }]
  for (const [k, move] of moves.entries()) {
    right += move.right
    cost += move.dims
    if (moves[k + 1]?.at === move.at) continue
    cascades.push({ threshold: move.at, accuracy: right / n, expectedDim: cost / n })
  }
  return cascades
}

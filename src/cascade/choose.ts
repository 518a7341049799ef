/**
 * The cascade to use, with a promise: a drop, an accuracy or expected dims that it keeps on new rows of the same kind with 95 % confidence.
 *
 * The rows that thresholds are learnt on say too much good of them, and so does picking the best of many. Therefore each budget is
 * tried on rows that its thresholds were not learnt on (crossfit.ts), and the budgets are tested one after the other from the one
 * that is safest to the one that is wanted most; the first whose bound (bounds.ts) breaks the goal ends it, so testing many costs no
 * confidence. The thresholds are then learnt once more, on all rows, for the last budget that kept it.
 *
 * The confidence is that of a normal approximation, not a guarantee for every n: benchmarks/README.md has how often promises were
 * kept. It says nothing of rows of another kind than the holdout.
 * Source: Angelopoulos et al. 2021, Learn then Test (arXiv 2110.01052), fixed sequence testing.
 */
import { usageError } from '../errors.js'
import type { Dims, Predictions, Promise95 } from '../types.js'
import { costBound, dropBound, normalQuantile, shareBound } from './bounds.js'
import { budgetGrid } from './budgets.js'
import { type Trials, type Tried, tryBudgets } from './crossfit.js'
import { jointCurve } from './joint.js'
import { NEVER, rowsOf } from './run.js'

/** What the chosen cascade is to keep. */
export interface Goal {
  kind: Promise95['goal']
  value: number // maxDrop: accuracy lost against the largest head, 0…1; targetAccuracy: 0…1; budget: expected dims
}

export interface Chosen {
  thresholds: readonly number[] // [G − 1]
  promise: Promise95
}

export interface ChooseOptions {
  confidence: number // 0.5…1, one-sided
  seed: number // of how rows are dealt into parts
}

/**
 * maxDrop and targetAccuracy: the cheapest cascade that keeps the goal. budget: the most accurate.
 * @param rows row numbers of the holdout; null: all
 * @returns null when no cascade can be promised to keep the goal; a maxDrop can always be, by the largest head alone
 * @throws UserError (exit 2) without rows, or when the goal's value cannot be right
 */
export function choosePoint(
  predictions: Predictions,
  rows: Int32Array | null,
  goal: Goal,
  options: ChooseOptions,
): Chosen | null {
  return openChooser(predictions, rows, options)(goal)
}

/** As choosePoint, for several goals on the same rows. */
export function openChooser(
  predictions: Predictions,
  rows: Int32Array | null,
  { confidence, seed }: ChooseOptions,
): (goal: Goal) => Chosen | null {
  const { dims } = predictions
  const chosen = rowsOf(predictions, rows)
  const budgets = budgetGrid(dims)
  const trials = chosen.length < 2 ? null : tryBudgets(predictions, chosen, budgets, seed)
  const curve = jointCurve(predictions, chosen, budgets)
  const largestAlone = dims.slice(1).map(() => NEVER)
  return (goal) => {
    requireValue(goal)
    const passed = trials === null ? null : lastPassed(goal, dims, trials, normalQuantile(confidence))
    if (passed === null && goal.kind !== 'maxDrop') return null
    return {
      thresholds: passed === null ? largestAlone : curve[budgets.indexOf(passed.budget)]!.thresholds,
      promise: { goal: goal.kind, value: goal.value, bound: passed?.bound ?? 0, confidence },
    }
  }
}

/** The last budget before the first one that breaks the goal. */
function lastPassed(goal: Goal, dims: Dims, { tried, largest }: Trials, z: number) {
  let last: { budget: number; bound: number } | null = null
  for (const own of goal.kind === 'budget' ? tried : tried.toReversed()) {
    const bound = boundOf(goal, dims, own, largest, z)
    if (goal.kind === 'targetAccuracy' ? bound < goal.value : bound > goal.value) break
    last = { budget: own.budget, bound }
  }
  return last
}

function boundOf({ kind }: Goal, dims: Dims, { exits, correct, most }: Tried, largest: Uint8Array, z: number): number {
  if (kind === 'budget') {
    const costs = Float64Array.from(exits, (head) => dims[head]!)
    return costBound(costs, dims[most]!, z)
  }
  let [right, lost, won] = [0, 0, 0]
  for (let i = 0; i < correct.length; i++) {
    right += correct[i]!
    if (largest[i]! > correct[i]!) lost++
    if (largest[i]! < correct[i]!) won++
  }
  return kind === 'targetAccuracy' ? shareBound(right, correct.length, z) : dropBound(lost, won, correct.length, z)
}

function requireValue({ kind, value }: Goal): void {
  const isRight = Number.isFinite(value) && value >= 0 && (kind === 'budget' || value <= 1)
  if (isRight) return
  const expected = kind === 'budget' ? 'a number of dims' : 'a number from 0 to 1'
  throw usageError('bad-goal', `${kind} has ${value}; expected ${expected}`)
}

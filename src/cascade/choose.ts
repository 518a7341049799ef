/**
 * The cascade to use, with a promise: a drop, an accuracy or expected dims that it keeps on new rows with 95 % confidence.
 *
 * The rows that thresholds are learnt on say too much good of them, and so does picking the best of many cascades. Therefore each
 * budget is tried on rows that its thresholds were not learnt on (crossfit.ts), and the budgets are tested one after the other,
 * beginning with the one that is safest; the first whose bound (bounds.ts) breaks the goal ends it, so testing many costs no
 * confidence. The thresholds are those learnt on all rows for the last budget that kept the goal; expected dims must keep it
 * on these rows, too.
 *
 * The confidence is that of a normal approximation and of thresholds that differ a little from those that were tried, not a
 * guarantee for every n: benchmarks/README.md has how often promises were kept. It says nothing of rows of another kind.
 * Source: Angelopoulos et al. 2021, Learn then Test (arXiv 2110.01052), fixed sequence testing.
 */
import { usageError } from '../errors.js'
import type { Dims, Predictions, Promise95 } from '../types.js'
import { costBound, dropBound, normalQuantile, shareBound } from './bounds.js'
import { budgetGrid } from './budgets.js'
import { type Tried, tryBudgets } from './crossfit.js'
import { jointCurve } from './joint.js'
import { NEVER, reachOf, rowsOf, runCascade } from './run.js'

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
  confidence: number // one-sided, in (0.5, 1)
  seed: number // of how rows are dealt into parts
}

/** A cascade that may be chosen, and what is known of the budget it was learnt for. */
interface Candidate {
  thresholds: readonly number[]
  exits: Uint8Array // of all rows, on which it was learnt
  tried: Tried // on rows that the thresholds of the same budget were not learnt on
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
  const curve = trials === null ? [] : jointCurve(predictions, chosen, budgets)
  const candidates = curve.map(({ thresholds }, b) => {
    const { exits } = runCascade(predictions, thresholds, dims.length - 1, chosen)
    return { thresholds, exits, tried: trials!.tried[b]! }
  })
  const z = normalQuantile(confidence)
  return (goal) => {
    requireValue(goal)
    const { kind, value } = goal
    const promised = (thresholds: readonly number[], bound: number): Chosen => ({
      thresholds,
      promise: { goal: kind, value, bound, confidence },
    })
    let last = kind === 'maxDrop' ? promised(new Array<number>(dims.length - 1).fill(NEVER), 0) : null
    for (const candidate of kind === 'budget' ? candidates : candidates.toReversed()) {
      const bound = boundOf(kind, dims, candidate, trials!.largest, z)
      if (kind === 'targetAccuracy' ? bound < value : bound > value) break
      last = promised(candidate.thresholds, bound)
    }
    return last
  }
}

/** @param largest where the largest head alone is right, in the order of what was tried [n] */
function boundOf(kind: Goal['kind'], dims: Dims, candidate: Candidate, largest: Uint8Array, z: number): number {
  const { thresholds, exits, tried } = candidate
  if (kind === 'budget') {
    const bound = (heads: Uint8Array, reach: number) =>
      costBound(
        Float64Array.from(heads, (g) => dims[g]!),
        dims[reach]!,
        z,
      )
    return Math.max(bound(tried.exits, tried.reach), bound(exits, reachOf(thresholds)))
  }
  const rows = largest.length
  let [right, lost, won] = [0, 0, 0]
  for (let i = 0; i < rows; i++) {
    right += tried.correct[i]!
    if (largest[i]! > tried.correct[i]!) lost++
    if (largest[i]! < tried.correct[i]!) won++
  }
  return kind === 'targetAccuracy' ? shareBound(right, rows, z) : dropBound(lost, won, rows, z)
}

function requireValue({ kind, value }: Goal): void {
  const isRight = Number.isFinite(value) && value >= 0 && (kind === 'budget' || value <= 1)
  if (isRight) return
  const expected = kind === 'budget' ? 'a number of dims' : 'a number from 0 to 1'
  throw usageError('bad-goal', `${kind} has ${value}; expected ${expected}`)
}

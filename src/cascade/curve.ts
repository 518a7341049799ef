/** Points of a curve of accuracy over cost. */
import { usageError } from '../errors.js'
import type { Dims } from '../types.js'

/** A cascade that was learnt for one budget, and how it did on the rows it was learnt on. */
export interface CurvePoint {
  budget: number // expected dims that were allowed there
  thresholds: readonly number[] // [G − 1]
  accuracy: number // there, 0…1
  expectedDim: number // there; at most the budget
}

/** @throws UserError (exit 2) when even the smallest head alone costs more than a budget */
export function requireBudgets(dims: Dims, budgets: readonly number[]): void {
  const short = budgets.find((budget) => !(budget >= dims[0]!))
  if (short === undefined) return
  throw usageError(
    'budget-below-dims',
    `a budget of ${short} expected dims; the smallest head alone needs ${dims[0]}`,
    `allow at least ${dims[0]}`,
  )
}

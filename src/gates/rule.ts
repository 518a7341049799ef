/**
 * A rule of a gate: `METRIC[key=value,…] OP BOUND [if significant]`. It speaks of every row that has the metric and these
 * values, and all of them must pass.
 */

import type { Condition } from '../math/row-keys.js'

export interface Rule {
  text: string // as given
  metric: string // id
  where: readonly Condition[] // []: every row with the metric
  op: Op
  bound: Bound
  ifSignificant: boolean // fails only where the difference is beyond chance
}

export const OPS = ['>=', '<=', '==', '>', '<'] as const
export type Op = (typeof OPS)[number]

/** What a value is held against: a number, with `percent` one that was written in hundredths; or what the baseline has. */
export type Bound = { kind: 'absolute'; value: number; percent: boolean } | { kind: 'baseline'; change: Change | null }

/** What is made of the baseline's value b: b + by, b + by·|b|, or b · by. */
export interface Change {
  kind: 'plus' | 'share' | 'times'
  by: number
}

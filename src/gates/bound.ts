/** What a value is held against, and whether it is beyond it. */
import { differenceInterval } from '../math/difference-interval.js'
import type { MetricValue } from '../types.js'
import type { Bound, Op } from './rule.js'

/** So near a value counts as the bound itself: sums of floats end a few bits apart. Relative, absolute below 1. */
const SAME = 1e-12

/** @param reference what the baseline has @returns null: the baseline did not measure it */
export function boundFor(bound: Bound, reference: MetricValue | null): number | null {
  if (bound.kind === 'absolute') return bound.value
  const value = reference?.value ?? null
  if (value === null || bound.change === null) return value
  const { kind, by } = bound.change
  if (kind === 'times') return value * by
  return value + (kind === 'share' ? by * Math.abs(value) : by)
}

/** Whether the value is on the wrong side of the bound. */
export function isBeyond(value: number, op: Op, bound: number): boolean {
  const isSame = Math.abs(value - bound) <= SAME * Math.max(1, Math.abs(bound))
  if (op === '==') return !isSame
  if (isSame) return op === '>' || op === '<'
  return op.startsWith('>') ? value < bound : value > bound
}

/**
 * Whether the value is worse by more than chance: of a number, that its whole 95 % interval is beyond it; of a baseline's
 * value, that the interval of the difference to it is all on the wrong side of 0.
 * @returns null: there is no interval to tell
 */
export function isSignificant({ value, ci95 }: MetricValue, op: Op, reference: number | MetricValue): boolean | null {
  if (value === null || ci95 === null) return null
  if (typeof reference === 'number') return isWorse(ci95, op, reference)
  if (reference.value === null || reference.ci95 === null) return null
  return isWorse(differenceInterval({ value, ci95 }, { value: reference.value, ci95: reference.ci95 }), op, 0)
}

function isWorse([low, high]: readonly [number, number], op: Op, bound: number): boolean {
  if (op === '==') return high < bound || low > bound
  return op.startsWith('>') ? high < bound : low > bound
}

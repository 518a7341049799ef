import type { MetricValue } from '../types.js'
import { wilson } from './intervals.js'

/** A share of successes with its Wilson interval; null when nothing was counted. */
export function share(successes: number, trials: number): MetricValue {
  return {
    value: trials === 0 ? null : successes / trials,
    ci95: wilson(successes, trials),
    unit: 'fraction',
  }
}

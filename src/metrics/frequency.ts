/**
 * frequency: whether a class has many, some or few training rows.
 * Formula: few = count < low, medium = low ≤ count ≤ high, many = count > high; 20 and 100 in the source. A class that is
 * missing in training has count 0, which is few. Rows of unknown class do not count.
 * Source: Liu et al. 2019, "Large-Scale Long-Tailed Recognition in an Open World" (arXiv 1904.05160), section 5.
 */
import type { Frequency } from '../types.js'

/** Kinds, in the order that reports have. */
export const FREQUENCIES = ['many', 'medium', 'few'] as const satisfies readonly Frequency[]

/** Where few ends and many begins, in training rows. low ≤ high */
export type FrequencyBounds = readonly [low: number, high: number]

/** @param count training rows of a class */
export function frequencyOf(count: number, [low, high]: FrequencyBounds): Frequency {
  if (count < low) return 'few'
  return count > high ? 'many' : 'medium'
}

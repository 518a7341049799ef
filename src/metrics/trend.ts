/**
 * trend: how a class's accuracy a₁ … a_S goes with the dim, ascending. Differences of up to ε = 0.02 count as equal: one row
 * of the 50 that a class of ImageNet's validation set has; with fewer rows nothing but equal values is equal. In this order:
 *   monotone  it never falls: aᵢ − aⱼ ≤ ε for all i < j. A class that is the same at all dims is monotone;
 *   dip       it never falls up to its largest value, and from there loses at most half of what it gained:
 *             a_p − min after p ≤ ½ (a_p − a₁), p the first of equal largest values;
 *   u         it never rises down to its smallest value, never falls from there on, and both ways count:
 *             a₁ − a_t > ε and a_S − a_t > ε, t the first of equal smallest values;
 *   none      otherwise. No class fits two of the first three.
 * Source: MRL (arXiv 2205.13147) counts classes of these kinds without giving a formula; the formulas are ours.
 */
import type { Trend } from '../types.js'

/** 1 / ε. A whole number keeps all comparisons exact. */
const PER_TOLERANCE = 50

/**
 * @param hits right rows at each dim, ascending; at least one. [S]
 * @param rows of the class
 */
export function trend(hits: ArrayLike<number>, rows: number): Trend {
  const counts = Array.from(hits)
  const isMore = (difference: number) => difference * PER_TOLERANCE > rows
  if (!isMore(largestFall(counts))) return 'monotone'
  const peak = counts.indexOf(Math.max(...counts))
  const lost = counts[peak]! - Math.min(...counts.slice(peak))
  const gained = counts[peak]! - counts[0]!
  if (2 * lost <= gained && !isMore(largestFall(counts.slice(0, peak + 1)))) return 'dip'
  const trough = counts.indexOf(Math.min(...counts))
  const falls = !isMore(largestFall(counts.slice(0, trough + 1).toReversed()))
  const rises = !isMore(largestFall(counts.slice(trough)))
  const both = isMore(counts[0]! - counts[trough]!) && isMore(counts.at(-1)! - counts[trough]!)
  return falls && rises && both ? 'u' : 'none'
}

/** The most by which a value lies below an earlier one; 0 where none does. */
function largestFall(counts: readonly number[]): number {
  let highest = counts[0]!
  let fall = 0
  for (const count of counts) {
    highest = Math.max(highest, count)
    fall = Math.max(fall, highest - count)
  }
  return fall
}

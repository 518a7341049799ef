/**
 * Two ways to be right or wrong about the same rows, compared by the rows on which they disagree. With n rows, of which a
 * are right under both, b under the first alone (wins), c under the second alone (losses) and d under neither:
 *
 *     difference   (b − c)/n with Newcombe's 95 % interval: the Wilson intervals of (a + b)/n and (a + c)/n squared and
 *                  added, with the correlation φ of the two: φ = C/√((a+b)(c+d)(a+c)(b+d)), C = ad − bc, less n/2 (but not
 *                  below 0) where it is above 0
 *     p            McNemar's exact test, two-sided: of b + c fair coins, b or fewer on the rarer side; not mid-p
 *     g            Cohen's g = b/(b + c) − ½, from −½ to ½: how one-sided the disagreements are
 *
 * Without disagreements p is 1 and g null; φ is 0 where either is right, or wrong, about every row.
 * Source: Newcombe 1998, "Improved Confidence Intervals for the Difference Between Binomial Proportions Based on Paired
 * Data", method 10, with Fagerland, Lydersen and Laake 2014; McNemar 1947; Cohen 1988, chapter 5.
 */
import { signTest } from '../math/binomial.js'
import { wilson } from './intervals.js'

/** How many rows are right under both, under one alone, and under neither. */
export interface Agreement {
  both: number // a
  wins: number // b
  losses: number // c
  neither: number // d
}

/** @param first 0 or 1 by row. [n] @param second the same rows. [n] */
export function agreement(first: Float64Array, second: Float64Array): Agreement {
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < first.length; i++) counts[2 * first[i]! + second[i]!]!++
  const [neither, losses, wins, both] = counts as [number, number, number, number]
  return { both, wins, losses, neither }
}

/** p of McNemar's exact test. */
export function mcnemar({ wins, losses }: Agreement): number {
  return signTest(wins, wins + losses)
}

/** Cohen's g; null without disagreements. */
export function cohensG({ wins, losses }: Agreement): number | null {
  return wins + losses === 0 ? null : wins / (wins + losses) - 0.5
}

/** Newcombe's interval of the difference; null without rows. */
export function newcombe({ both, wins, losses, neither }: Agreement): readonly [number, number] | null {
  const n = both + wins + losses + neither
  const [right, other] = [both + wins, both + losses]
  const [own, beside] = [wilson(right, n), wilson(other, n)]
  if (own === null || beside === null) return null
  const crossed = both * neither - wins * losses
  const margins = right * (losses + neither) * other * (wins + neither)
  const phi = margins === 0 ? 0 : (crossed > 0 ? Math.max(0, crossed - n / 2) : crossed) / Math.sqrt(margins)
  const reach = (up: number, down: number) => Math.sqrt(Math.max(0, up * up - 2 * phi * up * down + down * down))
  const difference = (wins - losses) / n
  const below = reach(right / n - own[0], beside[1] - other / n)
  const above = reach(own[1] - right / n, other / n - beside[0])
  return [Math.max(-1, difference - below), Math.min(1, difference + above)]
}

/**
 * retained: the share of a reference's accuracy that is left: p₁/p₂, where p₁ and p₂ are the shares of the same queries that are
 * right here and under the reference (float32 at the full width). It can be above 1. Null where the reference is never right.
 *
 * Interval: of a ratio of paired proportions by Bonett and Price. With x₁ and x₂ the numbers of queries that are right here and
 * under the reference, b and c right here alone and there alone, and n⁺ right under either:
 *
 *     A = √((b + c + 2)/((x₁ + 1)(x₂ + 1)))      Bᵢ = √((1 − (xᵢ + 1)/(n⁺ + 2))/(xᵢ + 1))      z* = z·A/(B₁ + B₂)
 *     (l₁/u₂, u₁/l₂), where (lᵢ, uᵢ) is the Wilson interval of xᵢ out of n⁺ with z* for z
 *
 * Queries that are wrong under both say nothing of a ratio and do not enter. Equal outcomes, b = c = 0, still have an interval of
 * some width: it is that of a sample. Missing neighbors count as wrong, as in knn@k.
 * Source: Bonett and Price 2006, "Confidence intervals for a ratio of binomial proportions based on paired data", Statistics in
 * Medicine 25; recommended by Fagerland, Lydersen and Laake 2014.
 */
import type { MetricValue } from '../types.js'
import { Z } from './intervals.js'
import { type Agreement, agreement } from './mcnemar.js'

/** @param own 0 or 1 by query. [b] @param reference the same queries. [b] */
export function retained(own: Float64Array, reference: Float64Array): MetricValue {
  const counts = agreement(own, reference)
  const [right, full] = [counts.both + counts.wins, counts.both + counts.losses]
  if (full === 0) return { value: null, ci95: null, unit: 'ratio' }
  return { value: right / full, ci95: bonettPrice(counts), unit: 'ratio' }
}

/** 95 % interval of (both + wins)/(both + losses), of which the latter is not 0. */
export function bonettPrice({ both, wins, losses }: Agreement): readonly [number, number] {
  const either = both + wins + losses
  const [right, full] = [both + wins, both + losses]
  const spread = (x: number) => Math.sqrt((1 - (x + 1) / (either + 2)) / (x + 1))
  const z = (Z * Math.sqrt((wins + losses + 2) / ((right + 1) * (full + 1)))) / (spread(right) + spread(full))
  const ends = (x: number): [number, number] => {
    const half = z * Math.sqrt(z * z + 4 * x * (1 - x / either))
    const middle = 2 * x + z * z
    return [x === 0 ? 0 : (middle - half) / (2 * (either + z * z)), (middle + half) / (2 * (either + z * z))]
  }
  const [[low, high], [least, most]] = [ends(right), ends(full)]
  return [low / most, high / least]
}

/**
 * Bootstrap intervals for means over queries. The queries are drawn again with replacement, and how often each was
 * drawn stands in a matrix [resamples × b] that meets the values [M × b] in one product. All metrics share the draws,
 * so their differences are paired. Source: Efron and Tibshirani, An Introduction to the Bootstrap, section 13.3.
 */
import type { Product } from '../types.js'
import { type Random, seeded } from './random.js'

export interface BootstrapOptions {
  resamples: number
  seed: number
  product: Product
}

export interface BootstrapMean {
  mean: number
  ci95: [number, number] | null // null: fewer than 2 values
}

const BLOCK = 2 ** 22 // float32 values of a matrix in one product: 16 MiB

/** Means of metrics with their intervals. @param values one array a metric, all of one length b, finite. [M][b] */
export type Bootstrap = (values: readonly Float64Array[]) => Promise<BootstrapMean[]>

/**
 * The mean of each metric with its 95 % percentile interval: the resamples' means at 2.5 and 97.5 %, interpolated
 * linearly between neighbors as `numpy.percentile` does. The means are float64; the resamples' deviations from them
 * are float32. Every call draws the same, so that settings and models can be compared.
 */
export function openBootstrap({ resamples, seed, product }: BootstrapOptions): Bootstrap {
  let kept: { b: number; counts: Float32Array } | null = null // draws that fit into one block
  return async (values) => {
    const means = values.map(meanOf)
    const b = values[0]?.length ?? 0
    if (b < 2) return means.map((mean) => ({ mean, ci95: null }))
    const drawn = values.map(() => new Float64Array(resamples)) // each resample's mean, less the mean
    const random = seeded(seed)
    const most = Math.max(1, Math.floor(BLOCK / b))
    for (let start = 0; start < resamples; start += most) {
      const rows = Math.min(most, resamples - start)
      const counts = kept?.b === b && rows === resamples ? kept.counts : draw(rows, b, random)
      if (rows === resamples) kept = { b, counts }
      for (let first = 0; first < values.length; first += most) {
        const block = values.slice(first, first + most)
        const deviations = centered(block, means.slice(first, first + most))
        const sums = await product(deviations, block.length, b, counts, rows, true)
        for (let m = 0; m < block.length; m++) {
          for (let row = 0; row < rows; row++) drawn[first + m]![start + row] = sums[m * rows + row]! / b
        }
      }
    }
    return means.map((mean, m) => ({ mean, ci95: interval(drawn[m]!, mean, values[m]!) }))
  }
}

/** How often each of b queries is among b that are drawn with replacement. [rows × b] */
function draw(rows: number, b: number, random: Random): Float32Array {
  const counts = new Float32Array(rows * b)
  for (let row = 0; row < rows; row++) for (let i = 0; i < b; i++) counts[row * b + random.below(b)]!++
  return counts
}

/** Summed with what rounding takes away (Neumaier 1974), so that simple shares come out as they are. */
function meanOf(values: Float64Array): number {
  let [sum, lost] = [0, 0]
  for (let q = 0; q < values.length; q++) {
    const value = values[q]!
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return (sum + lost) / values.length
}

/** What is left of the values without their means. [M × b] */
function centered(values: readonly Float64Array[], means: readonly number[]): Float32Array {
  const b = values[0]!.length
  const left = new Float32Array(b * values.length)
  for (const [m, metric] of values.entries()) for (let q = 0; q < b; q++) left[m * b + q] = metric[q]! - means[m]!
  return left
}

/** Within the values themselves, which float32 could leave by a hair. */
function interval(drawn: Float64Array, mean: number, values: Float64Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let q = 0; q < values.length; q++) {
    const value = values[q]!
    if (value < least) least = value
    if (value > most) most = value
  }
  const within = (value: number) => Math.min(most, Math.max(least, mean + value))
  return [within(lowPercentile(drawn, 1)), within(-lowPercentile(drawn, -1))]
}

/** The percentile at 2.5 % of the values times `sign`. */
function lowPercentile(values: Float64Array, sign: 1 | -1): number {
  const place = 0.025 * (values.length - 1)
  const below = Math.floor(place)
  const least = smallest(values, Math.min(below + 2, values.length), sign)
  return least[below]! + (place - below) * (least[Math.min(below + 1, least.length - 1)]! - least[below]!)
}

/** The `count` smallest of the values times `sign`, ascending: few of many, so sorting them all would be waste. */
function smallest(values: Float64Array, count: number, sign: 1 | -1): Float64Array {
  const least = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < values.length; i++) {
    const value = sign * values[i]!
    if (value >= least[count - 1]!) continue
    let j = count - 1
    for (; j > 0 && least[j - 1]! > value; j--) least[j] = least[j - 1]!
    least[j] = value
  }
  return least
}

/**
 * How well scores of pairs agree with what people (or another measure) say of them: Pearson's r of the values, Spearman's
 * ρ of their ranks. Formula: r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² · Σ (y − ȳ)²); ρ = r of the ranks. Ties: equal values
 * share the mean of their ranks. Null without variation on a side, or with fewer than two pairs. Intervals: Fisher's z ± 1.96 s
 * with s = √(1/(n − 3)) for r and √((1 + ρ²/2)/(n − 3)) for ρ; none with fewer than four pairs. Source: Fisher 1921; Bonett and Wright
 * 2000, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations", equation 5; SciPy's
 * pearsonr and spearmanr give the same values.
 */
import type { MetricValue } from '../types.js'

const Z = 1.959963984540054 // 97.5 % quantile of the standard normal

/** @param x @param y values of each pair. [n] */
export function pearson(x: Float64Array, y: Float64Array): MetricValue {
  return correlation(x, y, () => 1)
}

/** @param x @param y values of each pair. [n] */
export function spearman(x: Float64Array, y: Float64Array): MetricValue {
  return correlation(ranks(x), ranks(y), (rho) => 1 + rho ** 2 / 2)
}

/** @param spread variance of Fisher's z, times n − 3 */
function correlation(x: Float64Array, y: Float64Array, spread: (r: number) => number): MetricValue {
  const n = x.length
  const value = linear(x, y)
  if (value === null || n < 4) return { value, ci95: null, unit: 'correlation' }
  const half = Z * Math.sqrt(spread(value) / (n - 3))
  const z = Math.atanh(value)
  const ci95: [number, number] = Math.abs(value) === 1 ? [value, value] : [Math.tanh(z - half), Math.tanh(z + half)]
  return { value, ci95, unit: 'correlation' }
}

function linear(x: Float64Array, y: Float64Array): number | null {
  if (x.length < 2 || isConstant(x) || isConstant(y)) return null
  const [meanX, meanY] = [mean(x), mean(y)]
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY]
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  if (xx === 0 || yy === 0) return null // values so near to each other that their squares are 0
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)))
}

/** Asked of the values: their mean is rounded, so their distances from it may not be 0. */
function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0])
}

/** Ranks from 1 on; equal values share the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
  const found = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let i = from; i < to; i++) found[order[i]!] = (from + to + 1) / 2
    from = to
  }
  return found
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

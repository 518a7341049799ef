/**
 * Confidence intervals at 95 %.
 * Wilson: for a share of successes; right also near 0 and 1, where ± intervals are not (Wilson 1927; Brown, Cai and
 * DasGupta 2001, "Interval Estimation for a Binomial Proportion"). Normal: for the mean of many values.
 */

export const Z = 1.959963984540054 // 97.5 % quantile of the standard normal

/**
 * Wilson score interval of `successes` out of `trials`:
 * (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). No trials: null.
 */
export function wilson(successes: number, trials: number): readonly [number, number] | null {
  if (trials === 0) return null
  const p = successes / trials
  const z2 = (Z * Z) / trials
  const middle = p + z2 / 2
  const half = Z * Math.sqrt((p * (1 - p)) / trials + z2 / trials / 4)
  const low = successes === 0 ? 0 : Math.max(0, (middle - half) / (1 + z2))
  const high = successes === trials ? 1 : Math.min(1, (middle + half) / (1 + z2))
  return [low, high]
}

/** Mean ± z·s/√n with the sample deviation s. Fewer than two values: null. */
export function normalMean(values: Float64Array | Float32Array): {
  mean: number | null
  ci95: readonly [number, number] | null
} {
  const n = values.length
  if (n === 0) return { mean: null, ci95: null }
  let mean = 0
  let squares = 0
  for (let i = 0; i < n; i++) {
    const delta = values[i]! - mean
    mean += delta / (i + 1)
    squares += delta * (values[i]! - mean)
  }
  if (n === 1) return { mean, ci95: null }
  const half = Z * Math.sqrt(squares / (n - 1) / n)
  return { mean, ci95: [mean - half, mean + half] }
}

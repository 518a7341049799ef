/**
 * What may be promised of new rows, from rows that a cascade was tried on. Bounds are one-sided, and for a new sample of as many
 * rows as these, not for a mean over endless ones: a user checks a promise on a sample, which strays from the mean, too, so the
 * variance counts twice. Larger samples keep the promise more often.
 * Sources: Agresti and Min 2005 (paired shares: half a row added to each cell); Wilson 1927; Hahn and Meeker, Statistical
 * Intervals, chapter 4 (bounds for the mean of a future sample).
 */

/**
 * Upper bound on how much less often the cascade is right than the largest head: d + z·√(2 v/n), d the mean difference and v its
 * variance, each with half a row more in the four cells (both right, one, the other, none), so that few differing rows, or
 * none, do not look like certainty.
 * @param lost rows where only the largest head is right @param won rows where only the cascade is @param rows all of them
 * @param z quantile of the standard normal
 */
export function dropBound(lost: number, won: number, rows: number, z: number): number {
  const n = rows + 2
  const [below, above] = [(lost + 0.5) / n, (won + 0.5) / n]
  const mean = below - above
  return Math.min(1, mean + z * Math.sqrt((2 * (below + above - mean * mean)) / n))
}

/** Lower bound on a share: Wilson's, with half the rows, which doubles the variance. */
export function shareBound(right: number, rows: number, z: number): number {
  const n = rows / 2
  const p = right / rows
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return Math.max(0, (p + (z * z) / (2 * n) - half) / (1 + (z * z) / n))
}

/**
 * Upper bound on expected dims: mean + z·√(2 v/n). One row more is counted at the largest dim that a row could have, since the few
 * rows that go up far decide the mean and may by chance be missing.
 * @param costs dims of the head that answered each row @param most the largest dim that is possible
 */
export function costBound(costs: Float64Array, most: number, z: number): number {
  const n = costs.length + 1
  const mean = costs.reduce((sum, cost) => sum + cost, most) / n
  const variance = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, (most - mean) ** 2) / n
  return Math.min(most, mean + z * Math.sqrt((2 * variance) / n))
}

/**
 * Quantile of the standard normal, by bisection of Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), right to about 12 digits.
 * @param p in (0.5, 1)
 */
export function normalQuantile(p: number): number {
  let [low, high] = [0, 8]
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (normalShare(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Φ(x) for x ≥ 0. */
function normalShare(x: number): number {
  let [term, sum] = [x, x]
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

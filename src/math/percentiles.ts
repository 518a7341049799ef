/**
 * Percentiles by nearest rank: of n values in ascending order, percentile p is value number ⌈p/100 · n⌉, counted from 1;
 * p = 0 gives the first. So it is always a value that was measured, p50 of an even n is the lower of the middle two,
 * and p99 of fewer than 100 values is their largest. Equal values stay apart; the order they come in does not matter.
 *
 * Source: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), definition 1.
 */

/** @returns the percentiles of the values, in the order of `ps`; NaN without values */
export function percentiles(values: ArrayLike<number>, ps: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort()
  return ps.map((p) => sorted[Math.max(1, Math.ceil((p * sorted.length) / 100)) - 1] ?? Number.NaN)
}

/** Percentile 50. NaN without values. */
export function median(values: ArrayLike<number>): number {
  return percentiles(values, [50])[0]!
}

/**
 * Cohen's d_z: how large the mean difference of paired values is, in standard deviations of the differences.
 * Formula: d_z = mean(d)/s(d), s with divisor n − 1. Null where the differences are all equal, or fewer than two: then there
 * is no deviation to measure by. Beside it, how many rows are better and how many worse; equal rows are neither.
 * Source: Cohen 1988, section 2.3.5; Lakens 2013, "Calculating and reporting effect sizes", equation 6.
 */

/** @param differences by row. [n] */
export function cohensDz(differences: Float64Array): number | null {
  const n = differences.length
  if (n < 2 || differences.every((value) => value === differences[0])) return null
  const mean = differences.reduce((sum, value) => sum + value, 0) / n
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return mean / Math.sqrt(squares / (n - 1))
}

/** How many differences are above 0, and how many below. */
export function winsAndLosses(differences: Float64Array): { wins: number; losses: number } {
  let [wins, losses] = [0, 0]
  for (const difference of differences) {
    if (difference > 0) wins++
    if (difference < 0) losses++
  }
  return { wins, losses }
}

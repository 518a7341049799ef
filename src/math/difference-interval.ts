/** A value with its 95 % interval. */
export interface Estimate {
  value: number
  ci95: readonly [number, number]
}

/**
 * 95 % interval of the difference a − b of two independent values, from the interval of each (l, u):
 * a − b − √((a − l_a)² + (u_b − b)²) … a − b + √((u_a − a)² + (b − l_b)²).
 * Of two shares with Wilson intervals it is Newcombe's (1998, "Interval estimation for the difference between independent
 * proportions", method 10); of means Zou and Donner's (2008, "Construction of confidence limits about effect measures", MOVER).
 * Where both are of the same rows they are not independent, and it is as a rule wider than the paired interval.
 */
export function differenceInterval(a: Estimate, b: Estimate): readonly [number, number] {
  const difference = a.value - b.value
  return [
    difference - Math.hypot(a.value - a.ci95[0], b.ci95[1] - b.value),
    difference + Math.hypot(a.ci95[1] - a.value, b.value - b.ci95[0]),
  ]
}

/**
 * Holm's correction: p-values of several tests, made so large that the chance of even one false alarm among them all
 * stays below the level that each is held against, however the tests depend on each other.
 * Formula: with p ascending, p̃ⱼ = max over i ≤ j of min(1, (m − i + 1)·pᵢ) for m tests. Equal p-values stay equal; one test
 * keeps its p. Source: Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure".
 */

/** @param ps of all tests, in any order @returns corrected, in the same order */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].toSorted((a, b) => ps[a]! - ps[b]!)
  const corrected = ps.map(() => 1)
  let largest = 0
  for (const [i, test] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - i) * ps[test]!))
    corrected[test] = largest
  }
  return corrected
}

/**
 * Cascades between two: the threshold of every head goes from the one to the other, not by its value but by how many rows are above
 * it, in equal steps. Prices reach only the convex hull of (dims, right answers); these fill what lies between its corners.
 */
import { ALWAYS, NEVER } from './run.js'
import type { Spread } from './spread.js'

/** @returns [steps − 1], without the two themselves */
export function cascadesBetween(
  spread: Spread,
  from: readonly number[],
  to: readonly number[],
  steps: number,
): (readonly number[])[] {
  const ranks = [from, to].map((thresholds) => thresholds.map((threshold, head) => rankOf(spread, head, threshold)))
  return Array.from({ length: steps - 1 }, (_, step) =>
    from.map((_, head) => {
      const [first, end] = [ranks[0]![head]!, ranks[1]![head]!]
      return thresholdAt(spread, head, Math.round(first + ((end - first) * (step + 1)) / steps))
    }),
  )
}

/** How many rows are above a threshold. */
function rankOf({ confidence, order, rows }: Spread, head: number, threshold: number): number {
  let [low, high] = [0, rows]
  while (low < high) {
    const middle = (low + high) >> 1
    if (confidence[head]![order[head]![middle]!]! > threshold) low = middle + 1
    else high = middle
  }
  return low
}

/** The threshold that so many rows are above, but for equal ones. */
function thresholdAt({ confidence, order, rows }: Spread, head: number, rank: number): number {
  if (rank <= 0) return NEVER
  if (rank >= rows) return ALWAYS
  const [own, rowAt] = [confidence[head]!, order[head]!]
  return (own[rowAt[rank - 1]!]! + own[rowAt[rank]!]!) / 2
}

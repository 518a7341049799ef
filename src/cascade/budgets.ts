/** Expected dims that cascades are learnt for: the same for every split, so that their curves can be averaged point by point. */
import type { Dims } from '../types.js'

/**
 * A grid from the smallest dim to the largest, even in log2: 8, 8.72, 9.51, …, 16, … for dims from 8 on. The ends are exact.
 * @param dims of the heads, ascending [G]
 * @param perDoubling points from a dim to twice as many
 * @returns ascending; one value for a single head
 */
export function budgetGrid(dims: Dims, perDoubling = 8): number[] {
  const [first, last] = [dims[0]!, dims.at(-1)!]
  const doublings = Math.log2(last / first)
  const steps = Math.ceil(perDoubling * doublings)
  if (steps === 0) return [first]
  return Array.from({ length: steps + 1 }, (_, k) => (k === steps ? last : first * 2 ** ((k * doublings) / steps)))
}

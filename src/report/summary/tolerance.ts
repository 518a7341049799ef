/** What a smaller or cheaper setting may lose where a summary calls it good enough. */
import { points } from './words.js'

export interface Tolerance {
  least: number // quality that it must have
  words: string // how much that is less: "1 point", "a tenth"
}

/** @param most share that may be lost; of qualities below ten times that, a tenth of them */
export function toleranceOf(full: number, most: number): Tolerance {
  const isLow = full < 10 * most
  return { least: full - (isLow ? Math.abs(full) / 10 : most), words: isLow ? 'a tenth' : points(most) }
}

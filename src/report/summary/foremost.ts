/** Of many models a summary speaks of a few: the best; all are in the tables. */

/** More models than this are not all told of. */
const MOST = 4

/**
 * As given where they are few, else the best.
 * @param quality of what is compared, e.g. accuracy at full width; null: not measured, and last
 */
export function foremost<T>(all: readonly T[], quality: (one: T) => number | null): T[] {
  if (all.length <= MOST) return [...all]
  const value = (one: T) => quality(one) ?? -Number.MAX_VALUE
  return all.toSorted((a, b) => value(b) - value(a)).slice(0, MOST)
}

/** Says at the end of what is told of the best that there are others. @param words what the best have most of */
export function withRest(sentences: readonly string[], count: number, words: string): string[] {
  if (sentences.length === 0 || count <= MOST) return [...sentences]
  return [...sentences, `Of all ${count} those with the highest ${words} are told of; the tables have the others.`]
}

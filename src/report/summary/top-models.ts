/** Of many models a summary describes a few: the best, and models before their reductions; tables show all. */

/** More models than this are not all described. */
const MOST = 4

/**
 * As given where they are few, else the best.
 * @param quality of what is compared, e.g. accuracy at full width; null: not measured, and last
 * @param isReduced whether it is a baseline made from a model, which comes after all models
 */
export function topModels<T>(
  all: readonly T[],
  quality: (one: T) => number | null,
  isReduced: (one: T) => boolean = () => false,
): T[] {
  if (all.length <= MOST) return [...all]
  const value = (one: T) => quality(one) ?? -Number.MAX_VALUE
  const rank = (one: T) => Number(isReduced(one))
  return all.toSorted((a, b) => rank(a) - rank(b) || value(b) - value(a)).slice(0, MOST)
}

/** What sentences are about. */
export interface Described {
  count: number // models, with reductions of them
  words: string // what the best have most of
  areReduced?: boolean // whether there are reductions
}

/** Says after the sentences about the best that there are others. */
export function withRest(sentences: readonly string[], { count, words, areReduced = false }: Described): string[] {
  if (sentences.length === 0 || count <= MOST) return [...sentences]
  const best = areReduced
    ? `${MOST} of ${count}, models before reductions, by`
    : `the ${MOST} of ${count} with the highest`
  return [...sentences, `Described are ${best} ${words}; the tables show all.`]
}

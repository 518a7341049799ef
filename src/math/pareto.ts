/** Which of several choices are worth considering. */

/** A choice; cost null: not known, and so never on the front. */
export interface Choice {
  cost: number | null
  quality: number | null
}

/**
 * Marks the Pareto front: choices that no other beats in one respect without being worse in the other. Equal choices are on
 * it together.
 * @returns one mark a choice, in their order
 */
export function paretoFront(choices: readonly Choice[]): boolean[] {
  const known = choices.flatMap(({ cost, quality }, i) =>
    cost === null || quality === null ? [] : [{ cost, quality, i }],
  )
  const marks = choices.map(() => false)
  let best = Number.NEGATIVE_INFINITY // quality of everything cheaper
  let [cost, top] = [Number.NEGATIVE_INFINITY, best] // of the current cost
  for (const own of known.toSorted((a, b) => a.cost - b.cost || b.quality - a.quality)) {
    if (own.cost > cost) {
      best = Math.max(best, top)
      cost = own.cost
      top = own.quality
    }
    marks[own.i] = own.quality === top && own.quality > best
  }
  return marks
}

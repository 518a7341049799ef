/**
 * Thresholds for one price: those with the most (right answers − price · dims). One threshold after the other is set to its best
 * while the others stand, from the largest head down, until nothing is gained. With the rows in order of confidence, sums from the
 * surest row on give the worth of every threshold at once, so each step is exact; all steps together find a local optimum.
 */

import { ALWAYS, NEVER } from './run.js'
import type { Spread } from './spread.js'

export interface Priced {
  thresholds: readonly number[] // [G − 1]
  worth: number // mean over rows of P(right) − price · dim
}

const ROUNDS = 20
const LEAST = 1e-6 // worth, in accuracy, that another round must gain

/** @param price of one dim, in accuracy @param start thresholds to begin with [G − 1] */
export function ascend(spread: Spread, price: number, start: readonly number[]): Priced {
  const { rows, dims } = spread
  let best: Priced = { thresholds: start, worth: Number.NEGATIVE_INFINITY }
  const exits = new Uint8Array(rows)
  const worth = new Float64Array(rows) // of each row from the current head on
  for (let round = 0; round < ROUNDS; round++) {
    const thresholds = [...best.thresholds]
    findExits(spread, thresholds, exits)
    const last = dims.length - 1
    for (let i = 0; i < rows; i++) worth[i] = spread.gain[last]![i]! - price * dims[last]!
    for (let head = last - 1; head >= 0; head--) {
      const cost = price * dims[head]!
      const [gain, confidence] = [spread.gain[head]!, spread.confidence[head]!]
      const threshold = bestThreshold(spread, head, cost, exits, worth) ?? thresholds[head]!
      thresholds[head] = threshold
      for (let i = 0; i < rows; i++) if (confidence[i]! > threshold) worth[i] = gain[i]! - cost
    }
    let sum = 0
    for (let i = 0; i < rows; i++) sum += worth[i]!
    const [gained, previous] = [sum / rows - best.worth, best.thresholds]
    if (gained <= LEAST) break
    best = { thresholds, worth: sum / rows }
    if (thresholds.every((threshold, head) => threshold === previous[head])) break
  }
  return best
}

/** The head that answers each row. */
function findExits({ rows, confidence }: Spread, thresholds: readonly number[], exits: Uint8Array): void {
  exits.fill(thresholds.length)
  for (let head = thresholds.length - 1; head >= 0; head--) {
    const [own, threshold] = [confidence[head]!, thresholds[head]!]
    for (let i = 0; i < rows; i++) if (own[i]! > threshold) exits[i] = head
  }
}

/**
 * Of a head, over the rows that come up to it; between two confidences, so that rows like them fall on their side.
 * @returns null when no row comes up to it, which says nothing of where to put it
 */
function bestThreshold(
  spread: Spread,
  head: number,
  cost: number,
  exits: Uint8Array,
  above: Float64Array,
): number | null {
  const [gain, confidence, order] = [spread.gain[head]!, spread.confidence[head]!, spread.order[head]!]
  let [sum, most, threshold, previous] = [0, 0, NEVER, Number.NaN]
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!
    if (exits[i]! < head) continue
    if (sum > most && confidence[i]! < previous) {
      most = sum
      threshold = (previous + confidence[i]!) / 2
    }
    sum += gain[i]! - cost - above[i]!
    previous = confidence[i]!
  }
  if (Number.isNaN(previous)) return null
  return sum > most ? ALWAYS : threshold
}

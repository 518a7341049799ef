/** Merging of sorted candidate lists. Equal scores keep the lower row number. */
import type { Neighbors } from '../types.js'

/** A tile's best candidates for some queries at one dim: [rows × width], each row best first. */
export interface Candidates {
  ids: (row: number, r: number) => number // database row numbers
  scores: Float32Array
  width: number
}

/**
 * Merges candidates into list s of queries [firstQuery, firstQuery + rows), in place: the neighbors are the
 * accumulator of the search that owns them.
 * @param sign +1 when higher scores are nearer, −1 when lower ones are
 */
export function mergeTopK(
  into: Neighbors,
  s: number,
  firstQuery: number,
  rows: number,
  candidates: Candidates,
  sign: 1 | -1,
): void {
  const { k, queries } = into
  const ids = new Int32Array(k)
  const scores = new Float32Array(k)
  for (let row = 0; row < rows; row++) {
    const base = (s * queries + firstQuery + row) * k
    const offset = row * candidates.width
    let held = 0
    let offered = 0
    for (let r = 0; r < k; r++) {
      const heldId = into.ids[base + held]!
      const takeHeld =
        heldId !== -1 &&
        (offered >= candidates.width ||
          isBefore(
            into.scores[base + held]!,
            heldId,
            candidates.scores[offset + offered]!,
            candidates.ids(row, offered),
            sign,
          ))
      if (takeHeld) {
        ids[r] = heldId
        scores[r] = into.scores[base + held++]!
      } else if (offered < candidates.width) {
        ids[r] = candidates.ids(row, offered)
        scores[r] = candidates.scores[offset + offered++]!
      } else {
        ids[r] = -1
        scores[r] = 0
      }
    }
    into.ids.set(ids, base)
    into.scores.set(scores, base)
  }
}

function isBefore(score: number, id: number, otherScore: number, otherId: number, sign: 1 | -1): boolean {
  return score === otherScore ? id < otherId : sign * score > sign * otherScore
}

/** Empty lists: every id −1, every score 0. */
export function emptyNeighbors(dims: readonly number[], queries: number, k: number): Neighbors {
  const size = dims.length * queries * k
  return { dims, queries, k, ids: new Int32Array(size).fill(-1), scores: new Float32Array(size) }
}

/** Where the entries of a merged list come from: ≥ 0, a place in the held list; < 0, −1 − a place in the offered one. */
export interface MergeOrder {
  from: Int32Array // [k]
  count: number
}

/** A list being merged into: higher scores are nearer, −1 ids stand at its end. */
export interface HeldList {
  ids: Int32Array
  scores: Float32Array
  base: number // where the list begins in both
  k: number
}

/**
 * Writes into `order` which entries come first in the merge of a held list and an offered one, both best first. Equal
 * scores keep the held entry, whose row number must be lower: the database is met in order.
 * @param offered scores; the list stands at [first, first + width)
 */
export function mergeOrder(
  order: MergeOrder,
  { ids, scores, base, k }: HeldList,
  offered: Float32Array,
  first: number,
  width: number,
): void {
  let h = 0
  let o = 0
  let count = 0
  while (count < k) {
    const hasHeld = h < k && ids[base + h] !== -1
    const hasOffered = o < width
    if (!hasHeld && !hasOffered) break
    const takeHeld = hasHeld && !(hasOffered && scores[base + h]! < offered[first + o]!)
    order.from[count++] = takeHeld ? h++ : -1 - o++
  }
  order.count = count
}

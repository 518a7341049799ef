/**
 * Reordering of shortlists by scores that are at hand: best first, equal scores with the lower row number first. Lists
 * that were reranked at one dim are nearly in order at the next, which insertion makes use of.
 */
import type { Shortlist } from '../types.js'

/** The order of the rows of each list of a shortlist. */
export interface Ranking {
  places: Int32Array // places in the shortlist, best first, −1 pads. [b × width]
  width: number
}

/** The order in which the shortlist itself stands. */
export function ownOrder({ ids, k }: Shortlist): Ranking {
  const places = new Int32Array(ids.length).fill(-1)
  for (let base = 0; base < ids.length; base += k) {
    for (let r = 0; r < k && ids[base + r] !== -1; r++) places[base + r] = r
  }
  return { places, width: k }
}

/**
 * Reranks the first `rows` of each list by the scores at `dim`; the others are dropped.
 * @param order any order of the shortlist; the nearer to the result, the faster
 * @param sorted how many rows of the result have to be in order; the others follow in any order
 */
export function rerank(shortlist: Shortlist, order: Ranking, dim: number, rows: number, sorted = rows): Ranking {
  const { ids, k } = shortlist
  const scores = shortlist.scores.get(dim)!
  const lists = ids.length / k
  const width = Math.min(rows, order.width)
  const places = new Int32Array(lists * width)
  const keys = new Float32Array(width)
  for (let q = 0; q < lists; q++) {
    const at = q * width
    let count = 0
    for (const from = q * order.width; count < width; count++) {
      const place = order.places[from + count]!
      if (place === -1) break
      places[at + count] = place
    }
    if (!insert(places, at, count, Math.min(sorted, count), scores, ids, q * k, keys)) {
      sort(places.subarray(at, at + count), scores, ids, q * k)
    }
    places.fill(-1, at + count, at + width)
  }
  return { places, width }
}

/** @returns row numbers in the order of the ranking, the first `k` of each list, −1 pads. [b × k] */
export function rankedIds({ ids, k: stride }: Shortlist, { places, width }: Ranking, k: number): Int32Array {
  const lists = places.length / width
  const ranked = new Int32Array(lists * k).fill(-1)
  for (let q = 0; q < lists; q++) {
    for (let r = 0; r < Math.min(k, width); r++) {
      const place = places[q * width + r]!
      if (place !== -1) ranked[q * k + r] = ids[q * stride + place]!
    }
  }
  return ranked
}

/** Moves an insertion sort may make for each row before it gives up. */
const PATIENCE = 64

/**
 * Puts the best `sorted` of `count` places from `at` on in front, in order, by insertion; in place.
 * @param keys scratch, at least [sorted]
 * @returns false: too far out of order, and not done
 */
function insert(
  places: Int32Array,
  at: number,
  count: number,
  sorted: number,
  scores: Float32Array,
  ids: Int32Array,
  base: number,
  keys: Float32Array,
): boolean {
  let moves = count * PATIENCE
  for (let i = 0; i < count; i++) {
    const place = places[at + i]!
    const score = scores[base + place]!
    let j = i
    if (i >= sorted) {
      const last = places[at + sorted - 1]!
      const worst = keys[sorted - 1]!
      if (worst > score || (worst === score && ids[base + last]! < ids[base + place]!)) continue
      places[at + i] = last
      j = sorted - 1
    }
    const from = j
    for (; j > 0; j--) {
      const other = keys[j - 1]!
      if (other > score || (other === score && ids[base + places[at + j - 1]!]! < ids[base + place]!)) break
      keys[j] = other
      places[at + j] = places[at + j - 1]!
    }
    keys[j] = score
    places[at + j] = place
    moves -= from - j
    if (moves < 0) return false
  }
  return true
}

function sort(list: Int32Array, scores: Float32Array, ids: Int32Array, base: number): void {
  list.sort((a, b) => scores[base + b]! - scores[base + a]! || ids[base + a]! - ids[base + b]!)
}

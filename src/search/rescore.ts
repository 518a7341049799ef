/**
 * Scores of listed rows at several dims: what reranks the lists of engines whose scores are not trusted. The rows are in memory,
 * or go by in one pass over the database.
 */
import { dot, squaredDistance } from '../math/dot.js'
import { type Slice, slicesOf } from '../math/prefix.js'
import type { Dims, Distance, Vectors } from '../types.js'

/** Rows that are listed for some queries, and the dims to score them at. */
export interface Listed {
  ids: Int32Array // database rows, −1 pads. [b × k]
  k: number
  dims: Dims
}

/** Scores by dim: higher is nearer; cosine without the query's own norm, which moves no rank; 0 for pads. [b × k] */
export type Rescored = Map<number, Float32Array>

/**
 * Cost: D_r multiply-adds for each listed row, for all dims together.
 * @param ids listed database rows, −1 pads. [b × k]
 */
export function rescore(
  queries: Vectors,
  database: Vectors,
  ids: Int32Array,
  k: number,
  dims: Dims,
  distance: Distance,
): Rescored {
  const scores = emptyScores({ ids, k, dims })
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== -1) score(scores, i, queries, Math.floor(i / k), database, ids[i]!, distance)
  }
  return byDim(scores)
}

/**
 * The same for a database that is too large to hold, read once, in order. Rows beyond its end score 0.
 * @param advance told the rows of each batch
 * @returns in the order of `lists`
 */
export async function rescorePass(
  queries: Vectors,
  database: AsyncIterable<Vectors>,
  lists: readonly Listed[],
  distance: Distance,
  advance: (rows: number) => void,
): Promise<Rescored[]> {
  const open = lists.map((list) => ({ ...list, scores: emptyScores(list), places: placesByRow(list.ids), next: 0 }))
  let start = 0
  for await (const batch of database) {
    const end = start + batch.rows
    for (const list of open) {
      const { ids, places, k } = list
      for (; list.next < places.length && ids[places[list.next]!]! < end; list.next++) {
        const at = places[list.next]!
        score(list.scores, at, queries, Math.floor(at / k), batch, ids[at]! - start, distance)
      }
    }
    start = end
    advance(batch.rows)
  }
  return open.map(({ scores }) => byDim(scores))
}

/** Scores at one dim, and the columns that it adds to the dim before. */
interface DimScores {
  dim: number
  slice: Slice
  values: Float32Array // in memory that threads can share. [b × k]
}

function emptyScores({ ids, dims }: Listed): DimScores[] {
  const ascending = [...new Set(dims)].toSorted((a, b) => a - b)
  return slicesOf(ascending).map((slice, s) => {
    return { dim: ascending[s]!, slice, values: new Float32Array(new SharedArrayBuffer(4 * ids.length)) }
  })
}

function byDim(scores: readonly DimScores[]): Rescored {
  return new Map(scores.map(({ dim, values }) => [dim, values]))
}

/** Puts the scores of one query and one row to place `at` of each dim. */
function score(
  scores: readonly DimScores[],
  at: number,
  queries: Vectors,
  q: number,
  database: Vectors,
  row: number,
  distance: Distance,
): void {
  const [query, base] = [q * queries.width, row * database.width]
  let sum = 0
  let norm = 0
  for (const { slice, values } of scores) {
    const { from, to } = slice
    const length = to - from
    if (distance === 'l2') {
      sum -= squaredDistance(queries.values, query + from, database.values, base + from, length)
    } else {
      sum += dot(queries.values, query + from, database.values, base + from, length)
    }
    if (distance === 'cosine') norm += dot(database.values, base + from, database.values, base + from, length)
    values[at] = distance === 'cosine' ? (norm > 0 ? sum / Math.sqrt(norm) : 0) : sum
  }
}

/** Places of a list that hold a row, by ascending row. */
function placesByRow(ids: Int32Array): Uint32Array {
  const keys = new Float64Array(ids.length) // row · length + place, exact below 2^53
  let count = 0
  for (let at = 0; at < ids.length; at++) if (ids[at] !== -1) keys[count++] = ids[at]! * ids.length + at
  return Uint32Array.from(keys.subarray(0, count).sort(), (key) => key % ids.length)
}

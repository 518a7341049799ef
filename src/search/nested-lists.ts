/**
 * Shortlists at several dims with the scores of their rows at other dims, in one pass over the database: all that single
 * shots, shortlist → rerank pairs and funnels need. Exact and as dear as nested search: D multiply-adds per query and row.
 */
import { type MergeOrder, mergeOrder } from '../math/top-k.js'
import type { Dims, Shortlist, WantedList } from '../types.js'
import { centered, requireFinite } from './nested.js'
import { type ListShape, nameOf } from './nested-graph.js'
import { type Met, type Pass, scan } from './scan.js'

export type ListSearch = Omit<Pass, 'lists' | 'dims'> & { wanted: readonly WantedList[] }

/**
 * @returns the lists in the order of `wanted`; fewer than k rows in the database leave −1 at the end
 * @throws UserError (exit 3) when values are so large that a score is not finite
 */
export async function nestedLists({ wanted, ...search }: ListSearch): Promise<Shortlist[]> {
  const dims = [...new Set(wanted.flatMap(({ dim, carry }) => [dim, ...carry]))].toSorted((a, b) => a - b)
  const shapes = wanted.map((list) => shapeOf(list, dims))
  const lists = wanted.map((list) => emptyShortlist(list, search.queries.rows))
  for await (const met of scan(centered({ ...search, dims, lists: shapes }))) {
    for (const [i, list] of lists.entries()) merge(list, offeredBy(met, shapes[i]!, list, dims, search.distance), met)
  }
  for (const { scores } of lists) for (const values of scores.values()) requireFinite(values, search.distance)
  return lists
}

function shapeOf({ dim, k, carry }: WantedList, dims: Dims): ListShape {
  return { s: dims.indexOf(dim), k, carry: carry.filter((other) => other !== dim).map((other) => dims.indexOf(other)) }
}

/** In memory that threads can share. */
function emptyShortlist({ dim, k, carry }: WantedList, queries: number): Shortlist {
  const memory = () => new SharedArrayBuffer(4 * queries * k)
  const scores = new Map([dim, ...carry].map((at) => [at, new Float32Array(memory())]))
  return { dim, k, ids: new Int32Array(memory()).fill(-1), scores }
}

/** A tile's list of one dim, best first. */
interface Offered {
  ids: Int32Array // [block × width]
  width: number
  scores: ReadonlyMap<number, Float32Array> // by dim, higher is nearer. [block × width]
}

function offeredBy(met: Met, { s, carry }: ListShape, { k }: Shortlist, dims: Dims, distance: string): Offered {
  const { results, tile } = met
  const positions = results[nameOf.indices(s)]!.data as BigInt64Array
  const low = new Int32Array(positions.buffer, positions.byteOffset, 2 * positions.length) // little-endian halves
  const ids = new Int32Array(positions.length)
  for (let i = 0; i < ids.length; i++) ids[i] = tile.start + low[2 * i]!
  const named = [[s, nameOf.scores(s)] as const, ...carry.map((t) => [t, nameOf.carried(s, t)] as const)]
  const scores = named.map(([t, name]) => {
    const values = results[name]!.data as Float32Array
    return [dims[t]!, distance === 'l2' ? values.map((value) => -value) : values] as const
  })
  return { ids, width: Math.min(k, tile.rows), scores: new Map(scores) }
}

/** Merges a tile's list into what is held, in place; all scores of a row move with it. */
function merge({ ids, k, dim, scores }: Shortlist, offered: Offered, { block, tile }: Met): void {
  const { width } = offered
  const order: MergeOrder = { from: new Int32Array(k), count: 0 }
  const kept = { ids: new Int32Array(k), scores: new Float32Array(k) }
  if (tile.start === 0 && width === k) {
    ids.set(offered.ids, block.start * k)
    for (const [at, held] of scores) held.set(offered.scores.get(at)!, block.start * k)
    return
  }
  for (let row = 0; row < block.rows; row++) {
    const base = (block.start + row) * k
    const first = row * width
    mergeOrder(order, { ids, scores: scores.get(dim)!, base, k }, offered.scores.get(dim)!, first, width)
    rearrange(ids, base, offered.ids, first, order, kept.ids)
    for (const [at, held] of scores) rearrange(held, base, offered.scores.get(at)!, first, order, kept.scores)
  }
}

/** Puts the values of one list into their new order. @param kept scratch, [k] */
function rearrange<T extends Int32Array | Float32Array>(
  held: T,
  base: number,
  offered: T,
  first: number,
  { from, count }: MergeOrder,
  kept: T,
): void {
  for (let r = 0; r < count; r++) {
    const place = from[r]!
    kept[r] = place >= 0 ? held[base + place]! : offered[first - 1 - place]!
  }
  held.set(kept.subarray(0, count), base)
}

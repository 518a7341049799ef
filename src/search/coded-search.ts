/** The k nearest rows by their codes, at every dim, and the same rows ordered anew. */
import { ownOrder, rankedIds, rerank } from '../math/rerank.js'
import type { Neighbors, Notice, Rescore, Shortlist } from '../types.js'
import { type CodedStore, openStore, rescoreIn } from './coded.js'
import { type NestedSearch, nestedSearch } from './nested.js'
import type { Rescored } from './rescore.js'

export type CodedSearch = CodedStore &
  Pick<NestedSearch, 'queries' | 'dims' | 'k' | 'session' | 'signal'> & {
    rescores: readonly (Rescore | null)[] // ways to order the k nearest; null: as they were found
  }

export interface CodedNeighbors {
  found: Neighbors[] // in the order of `rescores`
  notices: Notice[]
}

/** The database is read once for int8's ranges, once for the search and once for each new order. */
export async function codedSearch(search: CodedSearch): Promise<CodedNeighbors> {
  const { name, rows, precision, queries, dims, k, rescores, progress, session, signal } = search
  const store = await openStore(search)
  progress.start(`searching ${name}, ${precision}`, rows, 'rows')
  const pass = { ...store.sides(queries), rows, dims, k, session, progress, signal }
  const nearest = await nestedSearch(pass).finally(() => progress.stop())
  const lists = dims.map((dim, s) => ({ ids: idsAt(nearest, s), k, dims: [dim] }))
  const found: Neighbors[] = []
  for (const rescore of rescores) {
    if (rescore === null) found.push(nearest)
    else found.push(ordered(nearest, await rescoreIn(store.rescored(queries, rescore), lists, search)))
  }
  return { found, notices: store.notices() }
}

/** The lists of one dim. [b × k] */
function idsAt({ ids, queries, k }: Neighbors, s: number): Int32Array {
  return ids.subarray(s * queries * k, (s + 1) * queries * k)
}

/** Every list by its new scores, higher first; equal ones by row. */
function ordered(nearest: Neighbors, scores: readonly Rescored[]): Neighbors {
  const { dims, k } = nearest
  const [ids, values] = [nearest.ids.slice(), nearest.scores.slice()]
  for (const [s, dim] of dims.entries()) {
    const list: Shortlist = { dim, k, ids: idsAt(nearest, s), scores: scores[s]! }
    const order = rerank(list, ownOrder(list), dim, k)
    const from = s * list.ids.length
    ids.set(rankedIds(list, order, k), from)
    for (const [i, place] of order.places.entries()) {
      values[from + i] = place === -1 ? 0 : list.scores.get(dim)![Math.floor(i / k) * k + place]!
    }
  }
  return { ...nearest, ids, scores: values }
}

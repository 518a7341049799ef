/** Shortlists by codes, with the scores that rerank them. What is done with the lists of one precision shares its search. */
import type { Notice, Rescore, Shortlist, Vectors, WantedList } from '../types.js'
import { type CodedStore, type OpenStore, openStore, rescoreIn } from './coded.js'
import { type ListSearch, nestedLists } from './nested-lists.js'

export type CodedListSearch = CodedStore & Pick<ListSearch, 'session' | 'signal'> & { longest: readonly WantedList[] }

export interface CodedLists {
  /**
   * @param wanted lists at dims of `longest`, at most as long
   * @param by what scores the rows at the dims that their list carries: the vectors before they were coded, or the codes
   */
  lists(queries: Vectors, wanted: readonly WantedList[], by: Rescore): Promise<Shortlist[]>
  notices(): Notice[]
}

/** @param search with the longest lists that will be wanted at each dim; nothing is read yet */
export function codedLists(search: CodedListSearch): CodedLists {
  const { name, rows, precision, longest, progress, session, signal } = search
  let opened: Promise<OpenStore> | null = null
  let last: { queries: Vectors; found: Shortlist[] } | null = null // of the last queries, which come in blocks

  async function nearest(queries: Vectors, store: OpenStore): Promise<Shortlist[]> {
    if (last?.queries === queries) return last.found
    progress.start(`searching ${name}, ${precision}`, rows, 'rows')
    const wanted = longest.map((list) => ({ ...list, carry: [] }))
    const pass = { ...store.sides(queries), rows, wanted, session, progress, signal }
    const found = await nestedLists(pass).finally(() => progress.stop())
    last = { queries, found }
    return found
  }

  let notices: () => Notice[] = () => []
  return {
    notices: () => notices(),
    async lists(queries, wanted, by) {
      opened ??= openStore(search)
      const store = await opened
      notices = store.notices
      const found = await nearest(queries, store)
      const heads = wanted.map(({ dim, k }) => headsOf(found.find((list) => list.dim === dim)!, k))
      if (wanted.every(({ carry }) => carry.length === 0)) return heads
      const listed = heads.map((list, i) => ({ ...list, dims: wanted[i]!.carry }))
      const scores = await rescoreIn(store.rescored(queries, by), listed, search)
      return heads.map((list, i) => ({ ...list, scores: new Map([...list.scores, ...scores[i]!]) }))
    },
  }
}

/** The first `length` of each list. */
function headsOf(list: Shortlist, length: number): Shortlist {
  const { dim, k, ids, scores } = list
  if (k === length) return list
  const cut = <T extends Int32Array | Float32Array>(values: T, into: T): T => {
    for (let from = 0, to = 0; from < values.length; from += k, to += length)
      into.set(values.subarray(from, from + length), to)
    return into
  }
  const size = (ids.length / k) * length
  const memory = () => new SharedArrayBuffer(4 * size)
  const cuts = [...scores].map(([at, values]) => [at, cut(values, new Float32Array(memory()))] as const)
  return { dim, k: length, ids: cut(ids, new Int32Array(memory())), scores: new Map(cuts) }
}

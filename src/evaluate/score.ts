/** Shortlists → every metric of every query, for all settings: the part of an evaluation that threads can share. */
import { concatenated } from '../math/concatenated.js'
import type { Setting, Shortlist } from '../types.js'
import { joined, type QueryValues, queryValues } from './quality.js'
import { type Ranked, rankAll } from './rank.js'
import { judgeAll, type Relevance, relevanceOf } from './relevance.js'

/** Settings of one index, and the shortlists that they need. */
export interface Searched {
  settings: readonly Setting[]
  lists: readonly Shortlist[]
  isExact: boolean
}

/** Plain data about b queries. */
export interface ScoreTask {
  queries: number // b
  searched: readonly Searched[]
  reference: number // place, among the settings of all `searched`, of the one that overlap is measured against
  selves: Int32Array | null // row of each query in the database, where both are one table. [b]
  relevance: Relevance
  ks: readonly number[] // ascending
  kept: number // queries whose ranked rows are wanted, too
}

/** Both in the order of the settings of all `searched`. */
export interface Scored {
  values: readonly QueryValues[]
  heads: readonly Ranked[] // of the first `kept` queries
}

export type Score = (task: ScoreTask) => Promise<Scored>

export function score({ searched, reference, selves, relevance, ks, kept }: ScoreTask): Scored {
  const longest = ks.at(-1)!
  const ranked = searched.flatMap(({ settings, lists, isExact }) => rankAll(settings, lists, isExact, longest, selves))
  const exact = ranked[reference]!
  const labels = relevance.kind === 'label' ? relevance.labels : null
  return {
    values: ranked.map((own) => {
      const judged = judgeAll(relevance, own.ids, own.width)
      return queryValues(own, ks, { judged, exact, labels })
    }),
    heads: ranked.map(({ ids, width }) => ({ ids: ids.slice(0, kept * width), width })),
  }
}

/** The same work in parts, each of some of the queries, in order. */
export function splitTask(task: ScoreTask, parts: number): ScoreTask[] {
  const size = Math.ceil(task.queries / parts)
  return Array.from({ length: Math.ceil(task.queries / size) }, (_, part) => {
    const [first, end] = [part * size, Math.min(task.queries, (part + 1) * size)]
    return {
      ...task,
      queries: end - first,
      searched: task.searched.map((own) => ({ ...own, lists: own.lists.map((list) => listsOf(list, first, end)) })),
      selves: task.selves?.subarray(first, end) ?? null,
      relevance: relevanceOf(task.relevance, first, end),
      kept: Math.max(0, Math.min(task.kept - first, end - first)),
    }
  })
}

/** What the parts came to, as one. */
export function joinScored(parts: readonly Scored[]): Scored {
  const [{ values, heads }] = parts as [Scored]
  if (parts.length === 1) return { values, heads }
  return {
    values: values.map((_, i) => joined(parts.map((part) => part.values[i]!))),
    heads: heads.map((head, i) => ({
      ...head,
      ids: concatenated(
        parts.map((part) => part.heads[i]!.ids),
        Int32Array,
      ),
    })),
  }
}

function listsOf({ dim, k, ids, scores }: Shortlist, first: number, end: number): Shortlist {
  const cut = <T extends Int32Array | Float32Array>(values: T) => values.subarray(first * k, end * k) as T
  return { dim, k, ids: cut(ids), scores: new Map([...scores].map(([at, values]) => [at, cut(values)])) }
}

/** What `retrieval` reads: documents, and of each query set the queries that count. */
import { readIdColumn } from '../../data/ids.js'
import type { Qrels } from '../../data/trec/qrels.js'
import { SCORES_ONLY } from '../../model/encode.js'
import type { Digests } from '../tables/digests.js'
import { type Reading, type ReadingFlags, reading } from '../tables/reading.js'
import type { RetrievalRequest } from './retrieval-request.js'

/** All texts, as documents or as queries. */
export const ON_SIDE = {
  database: { ...SCORES_ONLY, side: 'document' },
  queries: { ...SCORES_ONLY, side: 'query' },
} as const

export interface SearchSides {
  database: Reading
  queries: readonly Reading[] // by query set
}

/** Only queries with judgments are put through models, unless they are the database, which is searched as a whole. */
export async function sidesOf(
  { database, queries, judgments }: Pick<RetrievalRequest, 'database' | 'queries' | 'judgments'>,
  flags: ReadingFlags,
  digests: Digests,
): Promise<SearchSides> {
  const asking: Reading[] = []
  for (const { name, path } of queries) {
    const all = reading('queries', path, flags, { name, wanted: ON_SIDE.queries })
    const isWhole = judgments === null || (await digests.of(path)) === (await digests.of(database))
    asking.push(isWhole ? all : judgedOnly(all, judgments, await readIdColumn(path, all.columns)))
  }
  return { database: reading('database', database, flags, { wanted: ON_SIDE.database }), queries: asking }
}

/** Benchmarks such as MS MARCO have many queries, of which a split judges a few. @param ids of all rows */
export function judgedOnly(all: Reading, { judgments }: Pick<Qrels, 'judgments'>, ids: readonly string[]): Reading {
  const rows = [...ids.keys()].filter((row) => judgments.has(ids[row]!))
  return rows.length === ids.length ? all : { ...all, wanted: { ...all.wanted, rows }, of: ids.length }
}

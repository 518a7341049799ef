/** Judgments → what is judged of each query set, by row number. */
import { identicalRows, type Qrels, resolveQrels } from '../../data/trec/qrels.js'
import { dataError } from '../../errors.js'
import type { Gains } from '../../evaluate/sides.js'
import type { SomeRows, TableSource } from '../tables/tables.js'

/** What is judged of a query set. */
export interface JudgedRows {
  gains: Gains
  identical: readonly (number | null)[] | null // row with the id of each query, where it is left out of its lists. [queries]
  alone: SomeRows | null // the queries with judgments, which are enough; null: all have some, or they are the database
}

/**
 * A judged query must be in one of the sets; each set is judged by what there is about its own.
 * @param queries paths of the sets
 * @throws UserError (exit 3) for judged ids that no row has, and a set without a judged query
 */
export async function judgedRows(
  { path, format, judgments }: Qrels,
  database: string,
  queries: readonly string[],
  tables: Pick<TableSource, 'ids' | 'digest'>,
): Promise<JudgedRows[]> {
  const documents = await tables.ids(database)
  const sets = await Promise.all(queries.map((set) => tables.ids(set)))
  const judged: JudgedRows[] = []
  for (const [i, ids] of sets.entries()) {
    const own = new Set(ids)
    const its = new Map([...judgments].filter(([id]) => own.has(id)))
    const gains = resolveQrels({ path, judgments: its }, documents, ids)
    const identical = format === 'beir' ? identicalRows(documents, ids) : null
    const oneFile = (await tables.digest(queries[i]!)) === (await tables.digest(database))
    judged.push({ gains, identical, alone: oneFile ? null : judgedAlone(ids, judgments) })
  }
  resolveQrels({ path, judgments }, documents, [...new Set(sets.flat())])
  const none = judged.findIndex(({ gains }) => gains.every((own) => own === null))
  if (none === -1) return judged
  const what = `the qrels judge none of the ${sets[none]!.length} queries in ${queries[none]}`
  throw dataError('qrels-no-queries', what)
}

/** Rows with judgments: benchmarks such as MS MARCO have many queries, of which a split judges a few. Null: all rows have some. */
export function judgedAlone(ids: readonly string[], judgments: Qrels['judgments']): SomeRows | null {
  const rows = [...ids.keys()].filter((row) => judgments.has(ids[row]!))
  return rows.length === ids.length ? null : { rows, of: ids.length }
}

/** Judgments → what is judged of each query set, by row number. */
import { identicalRows, type Qrels, resolveQrels } from '../../data/trec/qrels.js'
import { dataError } from '../../errors.js'
import type { Gains } from '../../evaluate/sides.js'
import type { TableSource } from '../tables/tables.js'

/** What is judged of a query set. */
export interface JudgedRows {
  gains: Gains
  identical: readonly (number | null)[] | null // row with the id of each query, where it is left out of its lists. [queries]
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
  tables: Pick<TableSource, 'ids'>,
): Promise<JudgedRows[]> {
  const documents = await tables.ids(database)
  const sets = await Promise.all(queries.map((set) => tables.ids(set)))
  const judged: JudgedRows[] = []
  for (const ids of sets) {
    const own = new Set(ids)
    const its = new Map([...judgments].filter(([id]) => own.has(id)))
    const gains = resolveQrels({ path, judgments: its }, documents, ids)
    const identical = format === 'beir' ? identicalRows(documents, ids) : null
    judged.push({ gains, identical })
  }
  resolveQrels({ path, judgments }, documents, [...new Set(sets.flat())])
  const none = judged.findIndex(({ gains }) => gains.every((own) => own === null))
  if (none === -1) return judged
  const what = `the qrels judge none of the ${sets[none]!.length} queries in ${queries[none]}`
  throw dataError('qrels-no-queries', what)
}

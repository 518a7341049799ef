/** `--run`: runs of other systems, and the queries that they are scored on. */
import type { Qrels } from '../../data/trec/qrels.js'
import { readRun } from '../../data/trec/runs.js'
import { dataError, usageError } from '../../errors.js'
import type { JudgedSet, NamedRun } from '../../evaluate/runs.js'
import type { TableSource } from '../tables/tables.js'
import type { Request, RetrievalRequest } from './retrieval-request.js'

export interface RunPlan {
  runs: readonly NamedRun[]
  sets: readonly JudgedSet[] // []: there are no runs
}

/**
 * Reads the runs, which are called by their names, or else by their tags.
 * @throws UserError (exit 3) for a run that cannot be read or has no judged query; (exit 2) for equal names
 */
export async function planRuns({ runs: given, judgments, search }: Request, tables: TableSource): Promise<RunPlan> {
  if (given.length === 0 || judgments === null) return { runs: [], sets: [] }
  await tables.note('qrels', judgments.path, { rows: null, dim: null, classes: null })
  const runs: NamedRun[] = []
  for (const { name: told, path } of given) {
    const { tag, lists } = await readRun(path)
    const name = told ?? tag
    if (runs.some((run) => run.name === name))
      throw usageError('run-names', `two runs are called ${name}`, `give them names: --run NAME=${path}`)
    if (![...lists.keys()].some((query) => judgments.judgments.has(query))) {
      const what = `${path} ranks documents for ${lists.size} queries, none of which ${judgments.path} judges`
      throw dataError('run-no-queries', what, 'give the judgments of its queries: --qrels FILE')
    }
    await tables.note('run', path, { rows: null, dim: null, classes: null }, name)
    runs.push({ name, path, lists })
  }
  return { runs, sets: await judgedSets(judgments, search, tables) }
}

/** Judged queries by set, in the order of its rows; without any search all, in the order of the judgments. */
async function judgedSets(
  { judgments, format }: Qrels,
  search: RetrievalRequest | null,
  tables: TableSource,
): Promise<JudgedSet[]> {
  const drops = format === 'beir'
  if (search === null) return [{ name: null, gains: judgments, oneFile: false, drops }]
  const sets: JudgedSet[] = []
  for (const { name, path } of search.queries) {
    const judged = (await tables.ids(path)).filter((id) => judgments.has(id))
    const gains = new Map(judged.map((id) => [id, judgments.get(id)!]))
    sets.push({ name, gains, drops, oneFile: (await tables.digest(path)) === (await tables.digest(search.database)) })
  }
  return sets
}

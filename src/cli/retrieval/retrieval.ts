/** `retrieval` from planned jobs to rows: what is found wrong before any work starts, then one model after the other. */
import { requireComparable } from '../../evaluate/comparable.js'
import type { Evaluation } from '../../evaluate/evaluation.js'
import type { Pair } from '../../evaluate/reduce.js'
import { retrieval } from '../../evaluate/retrieval.js'
import { countedIds } from '../../evaluate/row-ids.js'
import { type Plan, planSettings } from '../../evaluate/settings.js'
import { byLabel, byQrels, type Gains, isJudged } from '../../evaluate/sides.js'
import { openWatch } from '../../evaluate/watched.js'
import type { Bootstrap } from '../../math/bootstrap.js'
import type { EmbeddingTable, RetrievalRow } from '../../types.js'
import type { Baselines } from '../engines/baselines.js'
import type { Engines } from '../engines/engines.js'
import type { Scorer } from '../engines/scorer.js'
import type { NamedModel } from '../tables/models.js'
import type { TableSource } from '../tables/tables.js'
import { type JudgedRows, judgedRows } from './judged-rows.js'
import type { RetrievalRequest } from './retrieval-request.js'
import { type RunFiles, requireRunIds } from './run-files.js'
import type { SearchSides } from './sides.js'

/** A model with what is to be measured of it. */
export interface Job {
  model: NamedModel | null // null: embeddings files, which need none
  plan: Plan
  rows: number // of the database that a query can find
  sets: readonly (JudgedRows | null)[] // by query set; null: relevance is by label
}

/** What jobs are done with. */
export interface RetrievalKit {
  tables: TableSource
  engines: Engines
  baselines: Baselines
  scorer: Scorer
  bootstrap: Bootstrap
  runFiles: RunFiles | null // null: no runs are written
}

/** Plans all models before any of them runs. @throws UserError for whatever cannot work */
export async function planJobs(
  models: readonly (NamedModel | null)[],
  { judgments, asked }: RetrievalRequest,
  { database, queries }: SearchSides,
  { tables, engines, runFiles }: RetrievalKit,
): Promise<Job[]> {
  if (judgments !== null) await tables.note('qrels', judgments.path, { rows: null, dim: null, classes: null })
  const paths = queries.map(({ path }) => path)
  const judged = judgments === null ? paths.map(() => null) : await judgedRows(judgments, database.path, paths, tables)
  const digest = await tables.digest(database.path)
  const jobs: Job[] = []
  for (const model of models) {
    const shape = await tables.shape(database, model)
    let others = shape.rows
    for (const set of queries) {
      await tables.shape(set, model) // what cannot be read is told before any work
      if ((await tables.digest(set.path)) === digest) others = shape.rows - 1
    }
    if (judged.some((set) => set?.identical?.some((row) => row !== null))) others = shape.rows - 1
    const plan = planSettings(asked, { ...shape, rows: others, name: model?.name ?? database.path })
    await engines.check(plan.settings, shape.rows)
    jobs.push({ model, plan, rows: others, sets: judged })
  }
  if (runFiles !== null)
    for (const path of new Set([database.path, ...paths])) requireRunIds(await tables.ids(path), path)
  return jobs
}

/** Rows of one model: its settings under every query set, then those of its reductions. */
export async function runJob(
  { model, plan, rows, sets: judged }: Job,
  { asked, times, seed }: RetrievalRequest,
  { database: documents, queries: sets }: SearchSides,
  kit: RetrievalKit,
): Promise<Evaluation[]> {
  const { tables, baselines, runFiles, scorer } = kit
  const database = await tables.open(documents, model)
  const { width, dims } = database
  const name = model?.name ?? database.name
  if (plan.settings.length === 0) return [{ rows: [], warnings: [], missed: { model: name, dims: [width] } }]
  const searched = new Set(plan.settings.map(({ shortlist }) => shortlist))
  const check = { dims: [...searched].toSorted((a, b) => a - b), seed }
  const evaluations: Evaluation[] = []
  for (const [i, set] of sets.entries()) {
    const given = judged[i] ?? null
    const queries = await tables.open(set, model)
    requireComparable(database, queries, name)
    const oneFile = (await tables.digest(documents.path)) === (await tables.digest(set.path))
    const measured = { name, querySet: set.name, trained: dims, width, bootstrap: kit.bootstrap }
    const ids = runFiles === null ? null : await idsOf({ database, queries }, given?.gains ?? null)
    const measure = async (pair: Pair, own: Plan, reduction: string | null): Promise<Evaluation> => {
      const what = reduction === null ? name : `${name}, ${reduction}`
      const sides =
        given === null
          ? await byLabel(pair.database, pair.queries, what, oneFile, i === 0 && reduction === null ? check : null)
          : await byQrels(pair.database, pair.queries, what, oneFile, given.gains, given.identical)
      scorer.expect(sides.queries.rows * own.settings.length * own.ks.at(-1)!)
      const { shortlists, costs } = await kit.engines.open(what, sides, own.settings, times && reduction === null)
      const searches = { model: name, querySet: set.name, reduction, settings: own.settings }
      const recorded = runFiles === null ? null : runFiles.recorded(scorer.score, { ...searches, ...ids! })
      const evaluation = await retrieval(sides, own, shortlists, recorded?.score ?? scorer.score, costs, measured)
      await recorded?.finish()
      return evaluation
    }
    const { watch, notices } = openWatch(name)
    const watched = (role: 'database' | 'queries', table: EmbeddingTable) => watch(oneFile ? 'other' : role, table)
    const pair = { database: watched('database', database), queries: watched('queries', queries) }
    evaluations.push(await measure(pair, plan, null), { rows: [], warnings: notices() })
    const reduced = await baselines.rows(pair, asked.dims, async (other, otherDims, reduction) => {
      const others = planSettings(
        { ...asked, dims: asked.dims === 'all' ? 'all' : otherDims },
        { name, width, dims: otherDims, rows },
      )
      return (await measure(other, others, reduction)).rows as RetrievalRow[]
    })
    evaluations.push({ rows: reduced, warnings: [] }) // what there is to say of these tables was said above
  }
  return evaluations
}

/** Ids of the rows that count on both sides. */
async function idsOf(
  { database, queries }: Pair,
  gains: Gains | null,
): Promise<{ databaseIds: string[]; queryIds: string[] }> {
  return {
    databaseIds: await countedIds(database, gains === null ? null : () => true),
    queryIds: await countedIds(queries, gains === null ? null : isJudged(queries, gains)),
  }
}

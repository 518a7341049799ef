/** Flags of `retrieval` → what is to be measured. */
import { stem } from '../../data/dataset.js'
import { type Qrels, readQrels } from '../../data/trec/qrels.js'
import { usageError } from '../../errors.js'
import type { AskedDims } from '../../evaluate/dims.js'
import type { AskedFunnel } from '../../evaluate/funnel.js'
import { codedIndexes, indexSpecs } from '../../evaluate/indexes.js'
import { codingsOf, RESCORE_FACTOR } from '../../evaluate/precision.js'
import type { AskedSettings, Plan } from '../../evaluate/settings.js'
import type { Dims, Report } from '../../types.js'
import { required } from '../evaluation.js'
import type { NamedPath } from '../flags/path-flags.js'
import { askedCodings, type PrecisionFlagValues } from '../flags/precision-flags.js'
import { ofBeirFolders } from './beir-folders.js'

export interface QuerySet {
  name: string | null // null: there is only one
  path: string
}

/** What is to be measured, of every model. */
export interface RetrievalRequest {
  database: string
  queries: readonly QuerySet[]
  judgments: Qrels | null // null: relevance is by label
  asked: AskedSettings
  times: boolean
  seed: number
}

/** What the command was asked for. */
export interface Request {
  search: RetrievalRequest | null // null: only runs of other systems are scored
  judgments: Qrels | null // null: relevance is by label
  runs: readonly NamedPath[] // of other systems; where there are any, there are judgments
}

interface RetrievalFlagValues extends PrecisionFlagValues {
  database: string | undefined
  queries: NamedPath[] | undefined
  'queries-labels': string | undefined
  qrels: string | undefined
  run: NamedPath[] | undefined
  dims: AskedDims
  shortlist: Dims | undefined
  rerank: Dims | undefined
  grid: boolean
  'shortlist-size': number[] | undefined
  funnel: AskedFunnel[] | undefined
  index: string[] | undefined
  'ef-search': number[] | undefined
  nprobe: number[] | undefined
  'cluster-dim': Dims | undefined
  k: number[] | undefined
  seed: number
  latency: boolean | undefined
  'latency-seconds': number | undefined
}

/** Flags that are about a search. */
const SEARCHING =
  `model dims distance shortlist rerank grid shortlist-size funnel index ef-search nprobe cluster-dim latency
  latency-seconds reduce precision rescore rescore-factor write-runs database-labels queries-labels`.split(/\s+/)

/**
 * @param isTyped whether a flag stands on the command line itself
 * @throws UserError for flags that are missing or contradict each other, and for judgments that cannot be read
 */
export async function requestOf(flags: RetrievalFlagValues, isTyped: (flag: string) => boolean): Promise<Request> {
  const runs = flags.run ?? []
  if (runs.length > 0 && flags.database === undefined && flags.queries === undefined) {
    const unused = SEARCHING.find(isTyped)
    if (unused === undefined) return { search: null, judgments: await judgmentsFor(runs, flags.qrels ?? null), runs }
    throw usageError(
      'run-alone',
      `--${unused} is about a search; there is only --run`,
      '--database PATH --queries PATH',
    )
  }
  required(flags.queries?.[0]?.path, 'queries', 'what is searched for')
  const given = nameSets(flags.queries!)
  const { database, queries, qrels } = await ofBeirFolders({
    database: required(flags.database, 'database', 'what is searched'),
    queries: given.map(({ path }) => path),
    qrels: flags.qrels ?? null,
  })
  if (given.length > 1 && flags['queries-labels'] !== undefined)
    throw usageError('labels-unused', '--queries-labels are of one query set; there are several', 'give one --queries')
  const times = flags.latency ?? !flags.grid
  if (flags['latency-seconds'] !== undefined && !times)
    throw usageError('latency-off', '--latency-seconds is set, but nothing is timed', '--latency')
  const sets = given.map(({ name }, i) => ({ name, path: queries[i]! }))
  const judgments = await judgmentsFor(runs, qrels)
  return {
    search: { database, queries: sets, judgments, times, seed: flags.seed, asked: askedSettings(flags) },
    judgments,
    runs,
  }
}

/** @throws UserError (exit 2) for runs without any */
async function judgmentsFor(runs: readonly NamedPath[], qrels: string | null): Promise<Qrels | null> {
  if (qrels !== null) return readQrels(qrels)
  if (runs.length === 0) return null
  throw usageError('run-needs-qrels', `--run ${runs[0]!.path} can only be scored by judgments`, '--qrels FILE')
}

function askedSettings(flags: RetrievalFlagValues): AskedSettings {
  const codings = codingsOf(askedCodings(flags))
  const indexes = indexSpecs({
    factories: flags.index ?? [],
    efSearch: flags['ef-search'] ?? [],
    nprobe: flags.nprobe ?? [],
    clusterDims: flags['cluster-dim'] ?? [],
  })
  return {
    dims: flags.dims,
    shortlist: flags.shortlist ?? null,
    rerank: flags.rerank ?? null,
    grid: flags.grid,
    sizes: flags['shortlist-size'] ?? null,
    funnels: flags.funnel ?? [],
    indexes: codings.length === 0 ? indexes : codedIndexes(codings, indexes),
    rescoreFactor: flags['rescore-factor'] ?? RESCORE_FACTOR,
    ks: flags.k ?? null,
  }
}

/** Query sets with names of their own, where there are several. @throws UserError (exit 2) for equal names */
function nameSets(given: readonly NamedPath[]): QuerySet[] {
  if (given.length === 1 && given[0]!.name === null) return [{ name: null, path: given[0]!.path }]
  const sets = given.map(({ name, path }) => ({ name: name ?? stem(path), path }))
  const twin = sets.find(({ name }, i) => sets.findIndex((set) => set.name === name) < i)
  if (twin === undefined) return sets
  throw usageError('query-names', `two query sets are called ${twin.name}`, 'give them names: --queries NAME=PATH')
}

/** What was asked for, with what was chosen where nothing was. */
export function parametersOf(
  { search, judgments }: Request,
  plan: Plan | null,
  ks: readonly number[],
): Report['parameters'] {
  const relevance = { k: ks, relevance: judgments === null ? 'label' : 'qrels', ...identicalIds(judgments) }
  if (search === null || plan === null) return relevance
  const { dims, shortlist, rerank, grid, funnels, indexes } = search.asked
  const shortlistSize = plan.sizes.length > 0 ? plan.sizes : null
  return { dims, shortlist, rerank, grid, shortlistSize, funnel: funnels, index: indexes, ...relevance }
}

/** Whether a row that has the id of a query may be in its list: not by BEIR's judgments, as BEIR has it. */
function identicalIds(judgments: Qrels | null): { identicalIds?: 'dropped' | 'kept' } {
  return judgments === null ? {} : { identicalIds: judgments.format === 'beir' ? 'dropped' : 'kept' }
}

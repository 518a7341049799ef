/** What the command of an evaluation reads and searches, by its flags. */
import { readIdColumn } from '../../data/ids.js'
import { openPairs } from '../../data/pairs.js'
import type { AskedDims } from '../../evaluate/dims.js'
import type { OutcomeMetric } from '../../evaluate/outcome-metrics.js'
import { codingsOf, RESCORE_FACTOR } from '../../evaluate/precision.js'
import type { Reduction } from '../../evaluate/reduce.js'
import { needsLogits } from '../../evaluate/scored.js'
import { type AskedSettings, DEFAULT_KS, DEFAULT_SIZE } from '../../evaluate/settings.js'
import type { Wanted } from '../../model/encode.js'
import type { Coding, Distance } from '../../types.js'
import { type AdaptiveFlagValues, planLearning, typedFirst } from '../cascade/learning-plan.js'
import { required } from '../evaluation.js'
import { toldColumns } from '../flags/flags.js'
import type { ModelFlagValues } from '../flags/model-flags.js'
import type { NamedPath } from '../flags/path-flags.js'
import { askedCodings, type PrecisionFlagValues } from '../flags/precision-flags.js'
import { judgedAlone } from '../retrieval/judged-rows.js'
import { LATENCY_SECONDS } from '../retrieval/retrieval-flags.js'
import { requestOf } from '../retrieval/retrieval-request.js'
import { SCORES_ONLY } from '../tables/embedder.js'
import type { TableRole } from '../tables/stored-tables.js'
import { type AskedMeans, cascades, classMeans, type Extra, probeFits } from './extras.js'

/** Rows that are read, or made by a model. */
export interface Reading {
  role: TableRole
  path: string
  wanted: Wanted // of a model
  text: string | null // column of the texts; null: as the flags say
}

/** A search of every query set. */
export interface SearchWork {
  database: string
  queries: readonly string[]
  k: number
  settings: AskedSettings | null // of `retrieval`
  codings: readonly Coding[] // of `knn`; []: float32
  rescored: number // rows of a list in codes that are, where a coding says so
  reductions: readonly Reduction[] // baselines, which are searched as well
  latencySeconds: number | null // for a setting; null: nothing is timed
}

/** Values of the flags that say what is read; a command has some of them. */
export interface PartFlags extends ModelFlagValues {
  database?: string
  queries?: string | NamedPath[]
  data?: string | NamedPath[]
  holdout?: string
  train?: string
  probe?: boolean
  tta?: Wanted['tta']
  confidence?: 'softmax' | 'margin' | 'entropy'
  temperature?: boolean
  superclasses?: string
  'class-subset'?: NamedPath[]
  seed?: number
  reduce?: Reduction[]
  metric?: OutcomeMetric[]
  dims?: AskedDims
  distance?: Distance
  k?: number[]
  'latency-seconds'?: number
}

/** Where there is neither, nothing goes through a model and nothing is searched. */
export interface Plan {
  readings: readonly Reading[]
  search: SearchWork | null
  extras?: readonly Extra[]
  untold?: readonly string[] // what takes time beside, and is not foretold
}

/** What of an evaluation is typed. */
export interface Typed {
  files: readonly string[]
  isTyped(flag: string): boolean
}

/** By command. */
export const PLANS: Readonly<Record<string, (flags: PartFlags, typed: Typed) => Promise<Plan>>> = {
  knn: knnPlan,
  'few-shot': async (flags) => ({
    readings: nearest(flags, 1).readings,
    search: null,
    extras: [classMeans(flags as unknown as AskedMeans)],
  }),
  retrieval: retrievalPlan,
  classify: async (flags) => ({
    readings: [
      ...scored(flags).map((path) =>
        reading('data', path, { logits: !flags.probe && wantsClasses(flags), tta: flags.tta ?? 'none' }),
      ),
      ...learntOn(flags),
    ],
    search: null,
    extras: probing(flags),
  }),
  'adaptive-classify': async (flags, { isTyped }) => {
    const { confidence = 'softmax', temperature = false, tta = 'none' } = flags
    const wanted = { logits: !flags.probe && needsLogits({ confidence, temperature }), tta }
    const [path] = scored(flags) as [string]
    const plan = planLearning(typedFirst(flags as unknown as AdaptiveFlagValues, isTyped))
    const holdout = plan === null || plan.splits !== null ? [] : [reading('holdout', flags.holdout!, wanted)]
    return {
      readings: [reading('data', path, wanted), ...(flags.probe ? learntOn(flags) : holdout)],
      search: null,
      extras: [...probing(flags), cascades(plan, flags.seed ?? 0, flags.probe ?? false)],
    }
  },
  similarity: async (flags) => {
    const path = required(firstOf(flags.data), 'data', 'the sentence pairs')
    const { columns } = await openPairs(path, toldColumns(flags.column ?? []))
    const readings = [columns.sentence1, columns.sentence2].map((text) => ({ ...reading('data', path), text }))
    return { readings, search: null }
  },
  compare: comparePlan,
}

async function retrievalPlan(flags: PartFlags, { isTyped }: Typed): Promise<Plan> {
  const request = flags as unknown as Parameters<typeof requestOf>[0]
  const { search } = await requestOf(request, isTyped)
  if (search === null) return { readings: [], search: null }
  const { database, asked, times, judgments } = search
  const queries = search.queries.map(({ path }) => path)
  const asking: Reading[] = []
  for (const path of queries) {
    const ids =
      judgments === null || path === database ? null : await readIdColumn(path, toldColumns(flags.column ?? []))
    const rows = ids === null ? null : (judgedAlone(ids, judgments!.judgments)?.rows ?? null)
    asking.push(reading('queries', path, { ...SCORES_ONLY, side: 'query', rows }))
  }
  return {
    readings: [reading('database', database, { ...SCORES_ONLY, side: 'document' }), ...asking],
    search: {
      ...{ database, queries, settings: asked },
      k: Math.max(...(asked.ks ?? DEFAULT_KS), ...(asked.sizes ?? [DEFAULT_SIZE])),
      ...{ codings: [], reductions: [...new Set(flags.reduce ?? [])] },
      rescored: asked.rescoreFactor * Math.max(...(asked.ks ?? DEFAULT_KS)),
      latencySeconds: times ? (flags['latency-seconds'] ?? LATENCY_SECONDS) : null,
    },
  }
}

async function knnPlan(flags: PartFlags): Promise<Plan> {
  const asked = askedCodings(flags as PartFlags & PrecisionFlagValues)
  const { readings, search } = nearest(flags, Math.max(...(flags.k ?? [1])))
  const reductions = [...new Set(flags.reduce ?? [])]
  const rescored = (asked.factor ?? RESCORE_FACTOR) * search.k
  return { readings, search: { ...search, codings: codingsOf(asked), rescored, reductions } }
}

/** By heads, by a search, or both, as the metrics need it. */
async function comparePlan(flags: PartFlags, { files, isTyped }: Typed): Promise<Plan> {
  const measures = files.length === 0 || ['model', 'data', 'database', 'queries'].some(isTyped)
  if (!measures) return { readings: [], search: null }
  const kinds = new Set(flags.metric?.map(({ kind }) => kind) ?? (flags.data === undefined ? ['votes'] : ['heads']))
  const heads = kinds.has('heads') ? pathsOf(flags.data).map((path) => reading('data', path)) : []
  const searches = kinds.has('votes') || kinds.has('lists')
  const found = searches
    ? nearest(flags, Math.max(1, ...(flags.metric ?? []).map((metric) => ('k' in metric ? metric.k : 1))))
    : null
  return {
    readings: [...heads, ...(found?.readings ?? [])],
    search: found?.search ?? null,
    untold: ['tests of significance'],
  }
}

function nearest(flags: PartFlags, k: number): { readings: Reading[]; search: SearchWork } {
  const database = required(flags.database, 'database', 'what is searched')
  const queries = required(firstOf(flags.queries), 'queries', 'what is searched for')
  return {
    readings: [reading('database', database), reading('queries', queries)],
    search: {
      ...{ database, queries: [queries], k, settings: null, latencySeconds: null },
      ...{ codings: [], rescored: k, reductions: [] },
    },
  }
}

function reading(role: TableRole, path: string, wanted: Wanted = SCORES_ONLY): Reading {
  return { role, path, wanted, text: null }
}

/** At least one. @throws UserError (exit 2) without any */
function scored({ data }: PartFlags): string[] {
  return [required(firstOf(data), 'data', 'what is scored'), ...pathsOf(data).slice(1)]
}

function learntOn({ probe, train, holdout }: PartFlags): Reading[] {
  if (!probe) return []
  const given = [['train', train] as const, ['holdout', holdout] as const]
  return given.flatMap(([role, path]) => (path === undefined ? [] : [reading(role, path)]))
}

function wantsClasses(flags: PartFlags): boolean {
  return flags['class-subset'] !== undefined || (flags.superclasses !== undefined && flags.model !== undefined)
}

function probing({ probe, train }: PartFlags): Extra[] {
  return probe ? [probeFits(train)] : []
}

function pathsOf(value: string | NamedPath[] | undefined): string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value.map(({ path }) => path)
}

function firstOf(value: string | NamedPath[] | undefined): string | undefined {
  return pathsOf(value)[0]
}

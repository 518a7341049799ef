/** `retrieval`: quality and cost of every setting, from the shortlists that an engine gives. */
import type { BootstrapOptions } from '../math/bootstrap.js'
import type { Dims, IndexSpec, RetrievalRow, Setting, Shortlist, Vectors, WantedList } from '../types.js'
import { costsOf, type EngineCost } from './costs.js'
import type { Evaluation } from './evaluation.js'
import { EXACT } from './indexes.js'
import { joined, meansOf, type QueryValues, queryValues } from './quality.js'
import { type Ranked, rankAll, wantedLists } from './rank.js'
import type { Plan } from './settings.js'
import type { Sides } from './sides.js'

/** What is searched with: shortlists of some queries in one index. */
export type Shortlists = (
  index: IndexSpec,
  queries: Vectors,
  wanted: readonly WantedList[],
) => Promise<readonly Shortlist[]>

/** What settings cost, in their order; told the heads of their lists, so that what is timed can be compared with them. */
export type Costs = (settings: readonly Setting[], heads: readonly Ranked[]) => Promise<readonly EngineCost[]>

export interface RetrievalOptions {
  name: string // of the model
  querySet: string | null // null: there is one
  trained: Dims | null
  width: number // D
  bootstrap: BootstrapOptions
}

/** Queries that are searched and ranked at a time, which bounds the memory. */
const BLOCK = 4096

/** Queries whose lists are kept for comparing with what is timed. */
const KEPT = 256

export async function retrieval(
  sides: Sides,
  plan: Plan,
  shortlists: Shortlists,
  costsFor: Costs,
  options: RetrievalOptions,
): Promise<Evaluation> {
  const { width } = options
  const longest = plan.ks.at(-1)!
  const asked = plan.settings.find((setting) => isReference(setting, width))
  const reference = asked ?? { index: EXACT, shortlist: width, size: longest, stages: [] }
  const settings = asked === undefined ? [...plan.settings, reference] : plan.settings
  const blocks: QueryValues[][] = settings.map(() => [])
  const heads: Ranked[] = []
  for (let first = 0; first < sides.queries.rows; first += BLOCK) {
    const queries = slice(sides.queries, first, Math.min(BLOCK, sides.queries.rows - first))
    const selves = sides.selves?.subarray(first, first + queries.rows) ?? null
    const ranked = await rankBlock(settings, queries, selves, longest, shortlists)
    const exact = ranked[settings.indexOf(reference)]!
    for (const [i, own] of ranked.entries()) {
      const judged = sides.judge(own.ids, own.width, first)
      blocks[i]!.push(queryValues(own, plan.ks, { judged, exact, labels: sides.labels() }))
      if (first === 0) heads.push({ ...own, ids: own.ids.slice(0, KEPT * own.width) })
    }
  }
  const quality = await meansOf(blocks.slice(0, plan.settings.length).map(joined), options.bootstrap)
  const costs = await costsFor(settings, heads)
  const { time } = costs[settings.indexOf(reference)]!
  const rows = plan.settings.map((setting, i): RetrievalRow => {
    const cost = costsOf(setting, sides.counted(), width, costs[i]!, time)
    return { ...keysOf(setting, options), metrics: { ...quality[i], ...cost } }
  })
  return { rows, warnings: sides.notices() }
}

/** Exact search at full width, which every other setting is held against. */
function isReference({ index, shortlist, stages }: Setting, width: number): boolean {
  return index === EXACT && shortlist === width && stages.length === 0
}

/** Ranked rows of every setting, each index asked once. */
async function rankBlock(
  settings: readonly Setting[],
  queries: Vectors,
  selves: Int32Array | null,
  longest: number,
  shortlists: Shortlists,
): Promise<Ranked[]> {
  const ranked = new Map<Setting, Ranked>()
  for (const index of new Set(settings.map((setting) => setting.index))) {
    const own = settings.filter((setting) => setting.index === index)
    const isExact = index.factory === EXACT.factory
    const lists = await shortlists(index, queries, wantedLists(own, isExact, selves === null ? 0 : 1))
    const all = rankAll(own, lists, isExact, longest, selves)
    for (const [i, setting] of own.entries()) ranked.set(setting, all[i]!)
  }
  return settings.map((setting) => ranked.get(setting)!)
}

function slice({ values, width }: Vectors, first: number, rows: number): Vectors {
  return { rows, width, values: values.subarray(first * width, (first + rows) * width) }
}

function keysOf(setting: Setting, { name, querySet, trained }: RetrievalOptions): Omit<RetrievalRow, 'metrics'> {
  const { shortlist, stages, size, index } = setting
  const { factory, clusterDim, efSearch, nprobe } = index
  const told = Object.entries({ clusterDim, efSearch, nprobe }).filter(([, value]) => value !== null)
  const dims = [shortlist, ...stages.map(({ dim }) => dim)]
  return {
    model: name,
    ...(querySet === null ? {} : { queries: querySet }),
    shortlist,
    rerank: stages.at(-1)?.dim ?? shortlist,
    funnel: stages.length > 1 ? stages : null,
    shortlistSize: stages.length === 0 ? null : size,
    index: factory,
    ...Object.fromEntries(told),
    interpolated: trained !== null && dims.some((dim) => !trained.includes(dim)),
  }
}

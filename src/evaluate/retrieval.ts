/** `retrieval`: quality and cost of every setting, from the shortlists that an engine gives. */
import type { Bootstrap } from '../math/bootstrap.js'
import type { Dims, IndexSpec, RetrievalRow, Setting, Shortlist, Vectors, WantedList } from '../types.js'
import { costsOf, type EngineCost } from './costs.js'
import type { Evaluation } from './evaluation.js'
import { EXACT } from './indexes.js'
import { codingKeys } from './precision.js'
import { meansOf } from './quality.js'
import { type Ranked, wantedLists } from './rank.js'
import { relevanceOf } from './relevance.js'
import { joinScored, type Score, type Scored, type Searched } from './score.js'
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
  bootstrap: Bootstrap
}

/** Queries that are searched and ranked at a time, which bounds the memory. */
const BLOCK = 4096

/** Queries whose lists are kept for comparing with what is timed. */
const KEPT = 256

export async function retrieval(
  sides: Sides,
  plan: Plan,
  shortlists: Shortlists,
  scoreWith: Score,
  costsFor: Costs,
  options: RetrievalOptions,
): Promise<Evaluation> {
  const { width } = options
  const longest = plan.ks.at(-1)!
  const asked = plan.settings.find((setting) => isReference(setting, width))
  const reference = asked ?? { index: EXACT, shortlist: width, size: longest, stages: [] }
  const settings = asked === undefined ? [...plan.settings, reference] : plan.settings
  const groups = [...new Set(settings.map(({ index }) => index))].map((index) => ({
    index,
    settings: settings.filter((setting) => setting.index === index),
  }))
  const order = groups.flatMap((group) => group.settings)
  const blocks: Scored[] = []
  for (let first = 0; first < sides.queries.rows; first += BLOCK) {
    const queries = slice(sides.queries, first, Math.min(BLOCK, sides.queries.rows - first))
    const end = first + queries.rows
    const searched = await searchAll(groups, queries, shortlists, sides.selves !== null)
    const task = {
      queries: queries.rows,
      searched,
      reference: order.indexOf(reference),
      selves: sides.selves?.subarray(first, end) ?? null,
      relevance: relevanceOf(sides.relevance(), first, end),
      ks: plan.ks,
      kept: first === 0 ? Math.min(KEPT, queries.rows) : 0,
    }
    blocks.push(await scoreWith(task))
  }
  const { values, heads } = joinScored(blocks)
  const quality = await meansOf(values, options.bootstrap)
  const costs = await costsFor(order, heads)
  const { time } = costs[order.indexOf(reference)]!
  const rows = plan.settings.map((setting): RetrievalRow => {
    const i = order.indexOf(setting)
    const cost = costsOf(setting, sides.counted(), width, costs[i]!, time)
    return { ...keysOf(setting, options), metrics: { ...quality[i], ...cost } }
  })
  return { rows, warnings: sides.notices() }
}

/** Exact search at full width, which every other setting is held against. */
function isReference({ index, shortlist, stages }: Setting, width: number): boolean {
  return index.factory === EXACT.factory && index.coding === undefined && shortlist === width && stages.length === 0
}

/** The shortlists of some queries in every index. */
async function searchAll(
  groups: readonly { index: IndexSpec; settings: readonly Setting[] }[],
  queries: Vectors,
  shortlists: Shortlists,
  skipsSelf: boolean,
): Promise<Searched[]> {
  const searched: Searched[] = []
  for (const { index, settings } of groups) {
    const isExact = index.factory === EXACT.factory
    const lists = await shortlists(index, queries, wantedLists(settings, isExact, skipsSelf ? 1 : 0))
    searched.push({ settings, lists, isExact })
  }
  return searched
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
    ...codingKeys(index.coding),
    interpolated: trained !== null && dims.some((dim) => !trained.includes(dim)),
  }
}

/** `advise`: which measured settings fit into a budget for so many vectors, the cheapest first. */
import { usageError } from '../../errors.js'
import type { Condition } from '../../math/row-keys.js'
import type { AdviceRow, MetricValue, Notice, Precision, Report } from '../../types.js'
import { type Budget, isSure, reasonsAgainst } from './budget.js'
import { type Candidate, candidatesOf, type Measured } from './candidates.js'
import { type Costs, costsAt, type RerankOn } from './costs.js'
import { settingKeys } from './keys.js'
import { largestDims } from './largest-dims.js'
import { lossOf } from './loss.js'
import { machineNotices, timedReport } from './machines.js'
import { nothingFits } from './next.js'
import { noticesOf } from './notices.js'
import { referenceOf } from './reference.js'
import { requireSense } from './sense.js'

export interface AdviceRequest {
  metric: string | null // null: the main one
  where: readonly Condition[]
  vectors: number | null // null: nothing is searched
  rerankOn: RerankOn
  reference: string | null // model; null: the best
  cheapest: Cheapest | null // null: memory, or expected dims for cascades
  budget: Budget
}

export type Cheapest = 'memory' | 'storage' | 'mflops' | 'latency'

export interface Advice {
  metric: string
  rows: readonly AdviceRow[]
  largestDims: Readonly<Record<Precision, number>> | null // that fit into memory, storage and engine, measured or not; null: nothing bounds them
  environment: Report['environment'] // latencies are of that machine
  warnings: readonly Notice[]
}

/** A setting with all that is held against the budget. */
export interface Weighed {
  candidate: Candidate
  loss: MetricValue
  costs: Costs
  row: AdviceRow
}

/** Costs that decide, in this order; what is not known comes last. */
const ORDERS: Readonly<Record<Cheapest | 'dims', readonly string[]>> = {
  memory: ['memoryBytes', 'mflops', 'storageBytes', 'latency.p50'],
  storage: ['storageBytes', 'mflops', 'memoryBytes', 'latency.p50'],
  mflops: ['mflops', 'memoryBytes', 'storageBytes', 'latency.p50'],
  latency: ['latency.p50', 'memoryBytes', 'mflops', 'storageBytes'],
  dims: ['expectedDim', 'cumulativeDim'],
}

/** @throws UserError (exit 2) for results that cannot be ranked, and for a budget that has no meaning for them */
export function advise(measured: readonly Measured[], request: AdviceRequest): Advice {
  const { metric, candidates, all } = candidatesOf(measured, request.metric, request.where)
  requireSense(candidates, request)
  const machines = machineNotices(candidates, request)
  const reference = referenceOf(all, request.reference)
  const asked = candidates.map((candidate) => weigh(candidate, reference, metric, request))
  const weighed = candidates.includes(reference)
    ? asked
    : [...asked, leftOut(weigh(reference, reference, metric, request))]
  const isCascade = 'policy' in candidates[0]!.row
  const order = ORDERS[isCascade ? 'dims' : (request.cheapest ?? 'memory')]
  if (request.cheapest !== null) requireKnown(request.cheapest, asked, order[0]!)
  const cheapestFirst = weighed.toSorted(
    (a, b) =>
      Number(b.row.fits) - Number(a.row.fits) ||
      order.map((id) => costOf(a, id) - costOf(b, id)).find((step) => Math.abs(step) > 0) ||
      b.candidate.quality.value - a.candidate.quality.value,
  )
  return {
    metric,
    rows: cheapestFirst.map(({ row }) => row),
    largestDims: largestDims(request),
    environment: timedReport(candidates, reference).environment,
    warnings: [
      ...noticesOf(candidates, reference, request),
      ...machines,
      ...diskNotice(asked, (candidate) => weigh(candidate, reference, metric, { ...request, rerankOn: 'disk' })),
      ...(cheapestFirst[0]!.row.fits ? [] : nothingFits(asked, reference, request)),
    ],
  }
}

function weigh(candidate: Candidate, reference: Candidate, metric: string, request: AdviceRequest): Weighed {
  const { row, source, rows, quality } = candidate
  const loss = lossOf(candidate, reference)
  const costs = costsAt(candidate, request.vectors, request.rerankOn)
  const overlap = overlapOf(candidate, metric)
  const known = { row, loss, recall: overlap?.value ?? null, costs: costs.metrics }
  const reasons = reasonsAgainst(known, request.budget)
  return {
    candidate,
    loss,
    costs,
    row: {
      ...settingKeys(row),
      source,
      measuredRows: rows,
      fits: reasons.length === 0,
      sure: isSure(loss, request.budget),
      reasons,
      basis: costs.basis,
      ...(candidate === reference ? { reference: true } : {}),
      metrics: {
        [metric]: quality,
        qualityLoss: loss,
        ...(overlap === null ? {} : { [overlap.id]: overlap.metric }),
        ...costs.metrics,
      },
    },
  }
}

/** What the settings are held against, where it was not asked for itself. */
function leftOut(reference: Weighed): Weighed {
  return { ...reference, row: { ...reference.row, fits: false, reasons: ['left-out'] } }
}

/** @throws UserError (exit 2) where what is to be cheap is known of no setting */
function requireKnown(cheapest: Cheapest, weighed: readonly Weighed[], id: string): void {
  if (weighed.some(({ row }) => (row.metrics[id]?.value ?? null) !== null)) return
  throw usageError(
    'cheapest-unknown',
    `--cheapest ${cheapest}: the ${cheapest} of none of these ${weighed.length} settings is known for so many vectors`,
    ...(cheapest === 'latency' ? ['give a report of retrieval that was timed'] : []),
    'leave --cheapest out: then memory decides',
  )
}

/** How many more would fit if what reranks lay on disk. */
function diskNotice(weighed: readonly Weighed[], onDisk: (candidate: Candidate) => Weighed): Notice[] {
  const more = weighed.filter(({ row, candidate }) => !row.fits && onDisk(candidate).row.fits).length
  if (more === 0) return []
  const what = more === 1 ? 'one setting more fits' : `${more} settings more fit`
  return [{ code: 'try-next', message: `${what} where the vectors that rerank lie on disk: --rerank-on disk` }]
}

/** Agreement with exact search at full width, at the metric's cut-off, else at the smallest that was measured. */
function overlapOf(
  { row }: Candidate,
  metric: string,
): { id: string; value: number | null; metric: MetricValue } | null {
  const ids = Object.keys(row.metrics).filter((id) => /^overlap@\d+$/.test(id) && id !== metric)
  const k = /@(\d+)/.exec(metric)?.[1]
  const id = ids.find((own) => own === `overlap@${k}`) ?? ids[0]
  return id === undefined ? null : { id, value: row.metrics[id]!.value, metric: row.metrics[id]! }
}

/** Large, not infinite, where it is not known: the difference of two such is 0. */
function costOf({ row }: Weighed, id: string): number {
  return row.metrics[id]?.value ?? Number.MAX_VALUE
}

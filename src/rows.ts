/** What was measured: rows of a report, each with the keys that say what it is of, and its metrics. */
import type { Precision, Rescore, Stage } from './setting.js'

/** A measured value with the interval it stands in. */
export interface MetricValue {
  value: number | null // null: not measured
  ci95: readonly [number, number] | null
  sd?: number // deviation over seeds or splits, where the value is their mean
  unit: Unit
}

/** `perSecond`, `samples` (how many were timed) and `timeRatio` come from a clock, as seconds and milliseconds do: they differ from run to run. */
export type Unit =
  | 'fraction'
  | 'nats'
  | 'ratio'
  | 'count'
  | 'seconds'
  | 'milliseconds'
  | 'perSecond'
  | 'samples'
  | 'timeRatio'
  | 'bytes'
  | 'mflops'
  | 'dims'
  | 'difference' // of two fractions or means
  | 'probability'
  | 'correlation'

/** A line of a report: keys that say what was measured, and the metrics by id. */
export type Row = DimRow | RetrievalRow | RunRow | CascadeRow | DifferenceRow | AdviceRow

interface AnyRow {
  model: string
  data?: string // which dataset, where there are several
  reduction?: string // how the embedding was cut, where not by taking its first dims
  interpolated?: boolean // true: the model does not declare this dim as trained
  precision?: Precision // of the stored numbers, where they are not all float32
  rescore?: Rescore // how the nearest by those were ordered anew
  metrics: Readonly<Record<string, MetricValue>>
}

/** What was measured at one dim. */
export interface DimRow extends AnyRow {
  dim: number
  shots?: number // few-shot: rows of each class that were seen
  ways?: number // few-shot: classes in question
  class?: string // rows of this class only
  trend?: Trend // of that class's accuracy over the dims
  superclass?: string // rows of these classes only
  frequency?: Frequency // rows of classes that are so frequent in training only
}

/** How accuracy goes with the dim: never down, down after its peak, up again after its trough, or otherwise. */
export type Trend = 'monotone' | 'dip' | 'u' | 'none'

/** Classes with many, some or few training rows. */
export type Frequency = 'many' | 'medium' | 'few'

/**
 * What was measured of one way to decide which head answers. `single`: always the one at `cap`; `oracle`: the smallest
 * that is right; `vote`: the majority of all; the others go up until a head is sure enough.
 */
export interface CascadeRow extends AnyRow {
  policy: 'single' | 'paper' | 'shared' | 'joint' | 'file' | 'oracle' | 'vote'
  cap: number // dim of the largest head that may answer
  point: number | null // on a curve: expected dims that were allowed on the holdout
  promise?: Promise95 // the point that was chosen, and what is promised of it
  thresholds: Readonly<Record<string, number>> // by dim: a head answers when its confidence is greater; −1: always, 1: never; over splits only the paper's, as means
  exits: Readonly<Record<string, number>> // by dim: share of the rows that its head answered
  temperatures?: Readonly<Record<string, number>> // by dim, where logits were divided by them
  reliability?: readonly ReliabilityBin[] // single heads: is confidence what it says?
}

/** What a chosen cascade keeps with so much confidence, by the holdout. */
export interface Promise95 {
  goal: 'maxDrop' | 'targetAccuracy' | 'budget'
  value: number // of the goal, as asked for
  bound: number // accuracy (targetAccuracy), drop (maxDrop) or expected dims (budget) that is promised
  confidence: number // 0.95: how sure
}

/** Rows whose confidence lies in (low, high]. */
export interface ReliabilityBin {
  low: number
  high: number
  rows: number
  confidence: number | null // mean; null: no rows
  accuracy: number | null
}

/** One model or dim against another, row by row of the same data. */
export interface DifferenceRow extends AnyRow {
  dim: number
  against: string // model
  againstDim: number
  metric: string // what is compared
  smallest?: true // the smallest dim of the model that is not worse than `against` by more than the margin
}

/** What was measured of one setting. */
export interface RetrievalRow extends AnyRow {
  queries?: string // which query set, where there are several
  shortlist: number // dim of the search
  rerank: number // dim of the last stage; the same for a single shot
  funnel: readonly Stage[] | null
  shortlistSize: number | null // null: single shot
  index: string
  clusterDim?: number
  efSearch?: number
  nprobe?: number
}

/** What was measured of the ranked lists that another system wrote. */
export interface RunRow extends AnyRow {
  run: string // path of the file
  queries?: string // which query set, where there are several
}

/** What was measured of one setting, and whether that fits into a budget: the keys of the row it was taken from, and how it does. */
export interface AdviceRow extends AnyRow {
  dim?: number
  shots?: number
  ways?: number
  queries?: string
  shortlist?: number
  rerank?: number
  funnel?: readonly Stage[] | null
  shortlistSize?: number | null
  index?: string
  clusterDim?: number
  efSearch?: number
  nprobe?: number
  policy?: CascadeRow['policy']
  cap?: number
  point?: number | null
  source: string // file of the report
  measuredRows: number | null // rows of the database that was searched; null: nothing was
  fits: boolean
  sure: boolean | null // no more is lost than allowed at 95 % confidence; null: nothing was said of a loss
  reasons: readonly AdviceReason[] // why not
  basis: Readonly<Record<string, Basis>> // where each cost comes from
  reference?: true // the loss of the others is beside this row
}

/** What a setting has too much of, or too little (`recall`), or what of it was not measured (`…-unknown`). */
export type AdviceReason =
  | 'loss'
  | 'left-out' // by a condition; the reference alone is shown all the same
  | 'not-sure'
  | 'memory'
  | 'storage'
  | 'mflops'
  | 'mflops-unknown'
  | 'latency'
  | 'latency-unknown'
  | 'expected-dim'
  | 'recall'
  | 'recall-unknown'
  | 'engine'

/** `computed` from the setting alone, `measured` on that many rows, or `scaled` from fewer or more. */
export type Basis = 'computed' | 'measured' | 'scaled'

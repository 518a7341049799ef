/** Rows of every kind, with round numbers. */

import { type Chart, chartsOf } from '../../../src/report/charts/index.js'
import type {
  CascadeRow,
  DifferenceRow,
  DimRow,
  MetricValue,
  Report,
  RetrievalRow,
  RunRow,
  Unit,
} from '../../../src/types.js'
import { fraction, report } from '../reports.js'

export const metric = (value: number | null, unit: Unit, ci95: [number, number] | null = null): MetricValue => ({
  value,
  ci95,
  unit,
})

/** A single search at `shortlist`, or with `size` rows reranked at `rerank`. */
export function setting(
  shortlist: number,
  map: number | null,
  {
    rerank = shortlist,
    size = null as number | null,
    cost = 1 as number | null,
    ms = null as number | null,
    ...keys
  } = {},
): RetrievalRow {
  return {
    model: 'M',
    shortlist,
    rerank,
    funnel: null,
    shortlistSize: size,
    index: 'exact',
    metrics: {
      'map@10': fraction(map),
      'ndcg@10': fraction(map),
      'map@100': fraction(0.1),
      mflops: metric(cost, 'mflops'),
      'latency.p50': metric(ms, 'milliseconds'),
    },
    ...keys,
  }
}

export function cascade(
  policy: CascadeRow['policy'],
  cap: number,
  accuracy: number,
  dims: number,
  more: Partial<CascadeRow> = {},
): CascadeRow {
  return {
    model: 'M',
    policy,
    cap,
    point: null,
    thresholds: {},
    exits: { 8: 0.75, 16: 0.25 },
    metrics: { accuracy: fraction(accuracy, accuracy - 0.1, accuracy + 0.1), expectedDim: metric(dims, 'dims') },
    ...more,
  }
}

export const BINS = [
  { low: 0, high: 0.5, rows: 3, confidence: 0.25, accuracy: 0.5 },
  { low: 0.5, high: 0.75, rows: 0, confidence: null, accuracy: null },
  { low: 0.75, high: 1, rows: 1, confidence: 0.9, accuracy: 1 },
]

export const CASCADES: CascadeRow[] = [
  ...[8, 16].map((cap) => {
    const row = cascade('single', cap, cap === 8 ? 0.5 : 0.6, cap)
    return { ...row, reliability: BINS, metrics: { ...row.metrics, ece: metric(cap / 100, 'fraction') } }
  }),
  cascade('oracle', 16, 0.75, 12, { exits: { 8: 0.5, 16: 0.5 } }),
  cascade('joint', 16, 0.5, 8, { point: 8 }),
  cascade('joint', 16, 0.55, 10, { point: 11 }),
  cascade('joint', 16, 0.55, 10, { point: 16 }),
  cascade('joint', 16, 0.575, 9, { promise: { goal: 'maxDrop', value: 0.01, bound: 0.008, confidence: 0.95 } }),
]

export function difference(
  model: string,
  dim: number,
  against: string,
  againstDim: number,
  value: number,
): DifferenceRow {
  return {
    ...{ model, dim, against, againstDim, metric: 'top1' },
    metrics: { difference: metric(value, 'difference', [value - 0.01, value + 0.01]), p: metric(0.5, 'probability') },
  }
}

export const shots = (model: string, dim: number, count: number, value: number): DimRow => ({
  model,
  dim,
  shots: count,
  metrics: { accuracy: fraction(value, value - 0.1, value + 0.1) },
})

/** A class at dims 8 and 16. */
export const ofClass = (name: string, trend: NonNullable<DimRow['trend']>, from: number, to: number): DimRow[] =>
  [from, to].map((value, s) => ({
    model: 'M',
    dim: 8 * 2 ** s,
    class: name,
    trend,
    metrics: { top1: fraction(value, 0, 1), rows: metric(4, 'count') },
  }))

export const run = (model: string, map: number): RunRow => ({
  model,
  run: `${model}.trec`,
  metrics: { 'map@10': fraction(map, map - 0.1, map + 0.1), 'map@100': fraction(0), 'ndcg@10': fraction(map) },
})

export const reportOf = (command: string, rows: Report['rows'], parameters: Report['parameters'] = {}): Report => ({
  ...report(rows),
  command,
  parameters,
})

/** Charts of one report. */
export const chartsById = (command: string, rows: Report['rows'], parameters = {}): ReadonlyMap<string, Chart> =>
  new Map(chartsOf([reportOf(command, rows, parameters)]).map((chart) => [chart.id, chart]))

/** A report for every figure. */
export const ALL: readonly Report[] = [
  reportOf(
    'retrieval',
    [
      setting(8, 0.5, { cost: 1, ms: 0.1 }),
      setting(8, 0.75, { rerank: 16, size: 200, cost: 2, ms: 0.2 }),
      setting(16, 0.7, { cost: 4, ms: 0.4 }),
    ],
    { grid: true },
  ),
  reportOf('adaptive-classify', CASCADES),
  reportOf('compare', [
    difference('M', 4, 'M', 16, -0.2),
    difference('M', 8, 'M', 16, -0.1),
    difference('FF-8', 8, 'M', 8, 0.05),
    difference('FF-16', 16, 'M', 16, -0.02),
  ]),
  reportOf('few-shot', [shots('M', 8, 1, 0.5), shots('M', 16, 1, 0.6), shots('M', 8, 5, 0.7), shots('M', 16, 5, 0.8)]),
  reportOf('classify', [...ofClass('cat', 'monotone', 0.25, 0.75), ...ofClass('dog', 'dip', 0.75, 0.5)]),
  reportOf('retrieval', [run('bm25', 0.5), run('splade', 0.6)]),
]

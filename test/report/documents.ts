/** Reports of every command with round numbers, for what shows them all. */
import type { CascadeRow, DifferenceRow, DimRow, MetricValue, Report, RetrievalRow, Row } from '../../src/types.js'
import { fraction, ratio } from './reports.js'

export function document(command: string, rows: readonly Row[], more: Partial<Report> = {}): Report {
  const file = { sha256: 'ab'.repeat(32), dim: null, classes: null }
  return {
    schemaVersion: 1,
    command,
    tool: { name: 'mrl-eval', version: '1.2.3' },
    environment: {
      node: '20.9.0',
      onnxruntime: '1.30.0',
      faiss: null,
      device: 'cpu',
      cpu: null,
      threads: 2,
      os: 'linux-x64',
    },
    inputs: [
      { role: 'database', path: 'icons/db.arrow', rows: 6, ...file },
      { role: 'queries', path: 'icons/q.arrow', rows: 4, ...file },
    ],
    parameters: { dims: 'all', distance: 'cosine' },
    rows,
    warnings: [],
    gate: null,
    timing: { totalSeconds: 1.5 },
    ...more,
  }
}

/** Accuracy with an interval of ± 2 points. */
export function around(value: number): MetricValue {
  return fraction(value, Number((value - 0.02).toFixed(6)), Number((value + 0.02).toFixed(6)))
}

export function knnRow(model: string, dim: number, value: number, full?: number, more: Partial<DimRow> = {}): DimRow {
  const retained = full === undefined ? {} : { retained: ratio(value / full) }
  return { model, dim, interpolated: false, metrics: { 'knn@1': around(value), ...retained }, ...more }
}

/** MRL at three dims beside a family of two. */
export const KNN = document('knn', [
  knnRow('MRL', 8, 0.6, 0.8),
  knnRow('MRL', 16, 0.792, 0.8),
  knnRow('MRL', 32, 0.8, 0.8),
  knnRow('FF-8', 8, 0.7),
  knnRow('FF-32', 32, 0.81),
])

type Single = Pick<RetrievalRow, 'shortlist' | 'rerank' | 'shortlistSize' | 'funnel'>

/** @param mflops of 32 dims: 6.4 */
export function retrievalRow(setting: Single, value: number, mflops: number | null, p50: number | null): RetrievalRow {
  const plain = (number: number | null, unit: MetricValue['unit']): MetricValue => ({ value: number, ci95: null, unit })
  return {
    model: 'MRL',
    index: 'exact',
    interpolated: false,
    ...setting,
    metrics: {
      'map@10': around(value),
      'precision@10': around(value),
      'ndcg@10': around(value),
      mflops: plain(mflops, 'mflops'),
      'speedup.flops': plain(mflops === null ? null : 6.4 / mflops, 'ratio'),
      'latency.p50': plain(p50, 'milliseconds'),
      'latency.samples': plain(1000, 'samples'),
      'speedup.latency': plain(p50 === null ? null : 4 / p50, 'timeRatio'),
    },
  }
}

export const single = (dim: number): Single => ({ shortlist: dim, rerank: dim, shortlistSize: null, funnel: null })
export const pair = (from: number, to: number): Single => ({
  shortlist: from,
  rerank: to,
  shortlistSize: 200,
  funnel: null,
})

export const RETRIEVAL = document(
  'retrieval',
  [retrievalRow(single(8), 0.5, 1.6, 1), retrievalRow(single(32), 0.7, 6.4, 4), retrievalRow(pair(8, 32), 0.697, 2, 5)],
  { parameters: { distance: 'cosine', latency: { batchThreads: 2 } } },
)

export function cascadeRow(
  policy: CascadeRow['policy'],
  cap: number,
  value: number,
  more: Partial<CascadeRow> = {},
): CascadeRow {
  const dims = (number: number): MetricValue => ({ value: number, ci95: [number - 1, number + 1], unit: 'dims' })
  const { metrics, ...rest } = more
  return {
    model: 'MRL',
    policy,
    cap,
    point: null,
    thresholds: policy === 'single' ? {} : { 8: 0.5, 32: -1 },
    exits: policy === 'single' ? { 8: cap === 8 ? 1 : 0, 32: cap === 8 ? 0 : 1 } : { 8: 0.75, 32: 0.25 },
    metrics: {
      accuracy: around(value),
      expectedDim: dims(policy === 'single' ? cap : 14),
      cumulativeDim: dims(policy === 'single' ? cap : 16),
      ...metrics,
    },
    ...rest,
  }
}

export const CASCADE = document('adaptive-classify', [
  cascadeRow('single', 8, 0.6),
  cascadeRow('single', 32, 0.8),
  cascadeRow('joint', 32, 0.795, {
    promise: { goal: 'maxDrop', value: 0.01, bound: 0.009, confidence: 0.95 },
  }),
])

export function differenceRow(model: string, dim: number, difference: number, p: number): DifferenceRow {
  const value = 0.7 + difference
  return {
    model,
    dim,
    against: 'MRL',
    againstDim: dim,
    metric: 'top1',
    metrics: {
      value: around(value),
      reference: around(0.7),
      difference: { value: difference, ci95: [difference - 0.015, difference + 0.015], unit: 'difference' },
      p: { value: p, ci95: null, unit: 'probability' },
      'p.holm': { value: Math.min(1, 2 * p), ci95: null, unit: 'probability' },
      'effect.g': { value: 0.1, ci95: null, unit: 'difference' },
      wins: { value: 30, ci95: null, unit: 'count' },
      losses: { value: 20, ci95: null, unit: 'count' },
    },
  }
}

export const COMPARISON = document(
  'compare',
  [differenceRow('FF', 8, 0.1, 0.001), differenceRow('FF', 32, -0.01, 0.4)],
  {
    parameters: { margin: 0.01 },
  },
)

export const GATE: Report['gate'] = {
  passed: false,
  rules: [
    {
      rule: 'knn@1[dim=8] >= 0.65',
      passed: false,
      checks: [
        {
          row: { model: 'MRL', dim: 8 },
          metric: 'knn@1',
          value: 0.6,
          bound: 0.65,
          baseline: null,
          significant: null,
          passed: false,
        },
      ],
    },
  ],
}

/** Names that would be markup, or more, if they were taken for it. */
const HOSTILE = `</script><img src=x onerror=alert(1)>"'&`

export const HOSTILE_REPORT = document(
  'classify',
  [
    { model: HOSTILE, dim: 8, metrics: { top1: around(0.5) } },
    { model: HOSTILE, dim: 16, metrics: { top1: around(0.6) } },
    { model: HOSTILE, dim: 8, class: HOSTILE, trend: 'none', metrics: { top1: around(0.2), rows: count(4) } },
    { model: HOSTILE, dim: 16, class: HOSTILE, trend: 'none', metrics: { top1: around(0.4), rows: count(4) } },
  ],
  {
    inputs: [{ role: 'data', path: `${HOSTILE}.arrow`, sha256: 'cd'.repeat(32), rows: 4, dim: null, classes: 2 }],
    parameters: { data: HOSTILE, [HOSTILE]: [HOSTILE] },
    warnings: [{ code: 'odd-names', message: HOSTILE }],
    gate: { passed: true, rules: GATE!.rules.map((rule) => ({ ...rule, rule: HOSTILE, passed: true })) },
  },
)

function count(value: number): MetricValue {
  return { value, ci95: null, unit: 'count' }
}

export const ALL = [RETRIEVAL, { ...KNN, gate: GATE }, CASCADE, COMPARISON]

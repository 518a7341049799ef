/** Reports with round numbers. */
import type { MetricValue, Notice, Report, Row } from '../../src/types.js'

export function fraction(value: number | null, low?: number, high?: number): MetricValue {
  return { value, ci95: low === undefined || high === undefined ? null : [low, high], unit: 'fraction' }
}

export function nats(value: number): MetricValue {
  return { value, ci95: [value - 0.125, value + 0.125], unit: 'nats' }
}

export function ratio(value: number | null): MetricValue {
  return { value, ci95: null, unit: 'ratio' }
}

export function report(
  rows: readonly Row[],
  warnings: readonly Notice[] = [],
  command: 'knn' | 'classify' = 'knn',
): Report {
  const file = { sha256: 'ab'.repeat(32), dim: null, classes: null }
  return {
    schemaVersion: 1,
    command,
    tool: { name: 'mrl-eval', version: '1.2.3' },
    environment: {},
    inputs:
      command === 'knn'
        ? [
            { role: 'database', path: 'db.arrow', rows: 6, ...file },
            { role: 'queries', path: 'q.arrow', rows: 4, ...file },
          ]
        : [{ role: 'data', path: 'q.arrow', rows: 4, ...file }],
    parameters: command === 'knn' ? { distance: 'cosine' } : {},
    rows,
    warnings,
    gate: null,
    timing: {},
  }
}

/** One model at three dims, one of them interpolated. */
export const ONE = report([
  {
    model: 'MRL',
    dim: 8,
    interpolated: false,
    metrics: { 'knn@1': fraction(0.5, 0.4, 0.6), retained: ratio(0.625) },
  },
  {
    model: 'MRL',
    dim: 12,
    interpolated: true,
    metrics: { 'knn@1': fraction(0.6, 0.5, 0.7), retained: ratio(0.75) },
  },
  {
    model: 'MRL',
    dim: 16,
    interpolated: false,
    metrics: { 'knn@1': fraction(0.8, 0.7, 0.9), retained: ratio(1) },
  },
])

/** A nested model beside two fixed-feature models. */
export const SEVERAL = report(
  [
    { model: 'MRL', dim: 8, metrics: { top1: fraction(0.5, 0.4, 0.6), loss: nats(2.25) } },
    { model: 'MRL', dim: 16, metrics: { top1: fraction(0.8, 0.7, 0.9), loss: nats(1.5) } },
    { model: 'FF-8', dim: 8, metrics: { top1: fraction(0.45, 0.35, 0.575), loss: nats(2.5) } },
    { model: 'FF-16', dim: 16, metrics: { top1: fraction(0.9, 0.75, 0.95), loss: nats(1.25) } },
  ],
  [{ code: 'unknown-labels', message: '1 of 4 rows of q | r have no known label and are left out' }],
  'classify',
)

/** Nothing could be measured. */
export const NOTHING = report([], [{ code: 'no-rows', message: 'FF-8 has heads at 8, none of the dims asked for' }])

/** Values that were not measured, and names that need quoting. */
export const ODD = report([
  {
    model: 'a, "b"\n_c_',
    dim: 1,
    interpolated: false,
    metrics: { 'knn@1': fraction(null), retained: ratio(null) },
  },
  {
    model: 'a, "b"\n_c_',
    dim: 2,
    interpolated: false,
    metrics: { 'knn@1': fraction(1, 0.5, 1), retained: ratio(1) },
  },
])

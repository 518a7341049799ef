/** What a setting costs: multiply-adds, memory and time, beside exact search at full width. */
import { settingMacs } from '../metrics/flops.js'
import type { MetricValue, Setting, Unit } from '../types.js'

/** What was measured of a setting's engine; null: not measured. */
export interface EngineCost {
  index: { bytes: number; buildSeconds: number } | null // null: exact search, which needs no index
  time: Timed | null
}

/** Milliseconds a query takes. */
export interface Timed {
  p50: number
  p95: number
  p99: number
  samples: number
  parts: { shortlist: number; gather: number; rerank: number } // medians
  copy: number | null // part of shortlist: handing the query over to the engine
  queriesPerSecond: number // in batches
}

const FLOAT = 4 // bytes

/**
 * @param rows of the database
 * @param width D
 * @param reference exact search at full width
 */
export function costsOf(
  setting: Setting,
  rows: number,
  width: number,
  cost: EngineCost,
  reference: Timed | null,
): Record<string, MetricValue> {
  const macs = settingMacs(setting, rows)
  const { time, index } = cost
  const bytes = bytesPerVector(setting, rows, index)
  const as = (unit: Unit) => (value: number | null | undefined) => metric(value ?? null, unit)
  const [milliseconds, ratio] = [as('milliseconds'), as('ratio')]
  return {
    mflops: metric(macs === null ? null : macs / 1e6, 'mflops'),
    'speedup.flops': ratio(macs === null ? null : (width * rows) / macs),
    'latency.p50': milliseconds(time?.p50),
    'latency.p95': milliseconds(time?.p95),
    'latency.p99': milliseconds(time?.p99),
    'latency.shortlist': milliseconds(time?.parts.shortlist),
    'latency.gather': milliseconds(time?.parts.gather),
    'latency.rerank': milliseconds(time?.parts.rerank),
    'latency.copy': milliseconds(time?.copy),
    'latency.samples': as('samples')(time?.samples),
    qps: as('perSecond')(time?.queriesPerSecond),
    'speedup.latency': as('timeRatio')(time === null || reference === null ? null : reference.p50 / time.p50),
    buildSeconds: as('seconds')(index?.buildSeconds),
    indexBytes: metric(index?.bytes ?? FLOAT * setting.shortlist * rows, 'bytes'),
    bytesPerVector: metric(bytes, 'bytes'),
  }
}

/**
 * What must be in memory for each row: the index, and float32 prefixes for reranking. Exact search and its reranking share
 * one prefix.
 */
function bytesPerVector({ shortlist, stages }: Setting, rows: number, index: EngineCost['index']): number {
  const widest = Math.max(0, ...stages.map(({ dim }) => dim))
  return index === null ? FLOAT * Math.max(shortlist, widest) : index.bytes / rows + FLOAT * widest
}

function metric(value: number | null, unit: Unit): MetricValue {
  return { value, ci95: null, unit }
}

/** What a setting costs: multiply-adds, memory and time, beside exact search at full width. */

import { vectorBytes } from '../math/storage.js'
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
  const { searched, kept } = bytesPerVector(setting, rows, index)
  const { coding } = setting.index
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
    indexBytes: metric(index?.bytes ?? searched * rows, 'bytes'),
    bytesPerVector: metric(searched + kept, 'bytes'),
    ...(coding?.rescore === 'float32' ? { 'bytesPerVector.rescore': metric(kept, 'bytes') } : {}),
  }
}

/**
 * What must be there for each row: what is searched, and float32 prefixes for reranking beside it. Exact search of float32 shares its
 * prefix with reranking, which then keeps only what goes beyond. Rescoring by codes needs nothing beside them.
 */
function bytesPerVector(
  { shortlist, stages, index: { coding } }: Setting,
  rows: number,
  index: EngineCost['index'],
): { searched: number; kept: number } {
  const widest = vectorBytes(Math.max(0, ...stages.map(({ dim }) => dim)), 'float32')
  if (index !== null) return { searched: index.bytes / rows, kept: widest }
  const searched = vectorBytes(shortlist, coding?.precision ?? 'float32')
  if (coding === undefined) return { searched, kept: Math.max(0, widest - searched) }
  return { searched, kept: coding.rescore === 'codes' ? 0 : widest }
}

function metric(value: number | null, unit: Unit): MetricValue {
  return { value, ci95: null, unit }
}

/** Metrics as they stand in charts: scaled to their unit, with a name and in words. */
import type { MetricValue, Unit } from '../../types.js'
import { formatInterval, formatValue, metricTitle } from '../labels.js'

/** Units whose values are drawn as hundredths, as tables write them. */
const HUNDREDTHS: ReadonlySet<Unit> = new Set(['fraction', 'correlation', 'ratio', 'difference'])

/** A value as it stands on an axis. */
export function scaled(value: number, unit: Unit): number {
  return HUNDREDTHS.has(unit) ? 100 * value : value
}

/** Value and interval as they stand on an axis; null: not measured. */
export function measured(
  metric: MetricValue | undefined,
): { y: number; low: number | null; high: number | null } | null {
  if (metric === undefined || metric.value === null) return null
  const { value, ci95, unit } = metric
  return {
    y: scaled(value, unit),
    low: ci95 === null ? null : scaled(ci95[0], unit),
    high: ci95 === null ? null : scaled(ci95[1], unit),
  }
}

/** "63.35 % (61.63 – 65.04)". */
export function inWords(metric: MetricValue): string {
  if (metric.unit === 'difference') return inPoints(metric)
  const interval = formatInterval(metric)
  return `${formatValue(metric)}${SIGNS[metric.unit] ?? ''}${interval === '' ? '' : ` (${interval})`}`
}

/** "−1.20 (−2.10 to −0.30)", in hundredths. */
function inPoints({ value, ci95 }: MetricValue): string {
  const points = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)}`
  if (value === null) return '–'
  return ci95 === null ? points(value) : `${points(value)} (${points(ci95[0])} to ${points(ci95[1])})`
}

const SIGNS: Readonly<Partial<Record<Unit, string>>> = {
  fraction: ' %',
  ratio: ' %',
  nats: ' nats',
  dims: ' dims',
  mflops: ' MFLOPs',
  milliseconds: ' ms',
  bytes: ' bytes',
}

/** "mAP@10 (%)": the metric with its unit, as on an axis. */
export function axisTitle(id: string): string {
  const [kind, size] = id.split('@')
  const ranked = size === undefined ? undefined : RANKED[kind!]
  return ranked === undefined ? (TITLES[id] ?? metricTitle(id)) : `${ranked}@${size} (%)`
}

/** "mAP@10": the metric by itself. */
export function plainTitle(id: string): string {
  return axisTitle(id).replace(/ \((%|nats|× 100|ms)\)$/, '')
}

const RANKED: Readonly<Record<string, string>> = { map: 'mAP', ndcg: 'nDCG', precision: 'precision', recall: 'recall' }

const TITLES: Readonly<Record<string, string>> = {
  accuracy: 'accuracy (%)',
  retained: 'share of the value at full width (%)',
  mflops: 'MFLOPs for a query',
  'latency.p50': 'latency p50 (ms)',
  bytesPerVector: 'bytes per vector',
  expectedDim: 'expected dims',
}

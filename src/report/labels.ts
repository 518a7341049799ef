/** What metrics are called in tables, and how their values are written. */
import type { MetricValue, Row } from '../types.js'

/** A metric's title with its unit. */
export function metricTitle(id: string): string {
  const [kind, size] = id.split('@')
  if (kind === 'knn') return `${size}-NN accuracy (%)`
  return TITLES[id] ?? id
}

const TITLES: Readonly<Record<string, string>> = {
  top1: 'top-1 accuracy (%)',
  top5: 'top-5 accuracy (%)',
  loss: 'cross-entropy (nats)',
  spearman: 'Spearman (× 100)',
  pearson: 'Pearson (× 100)',
}

/** What a row belongs to: the model, a reduction of it, and how its vectors are stored and rescored: "MRL binary + float32". */
export function seriesName({
  model,
  reduction,
  precision,
  rescore,
  data,
}: Pick<Row, 'model' | 'reduction' | 'precision' | 'rescore' | 'data'>): string {
  const parts = [model, reduction, precision, rescore === undefined ? undefined : `+ ${rescore}`]
  return onDataset(parts.filter((part) => part !== undefined).join(' '), data)
}

/** @param data undefined: there is one dataset */
export function onDataset(name: string, data: string | undefined): string {
  return data === undefined ? name : `${name} on ${data}`
}

/** A value in its unit: shares in per cent. */
export function formatValue({ value, unit }: MetricValue): string {
  return value === null ? '–' : number(value, unit)
}

/** The interval as `low – high`. */
export function formatInterval({ ci95, unit }: MetricValue): string {
  return ci95 === null ? '' : `${number(ci95[0], unit)} – ${number(ci95[1], unit)}`
}

/** The longer side of the interval, for tables where both ends do not fit; or the deviation over seeds. */
export function formatHalf({ value, ci95, sd, unit }: MetricValue): string {
  if (sd !== undefined) return `sd ${number(sd, unit)}`
  if (value === null || ci95 === null) return ''
  return `± ${number(Math.max(ci95[1] - value, value - ci95[0]), unit)}`
}

/** A speed-up as a plain factor. */
export function formatTimes({ value }: MetricValue): string {
  return value === null ? '–' : value.toFixed(value < 10 ? 2 : 1)
}

function number(value: number, unit: MetricValue['unit']): string {
  if (unit === 'fraction' || unit === 'correlation') return (100 * value).toFixed(2)
  if (unit === 'ratio') return (100 * value).toFixed(1)
  if (unit === 'dims') return value.toFixed(1)
  if (unit === 'mflops') return value < 1 ? value.toPrecision(3) : value.toFixed(2)
  if (unit === 'perSecond' || unit === 'bytes' || unit === 'samples') return Math.round(value).toString()
  if (unit === 'milliseconds') return value.toPrecision(3)
  return value.toFixed(4)
}

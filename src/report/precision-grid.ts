/** Rows by dim whose vectors are stored in several ways → a grid for each model: dims, and within them ways to store. */
import type { DimRow, MetricValue, Row } from '../types.js'
import { dimGrids } from './dim-grid.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatTimes, formatValue, metricTitle, seriesName } from './labels.js'
import { dimLabel } from './series.js'

/** Whether rows are told apart by how they are stored. */
export function hasPrecisions(rows: readonly Row[]): boolean {
  return rows.some(({ metrics }) => metrics.compression !== undefined)
}

/** Models of which one way alone was measured stand in tables of their own. */
export function precisionGrids(rows: readonly DimRow[], context: string): Grid[] {
  const models = [...groupBy(rows, ({ precision: _, rescore: __, ...row }) => seriesName(row))]
  const stored = models.filter(([, own]) => hasPrecisions(own))
  const others = models.flatMap(([, own]) => (hasPrecisions(own) ? [] : own))
  return [...stored.map(([name, own]) => grid(`${name}: ${context}`, own)), ...dimGrids(others, context)]
}

function grid(title: string, rows: readonly DimRow[]): Grid {
  const ids = new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))
  const scores = [...ids].filter((id) => id.startsWith('knn@'))
  const isRescored = rows.some(({ rescore }) => rescore !== undefined)
  return {
    title,
    head: [
      'dim',
      'stored as',
      ...(isRescored ? ['rescored by'] : []),
      ...scores.flatMap((id) => [metricTitle(id), '± 95 %']),
      'of float32 (%)',
      '± 95 %',
      'bytes',
      '× smaller',
    ],
    rows: rows
      .toSorted((a, b) => a.dim - b.dim)
      .map((row) => [
        dimLabel(row),
        row.precision ?? 'float32',
        ...(isRescored ? [row.rescore ?? ''] : []),
        ...scores.flatMap((id) => [cell(row, id, formatValue), cell(row, id, formatHalf)]),
        cell(row, 'retained', formatValue),
        cell(row, 'retained', formatHalf),
        bytesLabel(row),
        cell(row, 'compression', formatTimes),
      ]),
  }
}

function cell({ metrics }: DimRow, id: string, write: (metric: MetricValue) => string): string {
  return metrics[id] === undefined ? '' : write(metrics[id])
}

/** "8 + 256": the codes, and what only rescoring reads. */
function bytesLabel({ metrics }: DimRow): string {
  const [all, extra] = [metrics.bytesPerVector?.value ?? null, metrics['bytesPerVector.rescore']?.value ?? 0]
  if (all === null) return ''
  return extra === 0 ? String(all) : `${all - extra} + ${extra}`
}

/** What the columns mean, and what no row can tell. */
export function precisionNotes(rows: readonly Row[]): string[] {
  const has = (of: (row: Row) => boolean) => rows.some(of)
  const isTimed = has(({ metrics }) => (metrics['latency.p50']?.value ?? null) !== null)
  return [
    ...(hasPrecisions(rows) ? ['of float32, × smaller: beside float32 at the full width of the same model'] : []),
    ...(has(({ rescore }) => rescore === 'float32') && hasPrecisions(rows)
      ? ['bytes: of what is searched + of the float32 numbers that only rescoring reads, and that may stay on disk']
      : []),
    ...(isTimed && has(({ precision }) => precision !== undefined)
      ? ['latency is that of float32; searches of codes are not timed']
      : []),
  ]
}

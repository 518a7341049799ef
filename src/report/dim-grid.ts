/** Rows by dim as tables: one model with all its metrics, or several models side by side. */
import type { DimRow, MetricValue } from '../types.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatInterval, formatValue, metricTitle } from './labels.js'
import { dimLabel, groupBySeries, type Series } from './series.js'

/** One dataset at a time where several models were scored on several; else one model's datasets side by side. */
export function dimGrids(rows: readonly DimRow[], context: string): Grid[] {
  const sets = groupBy(rows, ({ data }) => data ?? '')
  if (sets.size < 2 || new Set(rows.map(({ model }) => model)).size < 2) return gridsOfSet(rows, context)
  return [...sets].flatMap(([data, own]) =>
    gridsOfSet(
      own.map(({ data: _, ...row }) => row),
      `${data}, ${context}`,
    ),
  )
}

/** Units of which a share of the largest dim's value says something. */
const SHARED: ReadonlySet<MetricValue['unit'] | undefined> = new Set(['fraction', 'correlation'])

/** Metrics that other tables show. */
const ELSEWHERE: ReadonlySet<string> = new Set(['retained', 'superclass', 'superclass.listed'])

/**
 * One model: a grid with every metric as a column. Several: a grid per metric, dims down and models across, where
 * fixed-feature models that differ in their dim only (FF-8, FF-16, …) share a column.
 */
function gridsOfSet(rows: readonly DimRow[], context: string): Grid[] {
  const series = groupBySeries(rows)
  if (series.size === 0) return []
  const ids = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))]
  const [only] = series.values()
  if (series.size === 1) return [singleGrid(`${[...series.keys()][0]!}: ${context}`, only!, ids)]
  return ids.filter((id) => !ELSEWHERE.has(id)).map((id) => comparison(id, having(id, series), context))
}

/** What of the series has the metric. */
function having(id: string, series: Series): Series {
  const own = [...series].map(([name, rows]) => [name, rows.filter(({ metrics }) => id in metrics)] as const)
  return new Map(own.filter(([, rows]) => rows.length > 0))
}

function singleGrid(title: string, rows: readonly DimRow[], ids: readonly string[]): Grid {
  const measured = ids.filter((id) => !ELSEWHERE.has(id))
  const sorted = rows.toSorted((a, b) => a.dim - b.dim)
  return {
    title,
    head: ['dim', ...measured.flatMap((id) => [metricTitle(id), '95 % interval']), shareTitle(rows)],
    rows: sorted.map((row) => [
      dimLabel(row),
      ...measured.flatMap((id) => {
        const metric = row.metrics[id]
        return metric === undefined ? ['', ''] : [formatValue(metric), formatInterval(metric)]
      }),
      shareOfLargest(row, rows, measured[0]!),
    ]),
  }
}

function comparison(id: string, series: Series, context: string): Grid {
  const all = [...series.values()].flat()
  const dims = [...new Set(all.map(({ dim }) => dim))].toSorted((a, b) => a - b)
  const isShare = SHARED.has(all[0]!.metrics[id]!.unit) // a share of a loss says nothing
  const heads = [...series].map(([name, rows]) => [name, '± 95 %', ...(isShare ? [shareTitle(rows)] : [])])
  return {
    title: `${metricTitle(id)}: ${context}`,
    head: ['dim', ...heads.flat()],
    rows: dims.map((dim) => [
      dimLabel(all.find((row) => row.dim === dim && row.interpolated) ?? { dim }),
      ...[...series.values()].flatMap((rows, i) => comparisonCells(id, rows, dim) ?? heads[i]!.map(() => '')),
    ]),
  }
}

function comparisonCells(id: string, rows: readonly DimRow[], dim: number): string[] | null {
  const row = rows.find((candidate) => candidate.dim === dim)
  const metric = row?.metrics[id]
  if (row === undefined || metric === undefined) return null
  const share = SHARED.has(metric.unit) ? [shareOfLargest(row, rows, id)] : []
  return [formatValue(metric), formatHalf(metric), ...share]
}

function largestDim(rows: readonly DimRow[]): DimRow {
  return rows.reduce((largest, row) => (row.dim > largest.dim ? row : largest))
}

/** "of 2048 (%)": the column's values are shares of the one at its largest dim, which counts as 100. */
function shareTitle(rows: readonly DimRow[]): string {
  return `of ${largestDim(rows).dim} (%)`
}

function shareOfLargest(row: DimRow, rows: readonly DimRow[], id: string): string {
  const full = largestDim(rows).metrics[id]?.value
  const own = row.metrics[id]?.value
  if (!full || own === null || own === undefined) return ''
  return formatValue({ value: own / full, ci95: null, unit: 'ratio' })
}

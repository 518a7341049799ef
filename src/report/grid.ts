/** Report → grids of text, which the terminal table and Markdown both draw. */
import type { DimRow, InputFacts, Report, RetrievalRow } from '../types.js'
import { frontNotes } from './front.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatInterval, formatValue, metricTitle, seriesName } from './labels.js'
import { retrievalGrids } from './retrieval-grid.js'

/** The grids of a report: by dim, or by retrieval setting. */
export function gridsOf(report: Report): Grid[] {
  const context = contextOf(report)
  const settings = report.rows.filter((row): row is RetrievalRow => 'shortlist' in row)
  if (settings.length > 0) return retrievalGrids(settings, report, context)
  return dimGrids(
    report.rows.filter((row): row is DimRow => 'dim' in row),
    context,
  )
}

/**
 * One model: a grid with every metric as a column. Several: a grid per metric, dims down and models across, where
 * fixed-feature models that differ in their dim only (FF-8, FF-16, …) share a column.
 */
function dimGrids(rows: readonly DimRow[], context: string): Grid[] {
  const series = groupBySeries(rows)
  if (series.size === 0) return []
  const ids = Object.keys(rows[0]!.metrics)
  const [only] = series.values()
  if (series.size === 1) return [singleGrid(`${[...series.keys()][0]!}: ${context}`, only!, ids)]
  return ids.filter((id) => id !== 'retained').map((id) => comparison(id, series, context))
}

/** Lines below the grids: what the marks in them mean, and the warnings. */
export function notesOf(report: Report): string[] {
  const notes: string[] = []
  if (report.rows.some(({ interpolated }) => interpolated))
    notes.push('* the model was not trained at this dim (interpolated)')
  const settings = report.rows.filter((row): row is RetrievalRow => 'shortlist' in row)
  if (settings.length > 0) notes.push(...frontNotes(settings))
  for (const { message } of report.warnings) notes.push(`warning: ${message}`)
  return notes
}

/** What was scored, e.g. "3072 queries, 8192 database rows, cosine". */
function contextOf({ inputs, parameters }: Report): string {
  const count = (role: InputFacts['role'], noun: string) => {
    const rows = inputs.filter((input) => input.role === role).map((input) => input.rows)
    return rows.length === 0 ? [] : [`${rows.join(' + ')} ${noun}`]
  }
  const distance = typeof parameters.distance === 'string' ? [parameters.distance] : []
  return [
    ...count('data', 'rows'),
    ...count('queries', 'queries'),
    ...count('database', 'database rows'),
    ...distance,
  ].join(', ')
}

type Series = ReadonlyMap<string, readonly DimRow[]>

function groupBySeries(rows: readonly DimRow[]): Series {
  const byModel = groupBy(rows, seriesName)
  const families = groupBy(
    rows.filter((row) => row.reduction === undefined && byModel.get(seriesName(row))!.length === 1),
    withoutDim,
  )
  return groupBy(rows, (row) => {
    const family = families.get(withoutDim(row)) ?? []
    const isFamily = family.includes(row) && new Set(family.map(({ dim }) => dim)).size === family.length
    return isFamily && family.length > 1 ? withoutDim(row) : seriesName(row)
  })
}

/** "FF-64" at dim 64 → "FF". */
function withoutDim({ model, dim }: DimRow): string {
  const stem = model.replace(new RegExp(`[-_ ]?${dim}d?$`), '')
  return stem === '' ? model : stem
}

function singleGrid(title: string, rows: readonly DimRow[], ids: readonly string[]): Grid {
  const measured = ids.filter((id) => id !== 'retained')
  return {
    title,
    head: ['dim', ...measured.flatMap((id) => [metricTitle(id), '95 % interval']), shareTitle(rows)],
    rows: rows.map((row) => [
      dimLabel(row),
      ...measured.flatMap((id) => [formatValue(row.metrics[id]!), formatInterval(row.metrics[id]!)]),
      shareOfLargest(row, rows, measured[0]!),
    ]),
  }
}

function comparison(id: string, series: Series, context: string): Grid {
  const all = [...series.values()].flat()
  const dims = [...new Set(all.map(({ dim }) => dim))].toSorted((a, b) => a - b)
  const isShare = all[0]!.metrics[id]?.unit === 'fraction' // a share of a loss says nothing
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
  const share = metric.unit === 'fraction' ? [shareOfLargest(row, rows, id)] : []
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

function dimLabel({ dim, interpolated }: Pick<DimRow, 'dim' | 'interpolated'>): string {
  return interpolated ? `${dim}*` : String(dim)
}

/** Report → grids of text, which the terminal table and Markdown both draw. */
import type { InputFacts, MetricValue, Report, Row } from '../types.js'
import { formatHalf, formatInterval, formatValue, metricTitle } from './labels.js'

/** Cells as text, right-aligned; the first row is the head. */
export interface Grid {
  title: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

/**
 * One model: a grid with every metric as a column. Several: a grid per metric, dims down and models across, where
 * fixed-feature models that differ in their dim only (FF-8, FF-16, …) share a column.
 */
export function gridsOf(report: Report): Grid[] {
  const { rows } = report
  const series = groupBySeries(rows)
  if (series.size === 0) return []
  const ids = Object.keys(rows[0]!.metrics)
  const [only] = series.values()
  const context = contextOf(report)
  if (series.size === 1) return [singleGrid(`${[...series.keys()][0]!}: ${context}`, only!, ids)]
  return ids.filter((id) => id !== 'retained').map((id) => comparison(id, series, context))
}

/** Lines below the grids: what the marks in them mean, and the warnings. */
export function notesOf(report: Report): string[] {
  const notes: string[] = []
  if (report.rows.some(({ interpolated }) => interpolated))
    notes.push('* the model was not trained at this dim (interpolated)')
  for (const { message } of report.warnings) notes.push(`warning: ${message}`)
  return notes
}

/** What was scored, e.g. "3072 queries, 8192 database rows, cosine". */
function contextOf({ inputs, parameters }: Report): string {
  const count = (role: InputFacts['role'], noun: string) =>
    inputs.filter((input) => input.role === role).map(({ rows }) => `${rows} ${noun}`)
  const distance = typeof parameters.distance === 'string' ? [parameters.distance] : []
  return [
    ...count('data', 'rows'),
    ...count('queries', 'queries'),
    ...count('database', 'database rows'),
    ...distance,
  ].join(', ')
}

type Series = ReadonlyMap<string, readonly Row[]>

function groupBySeries(rows: readonly Row[]): Series {
  const byModel = groupBy(rows, ({ model }) => model)
  return groupBy(rows, (row) => (byModel.get(row.model)!.length === 1 ? withoutDim(row) : row.model))
}

function groupBy(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}

/** "FF-64" at dim 64 → "FF". */
function withoutDim({ model, dim }: Row): string {
  const stem = model.replace(new RegExp(`[-_ ]?${dim}d?$`), '')
  return stem === '' ? model : stem
}

function singleGrid(title: string, rows: readonly Row[], ids: readonly string[]): Grid {
  const head = ids.flatMap((id) =>
    id === 'retained' ? [metricTitle(id)] : [metricTitle(id), '95 % interval'],
  )
  const shares = ids.includes('retained') ? [] : ['of full dim (%)']
  return {
    title,
    head: ['dim', ...head, ...shares],
    rows: rows.map((row) => [
      dimLabel(row),
      ...ids.flatMap((id) =>
        id === 'retained'
          ? [formatValue(row.metrics[id]!)]
          : [formatValue(row.metrics[id]!), formatInterval(row.metrics[id]!)],
      ),
      ...(shares.length > 0 ? [shareOfFull(row, rows, ids[0]!)] : []),
    ]),
  }
}

function comparison(id: string, series: Series, context: string): Grid {
  const dims = [...new Set([...series.values()].flat().map(({ dim }) => dim))].toSorted((a, b) => a - b)
  const withShares = id !== 'loss'
  return {
    title: `${metricTitle(id)}: ${context}`,
    head: [
      'dim',
      ...[...series.keys()].flatMap((name) => (withShares ? [name, '± 95 %', 'of full'] : [name, '± 95 %'])),
    ],
    rows: dims.map((dim) => {
      const interpolated = [...series.values()].flat().some((row) => row.dim === dim && row.interpolated)
      const cells = [...series.values()].flatMap((rows) => {
        const row = rows.find((candidate) => candidate.dim === dim)
        const metric = row?.metrics[id]
        if (row === undefined || metric === undefined) return withShares ? ['', '', ''] : ['', '']
        const cell = [formatValue(metric), formatHalf(metric)]
        return withShares ? [...cell, shareOfFull(row, rows, id)] : cell
      })
      return [interpolated ? `${dim}*` : String(dim), ...cells]
    }),
  }
}

/** The value as a share of the one at the largest dim of the series. */
function shareOfFull(row: Row, rows: readonly Row[], id: string): string {
  const full = rows.reduce((largest, other) => (other.dim > largest.dim ? other : largest)).metrics[id]?.value
  const own = row.metrics[id]?.value
  if (!full || own === null || own === undefined) return ''
  const share: MetricValue = { value: own / full, ci95: null, unit: 'ratio' }
  return formatValue(share)
}

function dimLabel({ dim, interpolated }: Row): string {
  return interpolated ? `${dim}*` : String(dim)
}

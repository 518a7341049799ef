/** Rows of `few-shot` → grids: shot counts across for one model, models across for several. */
import type { DimRow } from '../types.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatValue } from './labels.js'
import { dimLabel, groupBySeries } from './series.js'

/** A column: some rows, at most one a dim. */
type Column = readonly [head: string, rows: readonly DimRow[]]

/**
 * One model: a grid with dims down and shot counts across. Several: a grid for each shot count, dims down and models
 * across, where fixed-feature models that differ in their dim only (FF-8, FF-16, …) share a column.
 */
export function fewShotGrids(rows: readonly DimRow[], context: string): Grid[] {
  const byShots = [...groupBy(rows, ({ shots }) => `${shots}-shot`)]
  const series = byShots.map(([shots, own]) => [shots, groupBySeries(own)] as const)
  const names = new Set(series.flatMap(([, columns]) => [...columns.keys()]))
  const ways = rows[0]?.ways === undefined ? '' : `${rows[0].ways}-way `
  if (names.size === 1) {
    const [name] = names
    return [grid(`${name}: ${ways}accuracy (%) of the nearest class mean: ${context}`, byShots)]
  }
  return series.map(([shots, columns]) =>
    grid(`${ways}${shots} accuracy (%) of the nearest class mean: ${context}`, [...columns]),
  )
}

function grid(title: string, columns: readonly Column[]): Grid {
  const all = columns.flatMap(([, rows]) => rows)
  const dims = [...new Set(all.map(({ dim }) => dim))].toSorted((a, b) => a - b)
  return {
    title,
    head: ['dim', ...columns.flatMap(([head]) => [head, '± 95 %'])],
    rows: dims.map((dim) => [
      dimLabel(all.find((row) => row.dim === dim && row.interpolated) ?? { dim }),
      ...columns.flatMap(([, rows]) => cells(rows.find((row) => row.dim === dim))),
    ]),
  }
}

/** The value and its interval; the deviation over trials is in the document. */
function cells(row: DimRow | undefined): string[] {
  const metric = row?.metrics.accuracy
  if (metric === undefined) return ['', '']
  const { value, ci95, unit } = metric
  return [formatValue(metric), formatHalf({ value, ci95, unit })]
}

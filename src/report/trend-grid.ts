/** Rows of single classes → grids: how many go how with the dim, and which change most. */
import type { DimRow, Trend } from '../types.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatValue, onDataset } from './labels.js'

/** Classes that are shown at either end. */
const SHOWN = 5

export const TRENDS: Readonly<Record<Trend, string>> = {
  monotone: 'never down',
  dip: 'up, then a small dip',
  u: 'down, then up',
  none: 'no trend',
}

/** How many classes go how. */
export function trendGrids(rows: readonly DimRow[]): Grid[] {
  const models = [
    ...groupBy(
      rows.filter((row) => row.trend !== undefined),
      nameOf,
    ),
  ]
  if (models.length === 0) return []
  const count = (own: readonly DimRow[], trend?: Trend) =>
    String(new Set(own.filter((row) => trend === undefined || row.trend === trend).map((row) => row.class)).size)
  return [
    {
      title: 'Classes by how their top-1 accuracy goes with the dim',
      head: ['model', ...Object.values(TRENDS), 'classes'],
      rows: models.map(([name, own]) => [
        name,
        ...(Object.keys(TRENDS) as Trend[]).map((trend) => count(own, trend)),
        count(own),
      ]),
    },
  ]
}

/** A class at the smallest and at the largest dim. */
export interface Change {
  from: DimRow
  to: DimRow
  by: number
}

/** The classes that gain most and those that lose most between the smallest and the largest dim, of every model. */
export function changeGrids(rows: readonly DimRow[]): Grid[] {
  const models = groupBy(
    rows.filter((row) => row.class !== undefined),
    nameOf,
  )
  return [...models].flatMap(([name, own]) => {
    const [{ from, to }] = changesOf(own) as [Change]
    if (from.dim === to.dim) return []
    const { gains, losses } = strongest(changesOf(own), SHOWN)
    const line = ({ from, to, by }: Change) => [
      from.class!,
      rowsOf(from),
      formatValue(from.metrics.top1!),
      formatValue(to.metrics.top1!),
      `${by > 0 ? '+' : '−'}${(100 * Math.abs(by)).toFixed(2)}`,
    ]
    return [
      {
        title: `${name}: the classes whose top-1 accuracy (%) gains and loses most`,
        head: ['class', 'rows', `at ${from.dim}`, `at ${to.dim}`, 'points'],
        rows: gains.length + losses.length > 0 ? [...gains, ...losses].map(line) : [['none does', '', '', '', '']],
      },
    ]
  })
}

/** @param rows of single classes of one model @returns a change for each class */
export function changesOf(rows: readonly DimRow[]): Change[] {
  return [...groupBy(rows, (row) => row.class!).values()].map(changeOf)
}

/** The `most` that gain and lose most, the largest gain first and the largest loss last. */
export function strongest(changes: readonly Change[], most: number): { gains: Change[]; losses: Change[] } {
  const sorted = changes.toSorted((a, b) => b.by - a.by)
  return {
    gains: sorted.filter(({ by }) => by > 0).slice(0, most),
    losses: sorted.filter(({ by }) => by < 0).slice(-most),
  }
}

function changeOf(rows: readonly DimRow[]): Change {
  const sorted = rows.toSorted((a, b) => a.dim - b.dim)
  const [from, to] = [sorted[0]!, sorted.at(-1)!]
  return { from, to, by: to.metrics.top1!.value! - from.metrics.top1!.value! }
}

/** The model, with the dataset where there are several. */
export function nameOf({ model, data }: DimRow): string {
  return onDataset(model, data)
}

/** How many rows of the data a group has. */
export function rowsOf({ metrics }: DimRow): string {
  return String(metrics.rows!.value)
}

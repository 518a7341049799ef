/** How settings are drawn by their cost: colours for series, shapes for ways to retrieve, a line for the front. */
import type { TopLevelSpec } from 'vega-lite'
import { logAxis, quantitative } from './axes.js'
import type { Layer } from './chart.js'
import { frame, legendColumns, seriesScales, withLegend } from './frame.js'
import { axisTitle } from './numbers.js'
import { FAINT, INK } from './palette.js'

/** Ways to retrieve, told apart by shape. */
export const KINDS = { single: 'single search', rerank: 'shortlist → rerank', funnel: 'funnel' } as const
const KIND_SHAPES: Readonly<Record<string, string>> = {
  [KINDS.single]: 'circle',
  [KINDS.rerank]: 'triangle-up',
  [KINDS.funnel]: 'diamond',
}

/** A setting as a point. */
export interface SettingPoint {
  series: string // model and, where several were searched, index
  kind: string
  x: number
  y: number
  front: boolean
  label: string
}

export function tradeoffSpec(points: readonly SettingPoint[], cost: string, k: number): TopLevelSpec {
  const names = [...new Set(points.map(({ series }) => series))]
  const kinds = Object.values(KINDS).filter((kind) => points.some((point) => point.kind === kind))
  const x = {
    field: 'x',
    ...quantitative(
      logAxis(
        points.map((point) => point.x),
        `${axisTitle(cost)}, log scale`,
      ),
    ),
  } as const
  const y = { field: 'y', ...quantitative({ title: axisTitle(`map@${k}`) }) } as const
  const { color } = seriesScales(names)
  const layers: Layer[] = [
    {
      transform: [{ filter: 'datum.front' }],
      mark: {
        type: 'line',
        color: FAINT.light,
        strokeDash: [5, 3],
        strokeWidth: 1.4,
        interpolate: 'step-after',
        aria: false,
      },
      encoding: { x, y, order: { field: 'x', type: 'quantitative' } },
    },
    {
      mark: { type: 'point', filled: true, size: 58, opacity: 1 },
      encoding: {
        x,
        y,
        color: {
          field: 'series',
          type: 'nominal',
          scale: color,
          legend: names.length === 1 ? null : { title: null, columns: legendColumns(names) },
        },
        shape: {
          field: 'kind',
          type: 'nominal',
          scale: { domain: kinds, range: kinds.map((kind) => KIND_SHAPES[kind]!) },
          legend:
            kinds.length === 1
              ? null
              : {
                  title: null,
                  columns: legendColumns(kinds),
                  symbolFillColor: INK.light,
                  symbolStrokeColor: INK.light,
                },
        },
        description: { field: 'label', type: 'nominal' },
      },
    },
  ]
  return frame(points, layers, withLegend(names) + (kinds.length > 1 ? 19 * (kinds.length / legendColumns(kinds)) : 0))
}

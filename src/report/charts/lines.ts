/** Lines through points, a line for each series: what most figures are. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, quantitative } from './axes.js'
import type { Layer } from './chart.js'
import { frame, legendColumns, type SeriesScales, seriesScales, withLegend } from './frame.js'
import { FAINT, PAPER } from './palette.js'

/** A measured point. */
export interface LinePoint {
  series: string
  x: number
  y: number
  low: number | null // of the interval
  high: number | null
  hollow: boolean // drawn with no filling: it is told apart from the others
  size?: 'small' | 'large' // small: one of the many of a curve; large: the one to be seen
  label: string // its exact numbers
}

export interface LineOptions {
  x: Axis
  y: Axis
  unjoined?: readonly string[] // series of points that no line goes through
  order?: readonly string[] // of the series; else that of the points
  under?: readonly Layer[] // drawn below the points
}

/** With more lines than this, bands would hide each other, and intervals are drawn as bars. */
const MOST_BANDS = 3

export function lineSpec(points: readonly LinePoint[], options: LineOptions): TopLevelSpec {
  const names = options.order ?? [...new Set(points.map(({ series }) => series))]
  const layers = layersOf(names, options)
  return frame(points, layers, names.length === 1 ? undefined : withLegend(names))
}

/** How intervals are drawn, for captions. */
export function intervalNote(points: readonly LinePoint[]): string {
  if (points.every(({ low }) => low === null)) return ''
  return `${hasBands(new Set(points.map(({ series }) => series)).size) ? 'Bands' : 'Bars'}: 95 % intervals.`
}

function hasBands(series: number): boolean {
  return series <= MOST_BANDS
}

/** A line across the whole plot at one height. */
export function ruleAt(height: number, y: Axis): Layer {
  return {
    data: { values: [{ height }] },
    mark: { type: 'rule', strokeWidth: 1.2, color: FAINT.light, aria: false },
    encoding: { y: { field: 'height', ...quantitative(y) } },
  }
}

function layersOf(names: readonly string[], options: LineOptions): Layer[] {
  const { x, y, unjoined = [], under = [] } = options
  const scales = seriesScales(names)
  const across = { field: 'x', ...quantitative(x) } as const
  const up = { field: 'y', ...quantitative(y) } as const
  const isBand = hasBands(names.length) && unjoined.length === 0
  const series = names.map((name, i) => ({ name, color: scales.color.range[i]!, dash: scales.strokeDash.range[i]! }))
  const only = (name: string) => `datum.series === ${JSON.stringify(name)}`
  return [
    ...under,
    ...series.map(
      ({ name, color }): Layer => ({
        transform: [{ filter: `${only(name)} && isValid(datum.low)` }],
        mark: isBand
          ? { type: 'area', color, opacity: 0.16, aria: false }
          : { type: 'rule', color, strokeWidth: 1.2, opacity: 0.6, aria: false },
        encoding: { x: across, y: { field: 'low', ...quantitative(y) }, y2: { field: 'high' } },
      }),
    ),
    ...series
      .filter(({ name }) => !unjoined.includes(name))
      .map(
        ({ name, color, dash }): Layer => ({
          transform: [{ filter: only(name) }],
          mark: { type: 'line', color, strokeDash: dash, strokeWidth: 1.8, aria: false },
          encoding: { x: across, y: up },
        }),
      ),
    {
      mark: { type: 'point', filled: false, opacity: 1, strokeWidth: 1.6 },
      encoding: pointEncoding(names, scales, across, up),
    },
  ]
}

/** Areas of points that are not of the usual size. */
const SIZES = [
  { test: "datum.size === 'small'", value: 10 },
  { test: "datum.size === 'large'", value: 130 },
]

function pointEncoding<X, Y>(names: readonly string[], { color, shape }: SeriesScales, x: X, y: Y) {
  const legend = names.length === 1 ? null : { title: null, columns: legendColumns(names) }
  const series = { field: 'series', type: 'nominal', legend } as const
  return {
    x,
    y,
    stroke: { ...series, scale: color },
    fill: { condition: { test: 'datum.hollow', value: PAPER.light }, ...series, scale: color },
    shape: { ...series, scale: shape },
    size: { condition: SIZES, value: 42 },
    description: { field: 'label', type: 'nominal' },
  } as const
}

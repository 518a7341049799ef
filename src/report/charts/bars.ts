/** Bars, side by side where there are several for one place. */
import type { TopLevelSpec } from 'vega-lite'
import { type Layer, WIDTH } from './chart.js'
import { frame, legendColumns, seriesScales, withLegend } from './frame.js'
import { INK } from './palette.js'

/** A bar. */
export interface Bar {
  series: string
  place: string // on the axis; in their order
  value: number
  low: number | null // of the interval
  high: number | null
  label: string // its exact numbers
}

export interface BarOptions {
  place: string // title of the axis of places
  value: string // title of the axis of values
  isAcross?: boolean // bars lie, with the places below each other: for long names
}

export function barSpec(bars: readonly Bar[], { place, value, isAcross = false }: BarOptions): TopLevelSpec {
  const names = [...new Set(bars.map(({ series }) => series))]
  const places = [...new Set(bars.map((bar) => bar.place))]
  const where = {
    field: 'place',
    type: 'nominal',
    title: place === '' ? null : place,
    scale: { domain: places, paddingInner: 0.25 },
    axis: { labelAngle: 0, grid: false, ticks: false, labelLimit: WIDTH / 2, labelPadding: 5 },
  } as const
  const length = {
    type: 'quantitative',
    title: value,
    scale: { nice: true },
    axis: { tickCount: 6 },
    stack: null,
  } as const
  const offset = { field: 'series', type: 'nominal', scale: { domain: names } } as const
  const [bar, interval] = isAcross
    ? [
        { y: where, yOffset: offset, x: { field: 'value', ...length } },
        { y: where, yOffset: offset, x: { field: 'low', ...length }, x2: { field: 'high' } },
      ]
    : [
        { x: where, xOffset: offset, y: { field: 'value', ...length } },
        { x: where, xOffset: offset, y: { field: 'low', ...length }, y2: { field: 'high' } },
      ]
  const layers: Layer[] = [
    {
      mark: { type: 'bar' },
      encoding: {
        ...bar,
        color: {
          field: 'series',
          type: 'nominal',
          scale: seriesScales(names).color,
          legend: names.length === 1 ? null : { title: null, columns: legendColumns(names), symbolType: 'square' },
        },
        description: { field: 'label', type: 'nominal' },
      },
    },
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', color: INK.light, strokeWidth: 1.4, aria: false },
      encoding: interval,
    },
  ]
  const height = isAcross ? 70 + 26 * places.length * Math.max(1, names.length * 0.7) : withLegend(names) - 40
  return frame(bars, layers, height)
}

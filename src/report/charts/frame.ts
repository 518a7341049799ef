/** What all figures share: size, type, and the scales by which series are told apart. */
import type { TopLevelSpec } from 'vega-lite'
import { HEIGHT, type Layer, WIDTH } from './chart.js'
import { DASHES, FAINT, GRID, INK, SERIES, SHAPES } from './palette.js'

/** A spec around layers. `values` are the rows of its data. */
export function frame(values: readonly object[], layers: readonly Layer[], height: number = HEIGHT): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: WIDTH,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: 4,
    background: 'transparent',
    data: { values: [...values] },
    layer: [...layers],
    config: {
      font: 'system-ui, sans-serif',
      view: { stroke: null },
      axis: {
        labelFontSize: 13,
        titleFontSize: 13,
        titleFontWeight: 'normal',
        labelColor: INK.light,
        titleColor: INK.light,
        gridColor: GRID.light,
        domainColor: FAINT.light,
        tickColor: FAINT.light,
      },
      legend: {
        orient: 'bottom',
        labelFontSize: 13,
        titleFontSize: 13,
        titleFontWeight: 'normal',
        labelColor: INK.light,
        titleColor: INK.light,
        labelLimit: WIDTH - 60,
        symbolSize: 60,
        columnPadding: 14,
        offset: 6,
      },
      title: { anchor: 'start', fontSize: 14, color: INK.light, offset: 12 },
      text: { color: INK.light, fontSize: 12 },
    },
  }
}

/** How names of series are drawn, in their order. */
export interface SeriesScales {
  color: { domain: string[]; range: string[] }
  shape: { domain: string[]; range: string[] }
  strokeDash: { domain: string[]; range: number[][] }
}

export function seriesScales(names: readonly string[]): SeriesScales {
  const each = <T>(of: readonly T[]) => names.map((_, i) => of[i % of.length]!)
  const domain = [...names]
  return {
    color: { domain, range: each(SERIES).map(({ light }) => light) },
    shape: { domain, range: each<string>(SHAPES) },
    strokeDash: { domain, range: each(DASHES).map((dash) => [...dash]) },
  }
}

/** Columns of a legend whose longest name is so long, so that it fits the width. */
export function legendColumns(names: readonly string[]): number {
  const longest = Math.max(...names.map((name) => name.length))
  return Math.max(1, Math.min(names.length, Math.floor((WIDTH - 45) / (longest * 7.8 + 34))))
}

/** Height for a plot of the usual size with a legend below. */
export function withLegend(names: readonly string[]): number {
  return HEIGHT + 19 * (Math.ceil(names.length / legendColumns(names)) - 1)
}

/** Heat maps of shortlist dims by rerank dims: quality, and what it costs. */
import type { TopLevelSpec } from 'vega-lite'
import type { RetrievalRow } from '../../types.js'
import { formatValue, seriesName } from '../labels.js'
import { matricesOf, smallestK } from '../retrieval-grid.js'
import { indexLabel } from '../settings-columns.js'
import { type Chart, type Layer, slug } from './chart.js'
import { frame } from './frame.js'
import { axisTitle, inWords, plainTitle } from './numbers.js'
import { settingName } from './tradeoff.js'

/** A pair of dims. */
interface Cell {
  from: number
  to: number
  value: number
  shown: string // as it stands in the cell
  strong: boolean // dark enough for light text
  label: string
}

/** Fillings of cells and the text on them. They are not those of other charts, and so stay on dark pages. */
const RAMP: readonly [string, string] = ['#dcecf8', '#08437f']
const TEXT = { onDark: '#fdfdfd', onLight: '#101418' }

/** @param rows of --grid @returns a map of mAP and one of MFLOPs for every model, query set, index and shortlist size */
export function heatCharts(rows: readonly RetrievalRow[], prefix: string, context: string): Chart[] {
  const k = smallestK(rows)
  const matrices = matricesOf(rows)
  return matrices.flatMap(({ rows: own, size }) => {
    const [first] = own as [RetrievalRow]
    const exact = first.index === 'exact' ? undefined : indexLabel(first)
    const what = [seriesName(first), first.queries, exact].filter((part) => part !== undefined)
    const sizes = new Set(matrices.map((matrix) => matrix.size)).size > 1 ? [`${size} rows`] : []
    return [`map@${k}`, 'mflops'].flatMap((id) => {
      const cells = cellsOf(own, id)
      if (cells.length < 2) return []
      const title = `${[...what, ...sizes].join(', ')}: ${plainTitle(id)} by search and rerank dims`
      return [
        {
          id: [prefix, 'grid', slug(id), ...[...what, ...sizes].map(slug)].join('-'),
          title,
          caption: `${axisTitle(id)} when ${size} rows are found at one dim (down) and ordered anew at another (across); the diagonal is a single search${context === '' ? '' : `; ${context}`}.`,
          alt: `${title}. ${ends(cells)}`,
          spec: heatSpec(cells, id !== 'mflops'),
        },
      ]
    })
  })
}

function cellsOf(rows: readonly RetrievalRow[], id: string): Cell[] {
  const known = rows.flatMap((row) => {
    const metric = row.metrics[id]
    return metric === undefined || metric.value === null ? [] : [{ row, metric, value: metric.value }]
  })
  const place = id === 'mflops' ? Math.log : (value: number) => value
  const [low, high] = [Math.min, Math.max].map((end) => place(end(...known.map(({ value }) => value)))) as [
    number,
    number,
  ]
  return known.map(({ row, metric, value }) => ({
    from: row.shortlist,
    to: row.rerank,
    value: place(value),
    shown: id === 'mflops' ? (value < 100 ? value.toPrecision(2) : String(Math.round(value))) : formatValue(metric),
    strong: place(value) > (low + high) / 2,
    label: `${settingName(row)}: ${inWords(metric)}`,
  }))
}

function ends(cells: readonly Cell[]): string {
  const sorted = cells.toSorted((a, b) => a.value - b.value)
  return `Lowest: ${sorted[0]!.label}; highest: ${sorted.at(-1)!.label}.`
}

function heatSpec(cells: readonly Cell[], isPrecise: boolean): TopLevelSpec {
  const dims = [...new Set(cells.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b)
  const scale = { domain: dims, paddingInner: 0.04, paddingOuter: 0 }
  const axis = { labelAngle: 0, grid: false, ticks: false, domain: false, labelPadding: 6 }
  const x = { field: 'to', type: 'ordinal', title: 'dims of the rerank', scale, axis } as const
  const y = { field: 'from', type: 'ordinal', title: 'dims of the search', scale, axis } as const
  const layers: Layer[] = [
    {
      mark: { type: 'rect' },
      encoding: {
        x,
        y,
        color: {
          field: 'value',
          type: 'quantitative',
          scale: { range: [...RAMP], zero: false, nice: false },
          legend: null,
        },
        description: { field: 'label', type: 'nominal' },
      },
    },
    {
      mark: { type: 'text', fontSize: isPrecise && dims.length > 9 ? 9 : 12, aria: false },
      encoding: {
        x,
        y,
        text: { field: 'shown', type: 'nominal' },
        color: { condition: { test: 'datum.strong', value: TEXT.onDark }, value: TEXT.onLight },
      },
    },
  ]
  return frame(cells, layers, 60 + 30 * Math.max(3, dims.length))
}

/** Calibration of heads: accuracy against confidence, and the expected calibration error at every dim. */
import type { CascadeRow, MetricValue } from '../../types.js'
import { formatValue } from '../labels.js'
import { inSentences } from './accuracy.js'
import { type Axis, dimAxis, quantitative } from './axes.js'
import { type Chart, type Layer, slug } from './chart.js'
import { type LinePoint, lineSpec } from './lines.js'
import { inWords, measured } from './numbers.js'
import { FAINT } from './palette.js'

/** Heads in one diagram. */
const MOST = 4

export function calibrationCharts(model: string, rows: readonly CascadeRow[], prefix: string): Chart[] {
  const heads = rows.filter(({ policy }) => policy === 'single')
  return [...reliabilityChart(model, heads, prefix), ...errorChart(model, heads, prefix)]
}

/** Mean confidence across, accuracy up, a line for each of at most four heads spread over the dims. */
function reliabilityChart(model: string, heads: readonly CascadeRow[], prefix: string): Chart[] {
  const binned = heads.filter(({ reliability }) => reliability !== undefined)
  const shown = [...new Set(Array.from({ length: MOST }, (_, i) => Math.round((i * (binned.length - 1)) / (MOST - 1))))]
  const points = shown.flatMap((i) => (binned[i] === undefined ? [] : binPoints(binned[i])))
  if (points.length < 2) return []
  const rest = binned.length > MOST ? ` ${shown.length} of ${binned.length} heads are shown.` : ''
  const x: Axis = { title: 'mean confidence (%)', domain: [0, 100] }
  const y: Axis = { title: 'accuracy (%)', domain: [0, 100] }
  return [
    {
      id: `${prefix}-calibration-${slug(model)}`,
      title: `${model}: is confidence what it says?`,
      caption: `Rows by their confidence in bins of equal width: mean confidence across, accuracy up. On the diagonal confidence is what it says; above it heads are less sure than they could be.${rest}`,
      alt: `${model}: accuracy against confidence. ${shown.map((i) => `${seriesOf(binned[i]!)}.`).join(' ')}`,
      spec: lineSpec(points, { x, y, under: [diagonal(x, y)] }),
    },
  ]
}

function binPoints(row: CascadeRow): LinePoint[] {
  const series = seriesOf(row)
  return row.reliability!.flatMap(({ low, high, rows, confidence, accuracy }) => {
    if (confidence === null || accuracy === null) return []
    const range = `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`
    return {
      series,
      x: 100 * confidence,
      y: 100 * accuracy,
      low: null,
      high: null,
      hollow: false,
      label: `${row.cap} dims, confidence ${range}: ${(100 * confidence).toFixed(2)} % on average, ${(100 * accuracy).toFixed(2)} % right of ${rows} rows`,
    }
  })
}

/** "8 dims, ECE 10.12 %". */
function seriesOf({ cap, metrics }: CascadeRow): string {
  return metrics.ece === undefined ? `${cap} dims` : `${cap} dims, ECE ${formatValue(metrics.ece)} %`
}

function diagonal(x: Axis, y: Axis): Layer {
  return {
    data: { values: [{ both: 0 }, { both: 100 }] },
    mark: { type: 'line', color: FAINT.light, strokeWidth: 1.2, aria: false },
    encoding: { x: { field: 'both', ...quantitative(x) }, y: { field: 'both', ...quantitative(y) } },
  }
}

function errorChart(model: string, heads: readonly CascadeRow[], prefix: string): Chart[] {
  const points = heads.flatMap(({ cap, metrics }): LinePoint[] => {
    const own = measured(metrics.ece)
    if (own === null) return []
    return [
      {
        series: model,
        x: cap,
        ...own,
        hollow: false,
        label: `${model} at ${cap} dims: ECE ${inWords(metrics.ece as MetricValue)}`,
      },
    ]
  })
  if (points.length < 2) return []
  return [
    {
      id: `${prefix}-ece-${slug(model)}`,
      title: `${model}: expected calibration error of each head`,
      caption:
        'Mean distance of accuracy from mean confidence over bins of confidence of equal width, weighted by their rows.',
      alt: `${model}: expected calibration error (%) against dimension. ${inSentences(points)}`,
      spec: lineSpec(points, { x: dimAxis(points.map((point) => point.x)), y: { title: 'ECE (%)' } }),
    },
  ]
}

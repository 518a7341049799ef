/** The figures of `adaptive-classify`: accuracy against expected dims, who answers, and whether confidence can be trusted. */
import type { CascadeRow, MetricValue } from '../../types.js'
import { deployed } from '../cascade-grid.js'
import { groupBy } from '../grid-shape.js'
import { inSentences } from './accuracy.js'
import { dimAxis } from './axes.js'
import { type Bar, barSpec } from './bars.js'
import { calibrationCharts } from './calibration.js'
import { type Chart, slug } from './chart.js'
import { type LinePoint, lineSpec } from './lines.js'
import { inWords, measured } from './numbers.js'

/** Names of policies, in the order in which they are drawn. */
const NAMES: Readonly<Record<CascadeRow['policy'], string>> = {
  single: 'single heads',
  paper: 'MRL’s rule',
  joint: 'joint thresholds',
  shared: 'one shared threshold',
  oracle: 'oracle',
  vote: 'majority vote',
  file: 'cascade of the file',
}
const CHOSEN = 'chosen'

/** Figures of every model that has several heads. */
export function cascadeCharts(rows: readonly CascadeRow[], prefix: string): Chart[] {
  const models = [...groupBy(rows, ({ model }) => model)].filter(([, own]) => own.length > 1)
  return models.flatMap(([model, own]) => [
    ...curveChart(model, own, prefix),
    ...exitChart(model, own, prefix),
    ...calibrationCharts(model, own, prefix),
  ])
}

function curveChart(model: string, rows: readonly CascadeRow[], prefix: string): Chart[] {
  const points = cascadePoints(rows)
  if (points.length < 2) return []
  const order = [...Object.values(NAMES), CHOSEN].filter((name) => points.some(({ series }) => series === name))
  const alone = order.filter((name) => points.filter(({ series }) => series === name).length === 1)
  return [
    {
      id: `${prefix}-cascades-${slug(model)}`,
      title: `${model}: accuracy against expected dims`,
      caption: `A head answers when it is sure enough, else the next larger one is asked; expected dims are the mean of the dims of the heads that answered. The oracle takes the smallest head that is right.${order.includes(CHOSEN) ? ' The ring is the cascade that was chosen on the holdout.' : ''}`,
      alt: `${model}: accuracy (%) against expected dims. ${inSentences(points)}`,
      spec: lineSpec(points, {
        x: dimAxis(
          rows.map(({ cap }) => cap),
          'expected dims (log scale)',
        ),
        y: { title: 'accuracy (%)' },
        unjoined: alone,
        order,
      }),
    },
  ]
}

/** Every cascade of one model as a point, of a curve only those that differ in cost from the one before. */
export function cascadePoints(rows: readonly CascadeRow[]): LinePoint[] {
  const points = rows.flatMap((row): (LinePoint & { row: CascadeRow })[] => {
    const { accuracy, expectedDim } = row.metrics
    const [x, y] = [expectedDim?.value ?? null, measured(accuracy)]
    if (x === null || y === null) return []
    const isCurve = row.point !== null
    const series = row.promise !== undefined && row.policy !== 'file' ? CHOSEN : NAMES[row.policy]
    const label = `${series}${row.policy === 'single' || row.policy === 'paper' ? ` to ${row.cap}` : ''}: ${inWords(accuracy as MetricValue)} with ${inWords({ ...expectedDim!, ci95: null })} on average`
    const interval = isCurve ? { low: null, high: null, size: 'small' as const } : {}
    const mark = series === CHOSEN ? { hollow: true, size: 'large' as const } : { hollow: false }
    return [{ row, series, x, ...y, ...interval, ...mark, label }]
  })
  return points
    .filter(({ size, series, x }, i) => size !== 'small' || points[i - 1]?.series !== series || points[i - 1]?.x !== x)
    .map(({ row: _, ...point }) => point)
    .toSorted((a, b) => Number(a.size === 'large') - Number(b.size === 'large')) // drawn above the others
}

/** Share of the rows that each head answers: of the chosen cascade, of MRL's rule over all heads, and of the oracle. */
function exitChart(model: string, rows: readonly CascadeRow[], prefix: string): Chart[] {
  const chosen = deployed(rows)
  const paper = rows.findLast(({ policy }) => policy === 'paper')
  const oracle = rows.find(({ policy }) => policy === 'oracle')
  const shown = [...new Set([chosen, paper, oracle])].filter((row) => row !== undefined)
  const bars = shown.flatMap((row) => {
    const series = row === chosen && row.promise !== undefined && row.policy !== 'file' ? CHOSEN : NAMES[row.policy]
    return Object.entries(row.exits).map(
      ([dim, share]): Bar => ({
        series,
        place: dim,
        value: 100 * share,
        low: null,
        high: null,
        label: `${series}: ${(100 * share).toFixed(2)} % answered at ${dim} dims`,
      }),
    )
  })
  if (bars.length < 2) return []
  return [
    {
      id: `${prefix}-exits-${slug(model)}`,
      title: `${model}: which head answers`,
      caption:
        'Share of the rows that each head answers. The oracle: the smallest head that is right, else the largest.',
      alt: `${model}: which head answers. ${bars
        .filter(({ value }) => value > 0)
        .map(({ label }) => label)
        .join('; ')}.`,
      spec: barSpec(bars, { place: 'dims of the head', value: 'rows (%)' }),
    },
  ]
}

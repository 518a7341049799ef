/** Groups of classes against dimension: those that change most, how many change how, and frequent against rare ones. */
import type { DimRow, Trend } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { changesOf, nameOf, strongest, TRENDS } from '../trend-grid.js'
import { inSentences } from './accuracy.js'
import { dimAxis } from './axes.js'
import { type Bar, barSpec } from './bars.js'
import { type Chart, slug } from './chart.js'
import { type LinePoint, lineSpec } from './lines.js'
import { inWords, measured } from './numbers.js'

/** Classes that are drawn at either end. */
const DRAWN = 3

export function classCharts(rows: readonly DimRow[], prefix: string): Chart[] {
  const models = (own: readonly DimRow[]) => [...groupBy(own, nameOf)]
  const ofClass = rows.filter((row) => row.class !== undefined)
  const frequent = rows.filter((row) => row.frequency !== undefined)
  return [
    ...trendChart(ofClass, prefix),
    ...models(ofClass).flatMap(([name, own]) => changeChart(name, own, prefix)),
    ...models(frequent).flatMap(([name, own]) => frequencyChart(name, own, prefix)),
  ]
}

/** How many classes of each model go how. */
function trendChart(rows: readonly DimRow[], prefix: string): Chart[] {
  const bars = [...groupBy(rows, nameOf)].flatMap(([series, own]) => {
    const classes = new Map(own.flatMap(({ class: name, trend }) => (trend === undefined ? [] : [[name!, trend]])))
    return (Object.keys(TRENDS) as Trend[]).map((trend): Bar => {
      const value = [...classes.values()].filter((other) => other === trend).length
      const label = `${series}, ${TRENDS[trend]}: ${value} of ${classes.size} classes`
      return { series, place: TRENDS[trend], value, low: null, high: null, label }
    })
  })
  if (bars.every(({ value }) => value === 0)) return []
  return [
    {
      id: `${prefix}-trends`,
      title: 'Classes by how their accuracy goes with the dim',
      caption:
        'Never down: no dim is worse than a smaller one. A small dip: down after the peak. Down, then up: up again after the trough.',
      alt: `Classes by how their accuracy goes with the dim. ${bars.map(({ label }) => label).join('; ')}.`,
      spec: barSpec(bars, { place: '', value: 'classes', isAcross: true }),
    },
  ]
}

function changeChart(name: string, rows: readonly DimRow[], prefix: string): Chart[] {
  const { gains, losses } = strongest(changesOf(rows), DRAWN)
  const classes = [...gains, ...losses].map(({ from }) => from.class!)
  const points = classes.flatMap((series) =>
    pointsOf(
      series,
      rows.filter((row) => row.class === series),
    ),
  )
  if (points.length < 2 || classes.length === 0) return []
  return [
    {
      id: `${prefix}-classes-${slug(name)}`,
      title: `${name}: the classes that gain and lose most`,
      caption: `Top-1 accuracy of single classes: the ${gains.length} that gain most and the ${losses.length} that lose most between the smallest and the largest dim. They were picked for it, and so chance makes their changes look larger than they are.`,
      alt: `${name}: top-1 accuracy (%) of classes against dimension. ${inSentences(points)}`,
      spec: lineSpec(
        points.map((point) => ({ ...point, low: null, high: null })), // intervals of a few rows each would hide the lines
        { x: dimAxis(points.map(({ x }) => x)), y: { title: 'top-1 accuracy (%)' } },
      ),
    },
  ]
}

function frequencyChart(name: string, rows: readonly DimRow[], prefix: string): Chart[] {
  const points = [...groupBy(rows, ({ frequency }) => frequency!)].flatMap(([series, own]) => pointsOf(series, own))
  if (points.length < 2) return []
  return [
    {
      id: `${prefix}-frequency-${slug(name)}`,
      title: `${name}: accuracy by how frequent classes are in training`,
      caption: 'Top-1 accuracy over the rows of classes with many, some or few training rows. Bands: 95 % intervals.',
      alt: `${name}: top-1 accuracy (%) by frequency against dimension. ${inSentences(points)}`,
      spec: lineSpec(points, { x: dimAxis(points.map(({ x }) => x)), y: { title: 'top-1 accuracy (%)' } }),
    },
  ]
}

function pointsOf(series: string, rows: readonly DimRow[]): LinePoint[] {
  return rows.flatMap(({ dim, interpolated = false, metrics: { top1 } }) => {
    const own = measured(top1)
    if (own === null || top1 === undefined) return []
    return [{ series, x: dim, ...own, hollow: interpolated, label: `${series} at ${dim} dims: ${inWords(top1)}` }]
  })
}

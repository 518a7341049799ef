/** Quality against dimension: a line for each model, reduction and precision, as in the figures of the MRL paper. */
import type { DimRow, MetricValue } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { seriesName } from '../labels.js'
import { groupBySeries } from '../series.js'
import { capital } from '../summary/words.js'
import { dimAxis } from './axes.js'
import { type Chart, slug } from './chart.js'
import { intervalNote, type LinePoint, lineSpec } from './lines.js'
import { axisTitle, inWords, measured, plainTitle } from './numbers.js'

/** Metrics that are drawn, where the rows have them. */
const DRAWN = /^(knn@\d+|top1|top5|loss|superclass|spearman|pearson|retained|(map|ndcg)@\d+)$/

/**
 * One dataset at a time where several models were scored on several, as the tables do.
 * @param rows one for each dim and series @param prefix of the ids, e.g. the command's name
 */
export function accuracyCharts(rows: readonly DimRow[], prefix: string, context: string): Chart[] {
  const sets = groupBy(rows, ({ data }) => data ?? '')
  if (sets.size < 2 || new Set(rows.map(({ model }) => model)).size < 2) return chartsOfSet(rows, prefix, context)
  return [...sets].flatMap(([data, own]) =>
    chartsOfSet(
      own.map(({ data: _, ...row }) => row),
      prefix,
      [data, context].filter((part) => part !== '').join(', '),
    ).map((chart) => ({
      ...chart,
      id: `${chart.id}-${slug(data)}`,
      title: `${chart.title}, ${data}`,
      alt: `${data}: ${chart.alt}`,
    })),
  )
}

function chartsOfSet(rows: readonly DimRow[], prefix: string, context: string): Chart[] {
  return drawnMetrics(rows).flatMap((id) => accuracyChart(rows, id, prefix, context))
}

/** Ids of the metrics that are drawn, in the order of the rows. */
export function drawnMetrics(rows: readonly DimRow[]): string[] {
  return [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))].filter((id) => DRAWN.test(id))
}

/** A metric of every row as points, in the series of the tables. */
export function accuracyPoints(rows: readonly DimRow[], id: string): LinePoint[] {
  const nested = id === 'retained' ? rows.filter(isNested(rows)) : rows
  return [...groupBySeries(nested)].flatMap(([series, own]) => own.flatMap((row) => pointOf(series, row, id)))
}

function accuracyChart(rows: readonly DimRow[], id: string, prefix: string, context: string): Chart[] {
  const points = accuracyPoints(rows, id)
  if (points.length < 2) return []
  const title = plainTitle(id)
  const names = [...new Set(points.map(({ series }) => series))]
  return [
    {
      id: `${prefix}-${slug(id)}`,
      title: names.length === 1 ? `${names[0]}: ${title} against dimension` : `${capital(title)} against dimension`,
      caption: captionOf(id, points, context),
      alt: `${title} against dimension. ${inSentences(points)}`,
      spec: lineSpec(points, {
        x: dimAxis(points.map(({ x }) => x)),
        y: { title: axisTitle(id) },
      }),
    },
  ]
}

/** A model of one dim keeps all of itself. */
function isNested(rows: readonly DimRow[]): (row: DimRow) => boolean {
  const sizes = groupBy(rows, seriesName)
  return (row) => sizes.get(seriesName(row))!.length > 1
}

/** @returns the row's metric as a point, or none where it was not measured */
export function pointOf(series: string, { dim, interpolated = false, metrics }: DimRow, id: string): LinePoint[] {
  const own = measured(metrics[id])
  if (own === null) return []
  const label = `${series} at ${dim} dims: ${inWords(metrics[id] as MetricValue)}${interpolated ? ', interpolated' : ''}`
  return [{ series, x: dim, ...own, hollow: interpolated, label }]
}

/** "MRL: 63.35 at 8, 79.36 at 2048. FF: …": the ends of every series, and its best where that lies between. */
export function inSentences(points: readonly LinePoint[]): string {
  const names = [...new Set(points.map(({ series }) => series))]
  const sentences = names.map((name) => {
    const own = points.filter(({ series }) => series === name).toSorted((a, b) => a.x - b.x)
    const best = own.reduce((top, point) => (point.y > top.y ? point : top))
    const told = [...new Set([own[0]!, best, own.at(-1)!])].toSorted((a, b) => a.x - b.x)
    return `${name}: ${told.map(({ x, y }) => `${Number(y.toFixed(2))} at ${Number(x.toPrecision(4))}`).join(', ')}.`
  })
  return sentences.join(' ')
}

function captionOf(id: string, points: readonly LinePoint[], context: string): string {
  const has = (of: (point: LinePoint) => boolean) => points.some(of)
  const what = [
    `${capital(axisTitle(id))} when vectors are cut to their first d numbers${context === '' ? '' : `: ${context}`}.`,
    intervalNote(points),
    ...(has(({ hollow }) => hollow) ? ['Hollow points: dims that the model was not trained at.'] : []),
  ]
  return what.filter((part) => part !== '').join(' ')
}

/** Differences between models, row by row of the same data, against dimension, around a line at zero. */
import type { DifferenceRow } from '../../types.js'
import { familyNames, titleOf } from '../compare-grid.js'
import { groupBy } from '../grid-shape.js'
import { inSentences } from './accuracy.js'
import { dimAxis } from './axes.js'
import { type Chart, slug } from './chart.js'
import { type LinePoint, lineSpec, ruleAt } from './lines.js'
import { inWords, measured } from './numbers.js'

/** Differences of one metric to one model, or of models to themselves at their largest dim. */
export interface Differences {
  id: string
  title: string
  points: LinePoint[]
}

export function compareCharts(rows: readonly DifferenceRow[], prefix: string, context: string): Chart[] {
  return differencePoints(rows).flatMap(({ id, title, points }) => {
    if (points.length < 2) return []
    const y = { title: 'difference (points)' }
    return [
      {
        id: `${prefix}-${id}`,
        title,
        caption: `Mean difference over the same rows, in hundredths, with its 95 % interval: above zero the model is better, and where an interval holds zero it may be chance${context === '' ? '' : `; ${context}`}.`,
        alt: `${title} in points, against dimension. ${inSentences(points)}`,
        spec: lineSpec(points, { x: dimAxis(points.map(({ x }) => x)), y, under: [ruleAt(0, y)] }),
      },
    ]
  })
}

/** Points by what they are drawn in: a series for each model or family. */
export function differencePoints(rows: readonly DifferenceRow[]): Differences[] {
  const families = familyNames(rows)
  const tested = rows.filter(({ metrics }) => metrics.p !== undefined) // the others are about the smallest dim that is as good
  const isOwn = ({ model, against }: DifferenceRow) => families.get(model) === families.get(against)
  const groups = groupBy(tested, (row) => JSON.stringify([row.metric, isOwn(row) ? null : families.get(row.against)]))
  return [...groups.values()].map((own) => {
    const [first] = own as [DifferenceRow]
    const beside = isOwn(first) ? 'their own full width' : families.get(first.against)!
    return {
      id: `${slug(first.metric)}-${isOwn(first) ? 'own' : slug(beside)}`,
      title: `${titleOf(first.metric).replace(' (%)', '')}: difference to ${beside}`,
      points: own.flatMap((row) => pointOf(families.get(row.model)!, row)),
    }
  })
}

function pointOf(
  series: string,
  { dim, interpolated = false, against, againstDim, metrics: { difference } }: DifferenceRow,
): LinePoint[] {
  const own = measured(difference)
  if (own === null || difference === undefined) return []
  const label = `${series} at ${dim} dims less ${against} at ${againstDim}: ${inWords(difference)} points`
  return [{ series, x: dim, ...own, hollow: interpolated, label }]
}

/** Few-shot accuracy against dimension: a line for each shot count of one model, or a figure for each with a line a model. */
import type { DimRow } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { seriesName } from '../labels.js'
import { groupBySeries } from '../series.js'
import { inSentences, pointOf } from './accuracy.js'
import { dimAxis } from './axes.js'
import { type Chart, slug } from './chart.js'
import { intervalNote, type LinePoint, lineSpec } from './lines.js'

export function fewShotCharts(rows: readonly DimRow[], prefix: string, context: string): Chart[] {
  const ways = rows[0]?.ways === undefined ? '' : `${rows[0].ways}-way `
  const byShots = groupBy(rows, ({ shots }) => `${shots}-shot`)
  const models = [...new Set(rows.map(seriesName))]
  const draw = (what: string, points: readonly LinePoint[], ids: readonly string[]): Chart[] => {
    if (points.length < 2) return []
    return [
      {
        id: [prefix, 'accuracy', ...ids].join('-'),
        title: `${what} accuracy against dimension`,
        caption: `Accuracy of the nearest class mean, when each class is known by so many rows (shots); mean over trials${context === '' ? '' : `: ${context}`}. ${intervalNote(points)}`,
        alt: `${what} accuracy (%) of the nearest class mean against dimension. ${inSentences(points)}`,
        spec: lineSpec(points, { x: dimAxis(points.map(({ x }) => x)), y: { title: 'accuracy (%)' } }),
      },
    ]
  }
  if (models.length === 1) {
    const points = [...byShots].flatMap(([shots, own]) => own.flatMap((row) => pointOf(shots, row, 'accuracy')))
    return draw(`${models[0]}: ${ways}few-shot`, points, [])
  }
  return [...byShots].flatMap(([shots, own]) => {
    const points = [...groupBySeries(own)].flatMap(([name, line]) =>
      line.flatMap((row) => pointOf(name, row, 'accuracy')),
    )
    return draw(`${ways}${shots}`, points, [slug(shots)])
  })
}

/** Ranked lists of other systems: a bar for each. */
import type { RunRow } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { type Bar, barSpec } from './bars.js'
import { type Chart, slug } from './chart.js'
import { axisTitle, inWords, measured, plainTitle } from './numbers.js'

/** What is drawn, at the smallest cut-off of each. */
const KINDS = ['map', 'ndcg'] as const

export function runCharts(rows: readonly RunRow[], prefix: string): Chart[] {
  return KINDS.flatMap((kind) => {
    const ids = Object.keys(rows[0]?.metrics ?? {}).filter((id) => new RegExp(`^${kind}@\\d+$`).test(id))
    const [id] = ids.toSorted((a, b) => cutoff(a) - cutoff(b))
    return id === undefined ? [] : runChart(rows, id, prefix)
  })
}

function runChart(rows: readonly RunRow[], id: string, prefix: string): Chart[] {
  const bars = [...groupBy(rows, ({ queries }) => queries ?? '')].flatMap(([series, own]) =>
    own.flatMap(({ model, metrics }): Bar[] => {
      const value = measured(metrics[id])
      if (value === null || metrics[id] === undefined) return []
      const label = `${model}${series === '' ? '' : ` on ${series}`}: ${plainTitle(id)} ${inWords(metrics[id])}`
      return [{ series, place: model, value: value.y, low: value.low, high: value.high, label }]
    }),
  )
  if (bars.length < 2) return []
  return [
    {
      id: `${prefix}-runs-${slug(id)}`,
      title: `${plainTitle(id)} of other systems`,
      caption: 'Runs of other systems on the same queries and judgments. Lines: 95 % intervals.',
      alt: `${plainTitle(id)} of other systems. ${bars.map(({ label }) => label).join('; ')}.`,
      spec: barSpec(bars, { place: '', value: axisTitle(id), isAcross: true }),
    },
  ]
}

function cutoff(id: string): number {
  return Number(id.split('@')[1])
}

/** Quality against the cost of a query: every retrieval setting as a point, and the Pareto front through the best. */
import type { MetricValue, RetrievalRow } from '../../types.js'
import { frontsOf } from '../front.js'
import { groupBy } from '../grid-shape.js'
import { seriesName } from '../labels.js'
import { smallestK } from '../retrieval-grid.js'
import { indexLabel, rerankLabel } from '../settings-columns.js'
import { type Chart, slug } from './chart.js'
import { inWords, scaled } from './numbers.js'
import { KINDS, type SettingPoint, tradeoffSpec } from './tradeoff-points.js'

/** Costs that are drawn, with the letter of their front. Only settings of one model were timed in turns. */
const COSTS = [
  { id: 'mflops', letter: 'F', name: 'MFLOPs', perModel: false },
  { id: 'latency.p50', letter: 'L', name: 'latency', perModel: true },
  { id: 'bytesPerVector', letter: 'B', name: 'bytes per vector', perModel: false },
] as const

export function tradeoffCharts(rows: readonly RetrievalRow[], prefix: string, context: string): Chart[] {
  const k = smallestK(rows)
  const marks = frontsOf(rows, k)
  return COSTS.flatMap(({ id, letter, name, perModel }) => {
    const groups = groupBy(rows, (row) => JSON.stringify([row.queries ?? null, perModel ? seriesName(row) : null]))
    const isOne = groups.size === 1
    return [...groups.values()].flatMap((own) => {
      if (id === 'bytesPerVector' && !differ(own)) return []
      const points = settingPoints(own, id, k, (row) => marks.get(row)!.includes(letter))
      if (points.length < 2) return []
      const which = [perModel ? seriesName(own[0]!) : undefined, own[0]!.queries].filter((part) => part !== undefined)
      const of = isOne ? '' : `: ${which.join(', ')}`
      const front = points.filter((point) => point.front).toSorted((a, b) => a.x - b.x)
      return [
        {
          id: [prefix, slug(name), ...(isOne ? [] : which.map(slug))].join('-'),
          title: `mAP@${k} against ${name}${of}`,
          caption: `${captionOf(id, own)} The line is the Pareto front: no other setting has a higher mAP@${k} at no more cost${context === '' ? '' : `; ${context}`}.`,
          alt: `mAP@${k} against ${name}${of}. On the Pareto front: ${front.map(({ label }) => label).join('; ')}.`,
          spec: tradeoffSpec(points, id, k),
        },
      ]
    })
  })
}

/** Where all numbers are stored alike, bytes say no more than dims. */
function differ(rows: readonly RetrievalRow[]): boolean {
  return new Set(rows.map(({ precision }) => precision)).size > 1
}

function captionOf(id: keyof typeof CAPTIONS, rows: readonly RetrievalRow[]): string {
  const isBinary = id === 'mflops' && rows.some(({ precision }) => precision === 'binary')
  return isBinary ? `${CAPTIONS[id]} A 64-bit word of binary codes counts as one.` : CAPTIONS[id]
}

const CAPTIONS: Readonly<Record<(typeof COSTS)[number]['id'], string>> = {
  mflops:
    'Multiply-adds of a query in millions: by exact search d for every row of the database, and d for every row that is reranked at d.',
  'latency.p50': 'Median time of one query at a time on one CPU thread, in milliseconds.',
  bytesPerVector: 'What a database row takes of the memory that is searched or reranked from.',
}

/** @returns the settings whose cost and quality were measured */
export function settingPoints(
  rows: readonly RetrievalRow[],
  cost: string,
  k: number,
  isFront: (row: RetrievalRow) => boolean,
): SettingPoint[] {
  const several = new Set(rows.map(indexLabel)).size > 1
  return rows.flatMap((row) => {
    const [spent, quality] = [row.metrics[cost], row.metrics[`map@${k}`]]
    if (spent === undefined || spent.value === null || quality === undefined || quality.value === null) return []
    const series = several ? `${seriesName(row)}, ${indexLabel(row)}` : seriesName(row)
    const front = isFront(row)
    return {
      series,
      kind: kindOf(row),
      x: scaled(spent.value, spent.unit),
      y: scaled(quality.value, quality.unit),
      front,
      label: `${series}, ${settingName(row)}: mAP@${k} ${inWords(quality)}, ${inWords(spent as MetricValue)}`,
    }
  })
}

function kindOf({ funnel, shortlistSize }: RetrievalRow): string {
  if (funnel !== null) return KINDS.funnel
  return shortlistSize === null ? KINDS.single : KINDS.rerank
}

/** "16 → 200@2048": found at 16 dims, 200 rows reranked at 2048. */
export function settingName(row: RetrievalRow): string {
  return row.shortlistSize === null ? `${row.shortlist} dims` : `${row.shortlist} → ${rerankLabel(row)}`
}

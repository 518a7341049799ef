/** Ranked rows → the quality of a setting: every metric of every query, and their means with intervals. */
import type { Bootstrap } from '../math/bootstrap.js'
import { concatenated } from '../math/concatenated.js'
import { averagePrecision } from '../metrics/average-precision.js'
import { overlap, uniqueClasses } from '../metrics/diversity.js'
import { hitRate, precision, recall } from '../metrics/hits.js'
import type { Judged } from '../metrics/judged.js'
import { ndcg } from '../metrics/ndcg.js'
import type { MetricValue, Unit } from '../types.js'
import type { Ranked } from './rank.js'

/** What a block of queries is measured against. */
export interface Truth {
  judged: Judged
  exact: Ranked // exact search at full width
  labels: Int32Array | null // classes of the database rows. [n]
}

interface QualityMetric {
  id: string // `@k` follows, and then the suffix
  suffix: string
  unit: Unit
  /** One value a query, for each k; null: needs labels. [S][b] */
  score(ranked: Ranked, ks: readonly number[], truth: Truth): Float64Array[] | null
}

const share = (id: string, score: (judged: Judged, k: number) => Float64Array, suffix = ''): QualityMetric => ({
  id,
  suffix,
  unit: 'fraction',
  score: (_, ks, { judged }) => ks.map((k) => score(judged, k)),
})

/** Every measure of quality, in the order of the report. */
export const QUALITY: readonly QualityMetric[] = [
  share('map', (judged, k) => averagePrecision(judged, k, 'k')),
  share('map', (judged, k) => averagePrecision(judged, k, 'min'), '.min'),
  share('map', (judged, k) => averagePrecision(judged, k, 'hits'), '.hits'),
  share('precision', precision),
  share('recall', recall),
  share('hit', hitRate),
  share('ndcg', ndcg),
  {
    id: 'unique',
    suffix: '',
    unit: 'count',
    score: ({ ids, width }, ks, { labels }) => (labels === null ? null : uniqueClasses(ids, width, ks, labels)),
  },
  {
    id: 'overlap',
    suffix: '',
    unit: 'fraction',
    score: ({ ids, width }, ks, { exact }) => overlap(ids, width, exact.ids, exact.width, ks),
  },
]

/** Values of every metric at every k, one a query; null: not measured. */
export type QueryValues = Readonly<Record<string, Float64Array | null>>

/** @param ks list lengths, ascending; a metric at more than the list has is not measured */
export function queryValues(ranked: Ranked, ks: readonly number[], truth: Truth): QueryValues {
  const fitting = ks.filter((k) => k <= ranked.width)
  const scores = QUALITY.map(({ score }) => score(ranked, fitting, truth))
  const entries = ks.flatMap((k, i) =>
    QUALITY.map(({ id, suffix }, m): [string, Float64Array | null] => [`${id}@${k}${suffix}`, scores[m]?.[i] ?? null]),
  )
  return Object.fromEntries(entries)
}

/** Values of consecutive blocks of queries as one. */
export function joined(blocks: readonly QueryValues[]): QueryValues {
  const [first] = blocks
  if (blocks.length === 1) return first!
  const entries = Object.keys(first!).map((id): [string, Float64Array | null] => {
    const parts = blocks.map((block) => block[id] ?? null)
    if (parts.some((part) => part === null)) return [id, null]
    return [
      id,
      concatenated(
        parts.map((part) => part!),
        Float64Array,
      ),
    ]
  })
  return Object.fromEntries(entries)
}

/** "unique@10" → the unit of `unique`. */
function unitOf(id: string): Unit {
  return QUALITY.find((metric) => id.startsWith(`${metric.id}@`) && id.endsWith(metric.suffix))!.unit
}

/** Means over queries of every setting, with 95 % bootstrap intervals; all settings share the draws. */
export async function meansOf(
  settings: readonly QueryValues[],
  bootstrap: Bootstrap,
): Promise<Record<string, MetricValue>[]> {
  const measured = settings.flatMap((values) => Object.values(values).filter((value) => value !== null))
  const means = (await bootstrap(measured)).values()
  return settings.map((values) => {
    const entries = Object.entries(values).map(([id, own]): [string, MetricValue] => {
      const unit = unitOf(id)
      if (own === null) return [id, { value: null, ci95: null, unit }]
      const { mean, ci95 } = means.next().value!
      return [id, { value: mean, ci95, unit }]
    })
    return Object.fromEntries(entries)
  })
}

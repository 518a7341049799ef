/** Metrics that every row has a value of its own for, by the names that reports have. */
import { averagePrecision } from '../metrics/average-precision.js'
import { hitRate, precision, recall } from '../metrics/hits.js'
import type { Judged } from '../metrics/judged.js'
import { ndcg } from '../metrics/ndcg.js'

/** `heads`: whether the class is among the first n of a head; `votes`: whether the k nearest vote for it; `lists`: of k rows. */
export type OutcomeMetric =
  | { id: string; kind: 'heads'; n: number }
  | { id: string; kind: 'votes'; k: number }
  | { id: string; kind: 'lists'; k: number; score: (judged: Judged, k: number) => Float64Array }

/** What metrics are called, for people. */
export const OUTCOME_METRICS = 'top1, top5, knn@K, map@K, map@K.min, map@K.hits, precision@K, recall@K, hit@K or ndcg@K'

const LISTS: Readonly<Record<string, (judged: Judged, k: number) => Float64Array>> = {
  map: (judged, k) => averagePrecision(judged, k, 'k'),
  'map.min': (judged, k) => averagePrecision(judged, k, 'min'),
  'map.hits': (judged, k) => averagePrecision(judged, k, 'hits'),
  precision,
  recall,
  hit: hitRate,
  ndcg,
}

/** The metric of a name, or null where there is none. */
export function parseOutcomeMetric(id: string): OutcomeMetric | null {
  const heads = /^top([15])$/.exec(id)
  if (heads !== null) return { id, kind: 'heads', n: Number(heads[1]) }
  const found = /^([a-z]+)@([1-9]\d{0,8})(\.[a-z]+)?$/.exec(id)
  if (found === null) return null
  const [, stem, size, suffix = ''] = found
  const [name, k] = [`${stem}${suffix}`, Number(size)]
  if (name === 'knn') return { id, kind: 'votes', k }
  return Object.hasOwn(LISTS, name) ? { id, kind: 'lists', k, score: LISTS[name]! } : null
}

/** Which database rows are relevant to which queries, as plain data that can go to another thread. */
import { type Judged, judgeByLabel, judgeByQrels } from '../metrics/judged.js'

export type Relevance =
  | {
      kind: 'label'
      labels: Int32Array // classes of the database rows. [n]
      truth: Int32Array // classes of the queries. [b]
      relevant: Int32Array // rows of each query's class, its own row left out. [b]
    }
  | { kind: 'qrels'; gains: readonly ReadonlyMap<number, number>[] } // by query: database row → gain. [b]

/** @param ids ranked rows, −1 pads. [b × width] */
export function judgeAll(relevance: Relevance, ids: Int32Array, width: number): Judged {
  return relevance.kind === 'label'
    ? judgeByLabel(ids, width, relevance.labels, relevance.truth, relevance.relevant)
    : judgeByQrels(ids, width, relevance.gains)
}

/** Of the queries from `first` to before `end`. */
export function relevanceOf(relevance: Relevance, first: number, end: number): Relevance {
  if (relevance.kind === 'qrels') return { kind: 'qrels', gains: relevance.gains.slice(first, end) }
  const { truth, relevant } = relevance
  return { ...relevance, truth: truth.subarray(first, end), relevant: relevant.subarray(first, end) }
}

/** Nearest rows → rows of `knn`: accuracy, what is left of float32's at full width, and bytes where precisions are compared. */
import { knnAccuracy, votesRight } from '../metrics/knn-vote.js'
import { retained } from '../metrics/retained.js'
import type { DimRow, MetricValue, Neighbors } from '../types.js'
import type { DimChoice } from './dims.js'
import type { CodedKnn, Way } from './knn-codes.js'
import { codingBytes, codingKeys, PLAIN } from './precision.js'

/** What lists are judged by. */
interface Truth {
  labels: Int32Array // classes of the database rows. [n]
  truth: Int32Array // classes of the queries. [b]
  width: number // D
}

interface RowOptions {
  name: string // of the model
  ks: readonly number[]
  coded?: CodedKnn
}

/** @param ways float32 first, whether or not it has rows; lists may be longer than needed */
export function knnRows(
  choices: readonly DimChoice[],
  ways: readonly [Way, ...Way[]],
  { labels, truth, width }: Truth,
  { name, ks, coded }: RowOptions,
): DimRow[] {
  const [plain, ...others] = ways
  const k = ks[0]!
  const right = (found: Neighbors, dim: number) => {
    const lists = listsAt(found, dim)
    return lists === null ? null : votesRight(lists, found.k, k, labels, truth)
  }
  const full = right(plain.found, width)
  return (coded?.codings ?? [PLAIN]).flatMap((coding) => {
    const { found } = others.find((way) => way.coding === coding) ?? plain
    return choices.map((choice): DimRow => {
      const isFull = found === plain.found && choice.dim === width
      const kept = full === null ? UNKNOWN_SHARE : retained(isFull ? full : right(found, choice.dim)!, full)
      const lists = listsAt(found, choice.dim)!
      const scores = ks.map((size) => [`knn@${size}`, knnAccuracy(lists, found.k, size, labels, truth)] as const)
      const bytes = coded === undefined ? {} : codingBytes(coding, choice.dim, width)
      const metrics = { ...Object.fromEntries(scores), retained: kept, ...bytes }
      return { model: name, ...choice, ...codingKeys(coding), metrics }
    })
  })
}

/** The full dimension was not searched. */
const UNKNOWN_SHARE: MetricValue = { value: null, ci95: null, unit: 'ratio' }

/** Lists of one dim; null: it was not searched. [b × k] */
function listsAt({ ids, dims, queries, k }: Neighbors, dim: number): Int32Array | null {
  const s = dims.indexOf(dim)
  return s === -1 ? null : ids.subarray(s * queries * k, (s + 1) * queries * k)
}

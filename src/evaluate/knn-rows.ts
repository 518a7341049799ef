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
  const right = (found: Neighbors, dim: number) => {
    const lists = listsAt(found, dim)
    return lists === null ? null : ks.map((k) => votesRight(lists, found.k, k, labels, truth))
  }
  const full = right(plain.found, width)?.[0] ?? null
  return (coded?.codings ?? [PLAIN]).flatMap((coding) => {
    const { found } = others.find((way) => way.coding === coding) ?? plain
    return choices.map((choice): DimRow => {
      const isFull = found === plain.found && choice.dim === width
      const votes = right(found, choice.dim)!
      const kept = full === null ? UNKNOWN_SHARE : isFull ? whole(full) : retained(votes[0]!, full)
      const scores = ks.map((size, i) => [`knn@${size}`, knnAccuracy(votes[i]!)] as const)
      const bytes = coded === undefined ? {} : codingBytes(coding, choice.dim, width)
      const metrics = { ...Object.fromEntries(scores), retained: kept, ...bytes }
      return { model: name, ...choice, ...codingKeys(coding), metrics }
    })
  })
}

/** What is left of the full dimension at the full dimension: all, without doubt. */
function whole(full: Float64Array): MetricValue {
  const kept = retained(full, full)
  return { ...kept, ci95: kept.value === null ? null : [1, 1] }
}

/** The full dimension was not searched. */
const UNKNOWN_SHARE: MetricValue = { value: null, ci95: null, unit: 'ratio' }

/** Lists of one dim; null: it was not searched. [b × k] */
function listsAt({ ids, dims, queries, k }: Neighbors, dim: number): Int32Array | null {
  const s = dims.indexOf(dim)
  return s === -1 ? null : ids.subarray(s * queries * k, (s + 1) * queries * k)
}

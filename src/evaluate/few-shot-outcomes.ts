/** Classifies queries by the nearest class mean, for many draws of rows to learn from. */

import { dataError } from '../errors.js'
import { classMeans, largestNorm, prefixesOf } from '../math/class-means.js'
import { concatenated } from '../math/concatenated.js'
import { originAmong, shifted } from '../math/shift.js'
import { NOT_ASKED, nearestMean, RIGHT, WRONG } from '../metrics/nearest-mean.js'
import type { Dims, Product, Vectors } from '../types.js'
import type { Draw } from './few-shot-draws.js'
import type { LabelledVectors } from './rows.js'

const COLUMNS = 4096 // means in one product, if they are of several draws
const SCORES = 2 ** 22 // that one product gives
const LARGEST = 3.4e38 // of float32

/** What is asked, and what is learnt from. */
export interface FewShotTask {
  queries: LabelledVectors
  support: Vectors
  draws: readonly Draw[] // their rows are those of `support`
  ownQueries: readonly Int32Array[] | null // for every draw the queries that it learns from; null: queries are other rows
  dims: Dims
  distance: 'cosine' | 'l2'
}

/** What became of the queries at one dim. */
export interface FewShotOutcomes {
  dim: number
  trials: Uint8Array[] // WRONG, RIGHT or NOT_ASKED (its class is not in the draw, or it is learnt from). [draws][b]
}

/**
 * Outcomes at every dim, one after the other. Cost: Σ d over the dims multiply-adds for every query and mean.
 * @param advanced told how many draws were scored
 * @throws UserError (exit 3) when values are so large that a score might not be finite
 */
export async function* fewShotOutcomes(
  task: FewShotTask,
  product: Product,
  advanced: (draws: number) => void = () => {},
): AsyncGenerator<FewShotOutcomes> {
  const { draws, dims, distance } = task
  const { queries, support } = moved(task)
  if (distance === 'l2') requireFinite(queries, support)
  const columns = draws.map((draw, i) => columnsOf(task.queries.labels, draw, task.ownQueries?.[i] ?? null))
  for (const dim of dims) {
    const asked = prefixesOf(queries, dim, distance).values
    const known = prefixesOf(support, dim, distance)
    const trials = draws.map(() => new Uint8Array(queries.rows).fill(NOT_ASKED))
    for (const group of groupsOf(draws)) {
      const means = group.map((i) => classMeans(known, draws[i]!.rows, draws[i]!.shots, distance))
      const values = concatenated(
        means.map(({ values }) => values),
        Float32Array,
      )
      const width = values.length / dim
      const block = Math.max(1, Math.floor(SCORES / width))
      for (let start = 0; start < queries.rows; start += block) {
        const rows = Math.min(block, queries.rows - start)
        const scores = await product(asked.subarray(start * dim, (start + rows) * dim), rows, dim, values, width, true)
        let from = 0
        for (const [g, { offsets }] of means.entries()) {
          decide({ scores, width, from, offsets }, start, rows, columns[group[g]!]!, trials[group[g]!]!)
          from += offsets.length
        }
      }
      advanced(group.length)
    }
    yield { dim, trials }
  }
}

/** ‖mean‖² − 2 x·mean loses all its digits far from the origin, so l2 moves it among the rows; no distance changes. */
function moved({ queries, support, distance }: FewShotTask): { queries: Vectors; support: Vectors } {
  if (distance === 'cosine') return { queries, support }
  const origin = originAmong(support)
  return { queries: shifted(queries, origin), support: shifted(support, origin) }
}

/** Where the class of each query stands among those of a draw; −1: the query is not asked. [b] */
function columnsOf(labels: Int32Array, { classes }: Draw, own: Int32Array | null): Int32Array {
  const places = new Map(Array.from(classes, (label, c) => [label, c]))
  const columns = labels.map((label) => places.get(label) ?? -1)
  for (const q of own ?? []) columns[q] = -1
  return columns
}

/** Numbers of draws whose means fit into one product. */
function groupsOf(draws: readonly Draw[]): number[][] {
  const groups: number[][] = []
  let width = Number.POSITIVE_INFINITY
  for (const [i, { classes }] of draws.entries()) {
    if (width + classes.length > COLUMNS) {
      groups.push([])
      width = 0
    }
    groups.at(-1)!.push(i)
    width += classes.length
  }
  return groups
}

/** Scores of some queries with the means of several draws. */
interface Block {
  scores: Float32Array // [rows × width]
  width: number
  from: number // first column of the draw
  offsets: Float64Array // [K]
}

function decide(
  { scores, width, from, offsets }: Block,
  start: number,
  rows: number,
  columns: Int32Array,
  outcomes: Uint8Array,
): void {
  for (let row = 0; row < rows; row++) {
    const truth = columns[start + row]!
    if (truth === -1) continue
    outcomes[start + row] = nearestMean(scores, row * width + from, offsets) === truth ? RIGHT : WRONG
  }
}

/** No inner product, nor any part of it, is above the product of the norms; those of cosine are 1. */
function requireFinite(queries: Vectors, support: Vectors): void {
  if (largestNorm(queries) * largestNorm(support) < LARGEST) return
  throw dataError('scores-not-finite', 'l2 scores overflow float32: the values of the embeddings are too large')
}

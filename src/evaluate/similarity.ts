/** `similarity`: how well the likeness of two sentences' embeddings follows a given score, at every dim. */
import { dataError } from '../errors.js'
import { pairScores } from '../math/pair-scores.js'
import { pearson, spearman } from '../metrics/correlation.js'
import type { DimRow, Distance, EmbeddingTable } from '../types.js'
import { requireComparable } from './comparable.js'
import { type AskedDims, chooseDims } from './dims.js'
import type { Evaluation } from './evaluation.js'

export interface SimilarityOptions {
  name: string // of the model
  dims: AskedDims
  distance: Distance
}

/**
 * @param first embeddings of the first sentence of each pair
 * @param second those of the second, in the same order
 * @param scores what the pairs are given. [n]
 * @throws UserError (exit 3) when the tables do not fit each other; (exit 2) for a dim above their width
 */
export async function similarity(
  first: EmbeddingTable,
  second: EmbeddingTable,
  scores: Float64Array,
  { name, dims, distance }: SimilarityOptions,
): Promise<Evaluation> {
  requireComparable(first, second, name)
  const choices = chooseDims(dims, first.dims, first.width, name)
  if (choices.length === 0) return { rows: [], warnings: [], missed: { model: name, dims: [first.width] } }
  const asked = choices.map(({ dim }) => dim)
  const found = asked.map(() => new Float64Array(scores.length))
  let done = 0
  for await (const [one, two, rows] of together(first, second)) {
    const batch = pairScores(one, two, rows, first.width, asked, distance)
    for (const [s, values] of found.entries()) values.set(batch.subarray(s * rows, (s + 1) * rows), done)
    done += rows
  }
  const rows = choices.map((choice, s): DimRow => {
    const metrics = { spearman: spearman(found[s]!, scores), pearson: pearson(found[s]!, scores) }
    return { model: name, ...choice, metrics }
  })
  return { rows, warnings: [] }
}

/** Batches of both tables, cut to the same rows. @throws UserError (exit 3) when one ends before the other */
async function* together(
  first: EmbeddingTable,
  second: EmbeddingTable,
): AsyncGenerator<[Float32Array, Float32Array, number]> {
  if (first.rows !== second.rows)
    throw dataError(
      'pair-rows',
      `${first.path} has ${first.rows} rows, ${second.path} has ${second.rows}; expected pairs`,
    )
  const { width } = first
  const others = second.batches()[Symbol.asyncIterator]()
  let waiting: Float32Array = new Float32Array(0)
  try {
    for await (const { vectors } of first.batches()) {
      for (let at = 0; at < vectors!.length; ) {
        if (waiting.length === 0) waiting = (await others.next()).value.vectors
        const length = Math.min(waiting.length, vectors!.length - at)
        yield [vectors!.subarray(at, at + length), waiting.subarray(0, length), length / width]
        waiting = waiting.subarray(length)
        at += length
      }
    }
  } finally {
    await others.return?.()
  }
}

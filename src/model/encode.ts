/** Dataset × model → embeddings and head scores, batch by batch, with decoding ahead of inference. */
import { dataError } from '../errors.js'
import { softmaxScores } from '../math/softmax.js'
import type { Dataset, DatasetBatch, EncodedBatch, HeadScores, Progress } from '../types.js'
import { prepare } from './inputs.js'
import type { Model } from './model.js'

/**
 * Runs the rows from `from` on through the model, `size` at a time, in order.
 * While one batch is in the model, the next is being read and decoded.
 * @throws UserError (exit 3) for rows that do not fit the model, and for labels beyond its classes
 */
export async function* encode(
  dataset: Dataset,
  model: Model,
  size: number,
  from: number,
  progress: Progress,
): AsyncGenerator<EncodedBatch> {
  const prepared = map(dataset.batches(size, from), (batch) => prepare(batch, model.input, dataset.path))
  for await (const { batch, values, axes } of ahead(prepared)) {
    const { embedding, logits } = await model.run(values, batch.rows, axes)
    const { start, rows, ids, labels } = batch
    if (embedding !== null) requireFiniteRows(embedding, rows, start, model, dataset)
    yield { start, rows, ids, labels, vectors: embedding, heads: headScores(logits, batch, model, dataset) }
    progress.advance(rows)
  }
}

/** A model that overflows (float16, a broken export) must not pass for one that is merely bad. */
function requireFiniteRows(values: Float32Array, rows: number, start: number, model: Model, dataset: Dataset): void {
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad === -1) return
  const row = start + Math.floor(bad / (values.length / rows))
  throw dataError('model-not-finite', `${model.path} gives ${values[bad]} for row ${row} of ${dataset.path}`)
}

function headScores(
  logits: readonly Float32Array[],
  batch: DatasetBatch,
  model: Model,
  dataset: Dataset,
): HeadScores | null {
  const heads = logits.length
  if (heads === 0) return null
  const { labels, rows, start } = batch
  const scores: HeadScores = {
    classes: new Int32Array(rows * heads),
    confidence: new Float32Array(rows * heads),
    rank: new Int32Array(rows * heads),
    loss: new Float32Array(rows * heads),
    logits: null,
  }
  for (const [g, values] of logits.entries()) {
    requireFiniteRows(values, rows, start, model, dataset)
    const classes = values.length / rows
    for (let row = 0; row < rows; row++) {
      const label = labels[row]!
      if (label >= classes) {
        throw dataError(
          'label-range',
          `${dataset.path}: row ${start + row} has label ${label}; ${model.path} knows ${classes} classes`,
        )
      }
      const score = softmaxScores(values.subarray(row * classes, (row + 1) * classes), label)
      const at = row * heads + g
      scores.classes[at] = score.predicted
      scores.confidence[at] = score.confidence
      scores.rank[at] = score.rank
      scores.loss[at] = score.loss
    }
  }
  return scores
}

async function* map<A, B>(items: AsyncIterable<A>, change: (item: A) => Promise<B>): AsyncGenerator<B> {
  for await (const item of items) yield await change(item)
}

/** Asks for the next item before handing out the present one, so that its work overlaps the consumer's. */
async function* ahead<A>(items: AsyncIterable<A>): AsyncGenerator<A> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    let next = iterator.next()
    for (;;) {
      const current = await next
      if (current.done) return
      next = iterator.next()
      next.catch(() => {}) // reported when it is awaited, or dropped with the iterator
      yield current.value
    }
  } finally {
    await iterator.return?.()
  }
}

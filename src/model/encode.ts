/** Dataset × model → embeddings and head scores, batch by batch, with decoding ahead of inference. */
import { dataError } from '../errors.js'
import { headScores, interleaved } from '../math/head-scores.js'
import type { Dataset, DatasetBatch, EncodedBatch, HeadScores, Progress } from '../types.js'
import { requireImages, runFlipped } from './flip.js'
import type { Model } from './model.js'
import { rowNumber } from './row-number.js'
import type { Side } from './text-options.js'

/** Which rows are wanted, and what of them besides their embedding and their scores. */
export interface Wanted {
  logits: boolean // they are kept
  tta: 'none' | 'flip' // flip: those of the mirror image are added
  side: Side | null // of a search; null: on neither
  rows: readonly number[] | null // by row number, ascending; null: all
}

/** All rows, without their logits. */
export const SCORES_ONLY: Wanted = { logits: false, tta: 'none', side: null, rows: null }

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
  wanted: Wanted = SCORES_ONLY,
): AsyncGenerator<EncodedBatch> {
  const prepare = (batch: DatasetBatch) => model.prepare(batch, dataset.path, size)
  for await (const rowsReady of preparedAhead(dataset.batches(model.window(size), from), prepare)) {
    const { embedding, logits } = await (wanted.tta === 'flip' ? runFlipped(rowsReady) : rowsReady.run())
    const { batch } = rowsReady
    const { start, rows, ids, labels } = batch
    if (embedding !== null) requireFiniteRows(embedding, batch, model, dataset)
    yield { start, rows, ids, labels, vectors: embedding, heads: scores(logits, batch, model, dataset, wanted.logits) }
    progress.advance(rows)
  }
}

/**
 * C, the classes of every head, as a run on one row of zeros tells.
 * @throws UserError (exit 3) when there are no heads, or heads of different C
 */
export async function headClasses(model: Model): Promise<number> {
  const { logits } = await model.runZeros()
  const [classes, ...others] = new Set(logits.map(({ length }) => length))
  if (classes === undefined) throw noHeads(model.path)
  if (others.length === 0) return classes
  const found = model.heads.map(({ dim }, g) => `${logits[g]!.length} at ${dim}`).join(', ')
  throw dataError('logits-classes', `${model.path}: logits are kept of heads with equally many classes; found ${found}`)
}

/** @throws UserError for a model whose logits are wanted, but has none, or takes no images to mirror */
export function requireLogits(model: Model, { logits, tta }: Pick<Wanted, 'logits' | 'tta'>): void {
  if ((logits || tta === 'flip') && model.heads.length === 0) throw noHeads(model.path)
  if (tta === 'flip') requireImages(model)
}

function noHeads(path: string): Error {
  return dataError('no-heads', `${path} has no classification heads; expected logits outputs`)
}

/** A model that overflows (float16, a broken export) must not pass for one that is merely bad. */
function requireFiniteRows(values: Float32Array, batch: DatasetBatch, model: Model, dataset: Dataset): void {
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad === -1) return
  const row = rowNumber(batch, Math.floor(bad / (values.length / batch.rows)))
  throw dataError('model-not-finite', `${model.path} gives ${values[bad]} for row ${row} of ${dataset.path}`)
}

function scores(
  logits: readonly Float32Array[],
  batch: DatasetBatch,
  model: Model,
  dataset: Dataset,
  keep: boolean,
): HeadScores | null {
  if (logits.length === 0) return null
  const { labels, rows } = batch
  for (const values of logits) {
    requireFiniteRows(values, batch, model, dataset)
    const classes = values.length / rows
    const beyond = labels.findIndex((label) => label >= classes)
    if (beyond === -1) continue
    throw dataError(
      'label-range',
      `${dataset.path}: row ${rowNumber(batch, beyond)} has label ${labels[beyond]}; ${model.path} knows ${classes} classes`,
    )
  }
  const logitsOf = (row: number, g: number) => {
    const classes = logits[g]!.length / rows
    return logits[g]!.subarray(row * classes, (row + 1) * classes)
  }
  return headScores(labels, logits.length, logitsOf, keep ? interleaved(logits, rows) : null)
}

/**
 * Reads the next rows and starts preparing them before it hands out the present ones: a model's run holds this thread,
 * and only what was started by then goes on beside it.
 */
async function* preparedAhead<A, B>(items: AsyncIterable<A>, prepare: (item: A) => Promise<B>): AsyncGenerator<B> {
  const iterator = items[Symbol.asyncIterator]()
  const start = async (): Promise<{ prepared: Promise<B> } | null> => {
    const { value, done } = await iterator.next()
    if (done) return null
    const prepared = prepare(value)
    prepared.catch(() => {}) // reported when it is awaited, or dropped with the iterator
    return { prepared }
  }
  try {
    let next = start()
    for (;;) {
      const started = await next
      if (started === null) return
      const current = await started.prepared
      next = start()
      await next.catch(() => {}) // rows that cannot be read are reported after the present ones
      yield current
    }
  } finally {
    await iterator.return?.()
  }
}

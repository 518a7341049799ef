/** What heads say of the rows whose class is known, in memory: as columns of an embeddings file have it, or from kept logits. */
import { dataError } from '../errors.js'
import { type ConfidenceKind, confidenceOf } from '../math/softmax.js'
import type { HeadLogits } from '../math/temperature.js'
import { type EmbeddingTable, type EncodedBatch, type Predictions, UNKNOWN } from '../types.js'
import { noLabels } from './evaluation.js'

/** The largest array that every supported Node allocates, in values. */
const LONGEST = 2 ** 32 - 1

/**
 * Predictions and softmax confidence from the head columns; no logits are needed.
 * @returns with how many rows of unknown class were left out
 * @throws UserError (exit 3) when there are no heads or no labels
 */
export async function loadPredictions(table: EmbeddingTable): Promise<{ predictions: Predictions; unknown: number }> {
  requireHeads(table)
  const heads = table.headDims.length
  const labels = new Int32Array(table.rows)
  const classes = new Int32Array(table.rows * heads)
  const confidence = new Float32Array(table.rows * heads)
  let rows = 0
  for await (const { batch, known } of labelledBatches(table)) {
    for (const row of known) {
      labels[rows] = batch.labels[row]!
      const [first, end] = [row * heads, (row + 1) * heads]
      classes.set(batch.heads!.classes.subarray(first, end), rows * heads)
      confidence.set(batch.heads!.confidence.subarray(first, end), rows * heads)
      rows++
    }
  }
  if (rows === 0) throw noLabels(table)
  const predictions: Predictions = {
    dims: table.headDims,
    rows,
    labels: labels.subarray(0, rows),
    classes: classes.subarray(0, rows * heads),
    confidence: confidence.subarray(0, rows * heads),
  }
  return { predictions, unknown: table.rows - rows }
}

/**
 * The kept logits.
 * @param memory bytes that they may take
 * @returns with how many rows of unknown class were left out
 * @throws UserError (exit 3) when there are no heads, no logits or no labels, or when the logits would take more than `memory`
 */
export async function loadLogits(
  table: EmbeddingTable,
  memory: number,
): Promise<{ logits: HeadLogits; unknown: number }> {
  requireHeads(table)
  requireLogits(table)
  requireRoom(table, memory)
  const size = table.headDims.length * table.logits
  const labels = new Int32Array(table.rows)
  const values = new Float32Array(table.rows * size)
  let rows = 0
  for await (const { batch, known } of labelledBatches(table)) {
    for (const row of known) {
      labels[rows] = batch.labels[row]!
      values.set(batch.heads!.logits!.subarray(row * size, (row + 1) * size), rows * size)
      rows++
    }
  }
  if (rows === 0) throw noLabels(table)
  const logits: HeadLogits = {
    dims: table.headDims,
    rows,
    classes: table.logits,
    labels: labels.subarray(0, rows),
    values: values.subarray(0, rows * size),
  }
  return { logits, unknown: table.rows - rows }
}

export interface PredictionOptions {
  confidence: ConfidenceKind
  temperatures: readonly number[] | null // what each head's logits are divided by [G]; null: by nothing
}

/** Predictions from logits: the largest, the lower class where equal, and how sure they are. Temperatures change no class. */
export function predictionsOf(
  { dims, rows, classes: count, labels, values }: HeadLogits,
  { confidence: kind, temperatures }: PredictionOptions,
): Predictions {
  const heads = dims.length
  const classes = new Int32Array(rows * heads)
  const confidence = new Float32Array(rows * heads)
  for (let at = 0; at < classes.length; at++) {
    const logits = values.subarray(at * count, (at + 1) * count)
    for (let c = 1; c < count; c++) if (logits[c]! > logits[classes[at]!]!) classes[at] = c
    confidence[at] = confidenceOf(logits, kind, temperatures?.[at % heads] ?? 1)
  }
  return { dims, rows, labels, classes, confidence }
}

/** Batches, with those of their rows whose class is known. */
async function* labelledBatches(table: EmbeddingTable): AsyncGenerator<{ batch: EncodedBatch; known: Int32Array }> {
  for await (const batch of table.batches()) {
    yield { batch, known: Int32Array.from(batch.labels.keys()).filter((row) => batch.labels[row] !== UNKNOWN) }
  }
}

function requireHeads(table: EmbeddingTable): void {
  if (table.headDims.length > 0) return
  throw dataError(
    'no-heads',
    `${table.path} has no classification heads; expected logits outputs`,
    'add --probe, which learns heads on the embeddings',
  )
}

function requireLogits(table: EmbeddingTable): void {
  if (table.logits > 0) return
  const expected = 'temperatures and confidence other than softmax need them'
  throw dataError(
    'no-logits',
    `${table.path} holds no logits; ${expected}`,
    'embed with --logits, or give --model and the dataset',
  )
}

function requireRoom({ path, rows, headDims, logits }: EmbeddingTable, memory: number): void {
  const values = rows * headDims.length * logits
  if (4 * values <= memory && values <= LONGEST) return
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  throw dataError(
    'logits-memory',
    `${path}: the logits of ${rows} rows (${headDims.length} heads of ${logits} classes) need ${gibibytes(4 * values)} of memory; ` +
      `${gibibytes(Math.min(memory, 4 * LONGEST))} may be used`,
    'take fewer rows, or softmax confidence without temperatures, which needs no logits',
  )
}

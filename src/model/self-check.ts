/**
 * Whether a model says the same of a row whatever it is run with: alone or in a batch (padding, for texts), on the chosen
 * device or on the CPU. Batch normalization left in training mode, quantization with one scale a batch, an attention mask that is
 * ignored and broken GPU kernels all show here, and would otherwise only make results a little worse.
 */
import { dataError } from '../errors.js'
import type { Dataset, DatasetBatch, Notice } from '../types.js'
import type { Model } from './model.js'

/** Rows that are run together. */
const ROWS = 16

/** Relative difference from which on it is said; float16 models come to about 0.001. */
const SAID = 0.01

/** From here on the numbers mean nothing. */
const STOPS = 0.3

/**
 * @param name of the model, for people
 * @param onCpu the same model on the CPU, where it runs elsewhere
 * @param batch rows that the run will take at once
 * @throws UserError (exit 3) when differences are so large that nothing measured would mean anything
 */
export async function selfCheck(
  dataset: Dataset,
  model: Model,
  name: string,
  batch: number,
  onCpu: Model | null,
): Promise<Notice[]> {
  const together = await firstRows(dataset, Math.min(ROWS, batch))
  const outputs = await vectorsOf(model, together, dataset.path)
  const notices: Notice[] = []
  const judge = (code: string, difference: number, what: string): void => {
    if (!(difference > SAID)) return // also when a row is not finite, which is reported with its number
    const message = `${name}: ${what} differ by ${difference.toPrecision(2)} of their length`
    if (difference > STOPS) throw dataError(code, `${message}; nothing measured would mean anything`)
    notices.push({ code, message })
  }
  if (together.rows > 1) {
    const rows = alone(together)
    const differences = await Promise.all(
      rows.map(async (row) => {
        const [vector] = await vectorsOf(model, await oneRow(dataset, row), dataset.path)
        return relative(outputs[row]!, vector!)
      }),
    )
    const isText = together.inputs.kind === 'texts'
    const what = isText
      ? `embeddings of texts padded to the longest of ${together.rows} and of the same alone`
      : `embeddings of rows in a batch of ${together.rows} and of the same alone`
    judge(isText ? 'padding-changes-embedding' : 'batch-changes-embedding', Math.max(...differences), what)
    const moved = outputs.map((vector) => relative(outputs[0]!, vector))
    if (areDistinct(together) && moved.every((difference) => difference < 1e-6))
      notices.push({
        code: 'constant-embedding',
        message: `${name} gives the first ${together.rows} rows of ${dataset.name} one and the same embedding`,
      })
  }
  if (onCpu !== null) {
    const there = await vectorsOf(onCpu, together, dataset.path)
    const difference = Math.max(...outputs.map((vector, row) => relative(there[row]!, vector)))
    judge('device-disagrees', difference, 'embeddings on this device and on the CPU')
  }
  return notices
}

async function firstRows(dataset: Dataset, rows: number): Promise<DatasetBatch> {
  for await (const batch of dataset.batches(rows)) return batch
  throw dataError('no-rows', `${dataset.path} has no rows`)
}

async function oneRow(dataset: Dataset, row: number): Promise<DatasetBatch> {
  for await (const batch of dataset.batches(1, row)) return batch
  throw dataError('no-rows', `${dataset.path} ends before row ${row}`)
}

/** The row that is padded most, and the last. */
function alone({ inputs, rows }: DatasetBatch): number[] {
  if (inputs.kind !== 'texts') return [rows - 1]
  const lengths = inputs.texts.map((text) => text.length)
  return [lengths.indexOf(Math.min(...lengths))]
}

/** Embeddings, or the logits of the last head where there are none, one a row. */
async function vectorsOf(model: Model, batch: DatasetBatch, path: string): Promise<Float32Array[]> {
  const { embedding, logits } = await (await model.prepare(batch, path)).run()
  const values = embedding ?? logits.at(-1) ?? new Float32Array(batch.rows)
  const width = values.length / batch.rows
  return Array.from({ length: batch.rows }, (_, row) => values.slice(row * width, (row + 1) * width))
}

/** ‖a − b‖ over ‖a‖; 0 for two rows of zeros. */
function relative(a: Float32Array, b: Float32Array): number {
  let [apart, length] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    apart += (a[i]! - b[i]!) ** 2
    length += a[i]! ** 2
  }
  return apart === 0 ? 0 : Math.sqrt(apart / length)
}

/** Some inputs differ, so their embeddings should. Images differ where their files do. */
function areDistinct({ inputs }: DatasetBatch): boolean {
  if (inputs.kind === 'texts') return new Set(inputs.texts).size > 1
  if (inputs.kind === 'tensors') return inputs.values.some((value, i) => value !== inputs.values[i % inputs.size])
  const [first, ...others] = inputs.files.map((file) => Buffer.from(file instanceof Uint8Array ? file : file.values))
  return others.some((file) => !file.equals(first!))
}

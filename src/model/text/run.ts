/** Tokenized texts → vectors and logits: texts of like length run together, and come back in their own order. */
import type { InferenceSession } from 'onnxruntime-node'
import { dataError, messageOf } from '../../errors.js'
import { headLogits } from '../array-model.js'
import { asFloat32 } from '../floats.js'
import type { ModelOutput } from '../model.js'
import type { PoolingMode } from '../text-options.js'
import type { Layer } from './layers.js'
import { pool } from './pooling.js'
import { feeds, type TextInputs } from './text-inputs.js'
import type { TextOutputs } from './text-outputs.js'
import type { Tokens } from './tokenizer.js'
import { byLength, type TokenBatch, type TokenLayout, tokenBatch } from './tokens-batch.js'

/** All that a run needs. */
export interface TextRun {
  path: string // of the model
  session: InferenceSession
  inputs: TextInputs
  outputs: TextOutputs
  modes: readonly PoolingMode[] | null // null: the graph pools
  layers: readonly Layer[] // after pooling
  layout: TokenLayout
}

/** @param size texts a run. @throws UserError (exit 3) when ONNX Runtime fails */
export async function runTexts(run: TextRun, tokens: readonly Tokens[], size: number): Promise<ModelOutput> {
  const order = byLength(tokens)
  const parts: ModelOutput[] = []
  for (let at = 0; at < order.length; at += size)
    parts.push(
      await runSome(
        run,
        order.slice(at, at + size).map((row) => tokens[row]!),
      ),
    )
  const inOrder = (of: (part: ModelOutput) => Float32Array) => reordered(parts.map(of), order)
  return {
    embedding: run.outputs.embedding === null ? null : inOrder((part) => part.embedding!),
    logits: run.outputs.heads.map((_, g) => inOrder((part) => part.logits[g]!)),
  }
}

/** The width of the embedding output, as a run on one padding token tells. */
export async function stateWidth(run: TextRun): Promise<number> {
  const { results } = await runGraph(run, [{ ids: Int32Array.of(run.layout.padding.id), types: Int32Array.of(0) }])
  return results[run.outputs.embedding!]!.dims.at(-1)!
}

async function runSome(run: TextRun, tokens: readonly Tokens[]): Promise<ModelOutput> {
  const { outputs, modes, layers } = run
  const { batch, results } = await runGraph(run, tokens)
  const rows = tokens.length
  const numbers = (name: string) => asFloat32(results[name]!.data)
  const all = (values: Float32Array) => values.subarray(0, (values.length / batch.rows) * rows)
  const logits = outputs.heads.map((head) => headLogits(numbers(head.output), head, batch.rows, rows))
  if (outputs.embedding === null) return { embedding: null, logits }
  const states = numbers(outputs.embedding)
  const width = results[outputs.embedding]!.dims.at(-1)!
  const pooled = modes === null ? states : pool(states, batch, modes, width)
  return { embedding: layers.reduce((values, layer) => layer.apply(values), all(pooled)), logits }
}

/** A graph bound to more rows than there are gets the first one again. */
async function runGraph(
  { path, session, inputs, outputs, layout }: TextRun,
  tokens: readonly Tokens[],
): Promise<{ batch: TokenBatch; results: InferenceSession.OnnxValueMapType }> {
  const missing = (inputs.batch ?? tokens.length) - tokens.length
  const batch = tokenBatch([...tokens, ...Array.from({ length: missing }, () => tokens[0]!)], layout)
  const wanted = [...new Set([outputs.embedding ?? [], ...outputs.heads.map(({ output }) => output)].flat())]
  try {
    return { batch, results: await session.run(await feeds(inputs, batch), wanted) }
  } catch (error) {
    throw dataError(
      'model-run',
      `ONNX Runtime cannot run ${path} on ${batch.rows} texts of ${batch.length} tokens: ${messageOf(error).split('\n')[0]}`,
      'cut the texts: --max-length N',
      'or run fewer at once: --batch N',
    )
  }
}

/** Rows of the parts one after the other, each put where `order` says. */
function reordered(parts: readonly Float32Array[], order: readonly number[]): Float32Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  const width = total / order.length
  const all = new Float32Array(total)
  let at = 0
  for (const part of parts) {
    for (let row = 0; row < part.length / width; row++)
      all.set(part.subarray(row * width, (row + 1) * width), order[at++]! * width)
  }
  return all
}

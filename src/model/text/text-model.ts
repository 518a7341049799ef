/** A graph that takes tokens: texts in, one vector a text out. */

import { dataError, usageError } from '../../errors.js'
import { headInputWidth } from '../../onnx/graph.js'
import type { Dims } from '../../types.js'
import { type OpenGraph, signatureOf } from '../array-model.js'
import { configFolder } from '../files.js'
import { floatOutputs } from '../floats.js'
import { wrongKind } from '../input-kind.js'
import type { Model, ModelOptions } from '../model.js'
import { rowNumber } from '../row-number.js'
import type { ToldTexts } from '../text-options.js'
import { described } from './description.js'
import { readTextFolder, type TextFolder } from './folder.js'
import { type Layer, layerNorm } from './layers.js'
import { firstPosition, maxLength } from './max-length.js'
import { readLayers, readPooler } from './modules.js'
import { nestingDims } from './nesting-dims.js'
import { promptFor } from './prompt.js'
import { runTexts, stateWidth, type TextRun } from './run.js'
import { textInputs } from './text-inputs.js'
import { findTextOutputs, type TextOutputs } from './text-outputs.js'
import { openTokenizer } from './tokenizer.js'
import { requireKnownSettings } from './transformer-config.js'

/** Texts that are tokenized at once, so that those of like length can run together. */
const WINDOW = 1024

/** @throws UserError when its files, inputs or outputs cannot be used */
export async function openTextModel(open: OpenGraph, options: ModelOptions): Promise<Model> {
  const { path, session, graph, classes } = open
  const told = options.texts ?? {}
  const folder = await readTextFolder(configFolder(path))
  requireKnownSettings(folder.transformer)
  const inputs = textInputs(session, path)
  const hints = { path, dims: open.dims, inputWidth: (output: string) => headInputWidth(graph, output) }
  const outputs = findTextOutputs(floatOutputs(session), options.outputs, hints)
  const limit = leastOf(maxLength(told.maxLength, folder), inputs.length)
  const tokenizer = await openTokenizer(folder, limit)
  const prompt = promptFor(folder, told, options.side ?? null)
  const pooler = outputs.pooled ? null : await readPooler(folder, told)
  if (pooler === null) requirePoolable(folder, told, prompt, outputs)
  const skipped = pooler?.includePrompt === false && prompt !== '' ? await tokenizer.promptTokens(prompt) : 0
  const { padding } = tokenizer
  const layout = { padding, firstPosition: firstPosition(folder.config), skipped, length: inputs.length }
  const base: TextRun = { path, session, inputs, outputs, modes: pooler?.modes ?? null, layers: [], layout }
  const pooled =
    outputs.embedding === null ? 0 : (outputs.width ?? (await stateWidth(base))) * (pooler?.modes.length ?? 1)
  const layers = await chainOf(folder, told, outputs, pooled)
  const width = layers.at(-1)?.width ?? pooled
  const run: TextRun = { ...base, layers }
  const encode = (texts: readonly string[], nameOf: (text: number) => string) =>
    tokenizer.encode(
      texts.map((text) => prompt + text),
      nameOf,
    )
  return {
    path,
    dims: open.dims ?? nestingDims(folder, width) ?? headDims(outputs),
    classes,
    width,
    embedding: outputs.embedding,
    heads: outputs.heads,
    signature: signatureOf(session),
    batch: inputs.batch,
    takes: 'texts',
    preprocessing: described({
      prompt,
      limit,
      left: padding.left,
      embedding: outputs.embedding,
      pooler,
      skipped,
      layers,
    }),
    window: (batch) => batch * Math.ceil(WINDOW / batch),
    prepare: async (batch, from, size = batch.rows) => {
      if (batch.inputs.kind !== 'texts') throw wrongKind(from, batch.inputs.kind, path, 'texts')
      const tokens = await encode(batch.inputs.texts, (text) => `${from}: row ${rowNumber(batch, text)}`)
      return { batch, run: () => runTexts(run, tokens, inputs.batch ?? size), runMirrored: null }
    },
    runZeros: async () => runTexts(run, await encode([''], () => 'the empty text'), 1),
    close: () => session.release(),
  }
}

/** Layers after pooling; none for what the graph pooled itself, but for one that is told. */
async function chainOf(
  folder: TextFolder,
  told: ToldTexts,
  { pooled, embedding }: TextOutputs,
  width: number,
): Promise<readonly Layer[]> {
  if (embedding === null) return []
  if (!pooled) return readLayers(folder, told, width)
  return told.layerNorm ? [layerNorm('layer norm, as told', width, null)] : []
}

/** What a graph pooled cannot be pooled in another way. */
function requirePoolable(folder: TextFolder, told: ToldTexts, prompt: string, { embedding }: TextOutputs): void {
  if (told.pooling !== undefined)
    throw usageError(
      'pooling-done',
      `--pooling ${told.pooling}: the graph's output "${embedding}" is pooled already`,
      'leave --pooling out, or name an output of tokens: --embedding-output NAME',
    )
  if (prompt !== '' && folder.modules?.[1]?.config.values.include_prompt === false)
    throw dataError(
      'pooling-done',
      `the model leaves prompts out of pooling, and the graph's output "${embedding}" is pooled with them`,
      'name an output of tokens: --embedding-output NAME',
    )
}

function leastOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

function headDims({ heads }: TextOutputs): Dims | null {
  return heads.length === 0 ? null : heads.map(({ dim }) => dim)
}

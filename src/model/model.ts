/** A model as what the tool needs of it: rows of a dataset in, embedding and logits of every head out. */
import { dataError, messageOf, usageError } from '../errors.js'
import { declaredClasses, declaredDims, readGraph } from '../onnx/graph.js'
import { openSession, type SessionOptions } from '../onnx/session.js'
import type { DatasetBatch, Dims, Inputs } from '../types.js'
import { openArrayModel } from './array-model.js'
import type { Head } from './heads.js'
import type { ToldImages } from './image-options.js'
import type { ToldOutputs } from './output-shape.js'
import { takesTokens } from './text/text-inputs.js'
import { openTextModel } from './text/text-model.js'
import type { Side, ToldTexts } from './text-options.js'
import { flagsOf } from './told.js'

/** An input or output of the graph; a string is a free axis. */
export interface Signature {
  name: string
  type: string
  shape: readonly (number | string)[]
}

/** Raw outputs of some rows. */
export interface ModelOutput {
  embedding: Float32Array | null // [rows × D]
  logits: readonly Float32Array[] // [rows × C] per head
}

/** Rows that are decoded or tokenized, and wait for the model. */
export interface Prepared {
  batch: DatasetBatch
  run(): Promise<ModelOutput>
  runMirrored: (() => Promise<ModelOutput>) | null // the images from right to left; null: they are no images
}

export interface Model {
  path: string
  dims: Dims | null // nesting dims declared by the model, else those of its heads
  classes: readonly string[] | null // class names declared by the model
  width: number // D; 0 without an embedding
  embedding: string | null // output name
  heads: readonly Head[]
  signature: { inputs: readonly Signature[]; outputs: readonly Signature[] }
  batch: number | null // rows that the graph takes; null: any number
  takes: Inputs['kind'] // images: [C, H, W] a row
  preprocessing: string // how rows become what the graph takes; part of the provenance
  /** How many rows to prepare at once when `batch` are run at once: more where rows of like length run together. */
  window(batch: number): number
  /**
   * Decodes or tokenizes rows.
   * @param size rows a run, where rows of like length run together; all at once where it is not said
   * @throws UserError (exit 3) naming the row that does not fit
   */
  prepare(batch: DatasetBatch, path: string, size?: number): Promise<Prepared>
  /** The outputs of one row of zeros. */
  runZeros(): Promise<ModelOutput>
  close(): Promise<void>
}

export interface ModelOptions extends SessionOptions {
  outputs: ToldOutputs
  dims: Dims | null // nesting dims that the user told; null: take the declared ones
  images?: ToldImages
  texts?: ToldTexts
  side?: Side | null // of a search that the texts are on; null: none, so no side's prompt
}

/** Opens a model. @throws UserError (exit 3) when it is no ONNX model, or its inputs or outputs cannot be used */
export async function openModel(path: string, options: ModelOptions): Promise<Model> {
  const graph = await readGraph(path)
  const dims = options.dims ?? declaredDims(graph, path)
  const session = await openSession(path, options).catch((error: unknown) => {
    throw dataError('model-load', `ONNX Runtime cannot load ${path}: ${messageOf(error).split('\n')[0]}`)
  })
  try {
    const open = { path, graph: graph.graph!, session, dims, classes: declaredClasses(graph) }
    const isOfTexts = takesTokens(session)
    refuseOthers(isOfTexts, options, path)
    return await (isOfTexts ? openTextModel(open, options) : openArrayModel(open, options))
  } catch (error) {
    await session.release()
    throw error
  }
}

/** What is told of texts does not fit a model of images, and the other way round. */
function refuseOthers(isOfTexts: boolean, { images = {}, texts = {} }: ModelOptions, path: string): void {
  const [kind, told] = isOfTexts ? ['texts', images] : ['images or numbers', texts]
  const flags = flagsOf(told)
  if (flags.length === 0) return
  throw usageError(
    'input-flags',
    `${path} takes ${kind}; ${flags.join(', ')} ${flags.length === 1 ? 'is' : 'are'} not for it`,
  )
}

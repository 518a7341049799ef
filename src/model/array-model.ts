/** A graph that takes one array: images or rows of numbers. */
import type { InferenceSession } from 'onnxruntime-node'
import { toHalf } from '../math/half.js'
import { headInputWidth } from '../onnx/graph.js'
import type { Dims } from '../types.js'
import { mirror } from './flip.js'
import { asFloat32, floatOutputs } from './floats.js'
import type { Head } from './heads.js'
import type { Layout } from './image-options.js'
import { resizedSize } from './images/geometry.js'
import { shapeOf } from './images/layout.js'
import { type ModelImages, openModelImages } from './images/open.js'
import { type InputShape, inputShape } from './input-shape.js'
import { prepare } from './inputs.js'
import type { Model, ModelOptions, ModelOutput, Signature } from './model.js'
import { findOutputs, type Outputs } from './outputs.js'

/** A graph that was read and started. */
export interface OpenGraph {
  path: string
  graph: Parameters<typeof headInputWidth>[0]
  session: InferenceSession
  dims: Dims | null // nesting dims, told or declared
  classes: readonly string[] | null
}

/** @throws UserError (exit 3) when its inputs or outputs cannot be used */
export async function openArrayModel(
  { path, graph, session, dims, classes }: OpenGraph,
  options: ModelOptions,
): Promise<Model> {
  const input = inputShape(session, path)
  const hints = { path, dims, inputWidth: (output: string) => headInputWidth(graph, output) }
  const outputs = findOutputs(floatOutputs(session), options.outputs, hints)
  const headDims = outputs.heads.map(({ dim }) => dim)
  const images = await openModelImages(path, input, options.images ?? {}, options.threads)
  const takesImages = input.axes.length === 3
  const runZeros = () => {
    const axes = images === null ? input.axes.map((axis) => axis ?? 32) : imageAxes(images, input)
    return run(session, outputs, input, new Float32Array(axes.reduce((size, axis) => size * axis, 1)), 1, axes)
  }
  return {
    path,
    dims: dims ?? (headDims.length > 0 ? headDims : null),
    classes,
    width: await embeddingWidth(session, outputs, runZeros),
    embedding: outputs.embedding,
    heads: outputs.heads,
    signature: signatureOf(session),
    batch: input.batch,
    takes: takesImages ? 'images' : 'tensors',
    preprocessing: images?.description ?? 'numbers as they are',
    window: (batch) => batch,
    prepare: async (batch, from) => {
      const { values, axes } = await prepare(batch, input, from, images, path)
      const runOn = (numbers: Float32Array | Uint8Array) => run(session, outputs, input, numbers, batch.rows, axes)
      return {
        batch,
        run: () => runOn(values),
        runMirrored: takesImages ? () => runOn(mirrored(values, axes, images?.input.layout ?? 'nchw')) : null,
      }
    },
    runZeros,
    close: async () => {
      await images?.reader.close()
      await session.release()
    },
  }
}

/** Images from right to left; channels stay as they are. */
function mirrored(values: Float32Array | Uint8Array, axes: readonly number[], layout: Layout) {
  const [, width, channels] = axes as [number, number, number]
  return layout === 'nchw' ? mirror(values, axes[2]!) : mirror(mirror(values, width * channels), channels)
}

/** The axes of some row that the model takes: what is free has the size that images are made to. */
function imageAxes({ recipe, input: { layout, channels } }: ModelImages, input: InputShape): number[] {
  const shape = shapeOf(input, layout)
  const made = recipe.crop ?? resizedSize({ height: 32, width: 32 }, recipe.resize)
  const [height, width] = [shape.height ?? made.height, shape.width ?? made.width]
  return layout === 'nchw' ? [channels, height, width] : [height, width, channels]
}

/** Inputs and outputs of a graph. */
export function signatureOf(session: InferenceSession): Model['signature'] {
  return { inputs: signatures(session.inputMetadata), outputs: signatures(session.outputMetadata) }
}

function signatures(values: InferenceSession['inputMetadata']): Signature[] {
  return values.map((value) => ({
    name: value.name,
    type: value.isTensor ? value.type : 'no tensor',
    shape: value.isTensor ? value.shape : [],
  }))
}

/** D from the signature, or from a run on one row of zeros where it does not say. */
async function embeddingWidth(
  session: InferenceSession,
  outputs: Outputs,
  runZeros: () => Promise<ModelOutput>,
): Promise<number> {
  if (outputs.embedding === null) return 0
  const metadata = session.outputMetadata.find(({ name }) => name === outputs.embedding)
  const declared = metadata?.isTensor ? metadata.shape.at(-1) : null
  return typeof declared === 'number' ? declared : (await runZeros()).embedding!.length
}

async function run(
  session: InferenceSession,
  outputs: Outputs,
  input: InputShape,
  values: Float32Array | Uint8Array,
  rows: number,
  axes: readonly number[],
): Promise<ModelOutput> {
  const { Tensor } = await import('onnxruntime-node')
  const batch = input.batch ?? rows
  const padded = batch === rows ? values : pad(values, (values.length / rows) * batch)
  const tensor =
    input.type === 'uint8'
      ? new Tensor('uint8', Uint8Array.from(padded), [batch, ...axes])
      : input.type === 'float16'
        ? new Tensor('float16', toHalf(padded), [batch, ...axes])
        : new Tensor('float32', padded instanceof Float32Array ? padded : Float32Array.from(padded), [batch, ...axes])
  const wanted = [...new Set([outputs.embedding ?? [], ...outputs.heads.map(({ output }) => output)].flat())]
  const results = await session.run({ [input.name]: tensor }, wanted)
  const converted = new Map(Object.entries(results).map(([name, { data }]) => [name, asFloat32(data)]))
  const embedding = outputs.embedding === null ? null : converted.get(outputs.embedding)!
  return {
    embedding: embedding?.subarray(0, (embedding.length / batch) * rows) ?? null,
    logits: outputs.heads.map((head) => headLogits(converted.get(head.output)!, head, batch, rows)),
  }
}

/** The rows of one head, [rows × C], out of a plain or a stacked output. */
export function headLogits(values: Float32Array, { stack }: Head, batch: number, rows: number): Float32Array {
  if (stack === null) return values.subarray(0, (values.length / batch) * rows)
  const classes = values.length / batch / stack.heads
  if (stack.layout === 'gbc')
    return values.subarray(stack.index * batch * classes, (stack.index * batch + rows) * classes)
  const logits = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    const at = (row * stack.heads + stack.index) * classes
    logits.set(values.subarray(at, at + classes), row * classes)
  }
  return logits
}

function pad(values: Float32Array | Uint8Array, length: number): Float32Array {
  const padded = new Float32Array(length)
  padded.set(values)
  return padded
}

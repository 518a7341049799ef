/** An ONNX model as what the tool needs of it: inputs in, embedding and logits of every head out. */
import type { InferenceSession } from 'onnxruntime-node'
import { dataError, messageOf } from '../errors.js'
import { fromHalf } from '../math/half.js'
import { declaredClasses, declaredDims, headInputWidth, readGraph } from '../onnx/graph.js'
import { openSession, type SessionOptions } from '../onnx/session.js'
import type { Dims } from '../types.js'
import { findOutputs, type Head, type OutputShape, type Outputs, type ToldOutputs } from './heads.js'

/** What one row of the model's input is. */
export interface InputShape {
  name: string
  type: 'float32' | 'uint8'
  axes: readonly (number | null)[] // without the batch axis; null: any size
  batch: number | null // null: any number of rows
}

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

export interface Model {
  path: string
  dims: Dims | null // nesting dims declared by the model, else those of its heads
  classes: readonly string[] | null // class names declared by the model
  width: number // D; 0 without an embedding
  embedding: string | null // output name
  heads: readonly Head[]
  input: InputShape
  signature: { inputs: readonly Signature[]; outputs: readonly Signature[] }
  run(values: Float32Array | Uint8Array, rows: number, axes: readonly number[]): Promise<ModelOutput>
  close(): Promise<void>
}

export interface ModelOptions extends SessionOptions {
  outputs: ToldOutputs
  dims: Dims | null // nesting dims that the user told; null: take the declared ones
}

/** Opens a model. @throws UserError (exit 3) when it is no ONNX model, or its inputs or outputs cannot be used */
export async function openModel(path: string, options: ModelOptions): Promise<Model> {
  const graph = await readGraph(path)
  const dims = options.dims ?? declaredDims(graph, path)
  const session = await startSession(path, options)
  try {
    const input = inputShape(session, path)
    const shapes = floatOutputs(session)
    const hints = { path, dims, inputWidth: (output: string) => headInputWidth(graph.graph!, output) }
    const outputs = findOutputs(shapes, options.outputs, hints)
    const headDims = outputs.heads.map(({ dim }) => dim)
    return {
      path,
      dims: dims ?? (headDims.length > 0 ? headDims : null),
      classes: declaredClasses(graph),
      width: await embeddingWidth(session, outputs, input),
      embedding: outputs.embedding,
      heads: outputs.heads,
      input,
      signature: { inputs: signatures(session.inputMetadata), outputs: signatures(session.outputMetadata) },
      run: (values, rows, axes) => run(session, outputs, input, values, rows, axes),
      close: () => session.release(),
    }
  } catch (error) {
    await session.release()
    throw error
  }
}

async function startSession(path: string, options: ModelOptions): Promise<InferenceSession> {
  try {
    return await openSession(path, options)
  } catch (error) {
    throw dataError('model-load', `ONNX Runtime cannot load ${path}: ${messageOf(error).split('\n')[0]}`)
  }
}

function signatures(values: InferenceSession['inputMetadata']): Signature[] {
  return values.map((value) => ({
    name: value.name,
    type: value.isTensor ? value.type : 'no tensor',
    shape: value.isTensor ? value.shape : [],
  }))
}

function inputShape(session: InferenceSession, path: string): InputShape {
  const [input, ...more] = session.inputMetadata
  const names = session.inputNames.join(', ')
  if (input === undefined || !input.isTensor || more.length > 0) {
    throw dataError('model-inputs', `${path} takes ${names}; expected one tensor of images or features`)
  }
  if (input.type !== 'float32' && input.type !== 'uint8') {
    throw dataError('model-inputs', `${path} takes ${input.name} as ${input.type}; expected float32 or uint8`)
  }
  const [batch, ...axes] = input.shape.map((axis) => (typeof axis === 'number' && axis > 0 ? axis : null))
  return { name: input.name, type: input.type, axes, batch: batch ?? null }
}

/** Outputs that can be an embedding or logits. */
function floatOutputs(session: InferenceSession): OutputShape[] {
  return session.outputMetadata.flatMap((output) =>
    output.isTensor && FLOATS.has(output.type) ? [{ name: output.name, shape: output.shape }] : [],
  )
}

const FLOATS: ReadonlySet<string> = new Set(['float32', 'float64', 'float16'])

/** D from the signature, or from a run on one row of zeros where it does not say. */
async function embeddingWidth(session: InferenceSession, outputs: Outputs, input: InputShape): Promise<number> {
  if (outputs.embedding === null) return 0
  const metadata = session.outputMetadata.find(({ name }) => name === outputs.embedding)
  const declared = metadata?.isTensor ? metadata.shape.at(-1) : null
  if (typeof declared === 'number') return declared
  const axes = input.axes.map((axis) => axis ?? 32)
  const size = axes.reduce((product, axis) => product * axis, 1)
  const { embedding } = await run(session, { ...outputs, heads: [] }, input, new Float32Array(size), 1, axes)
  return embedding!.length
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

/** Outputs are float32, float64, or float16 as raw bits. */
function asFloat32(data: unknown): Float32Array {
  if (data instanceof Float32Array) return data
  return data instanceof Uint16Array ? fromHalf(data) : Float32Array.from(data as Float64Array)
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

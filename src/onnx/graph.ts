/**
 * What an ONNX graph says about itself beyond its signature: nesting dims in the metadata, and the width of the
 * features that an output is computed from, which tells the dim of a head whose output has no telling name.
 */
import { readFile } from 'node:fs/promises'
import onnxProto, { type onnx as proto } from 'onnx-proto'
import { dataError, messageOf, systemCode } from '../errors.js'

/** Reads and decodes a model file. @throws UserError when it is missing or no ONNX file */
export async function readGraph(path: string): Promise<proto.ModelProto> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('model-missing', `no model at ${path}`)
    throw dataError('model-unreadable', `cannot read the model ${path}: ${messageOf(error)}`)
  }
  try {
    const model = onnxProto.onnx.ModelProto.decode(bytes)
    if (model.graph) return model
  } catch {
    // falls through to the one error below
  }
  throw dataError('model-not-onnx', `${path} is not an ONNX model (${bytes.length} bytes)`)
}

/** The nesting dims that the metadata declares (`nesting_dims` or `matryoshka_dims`, JSON or commas), or null. */
export function declaredDims(model: proto.ModelProto, path: string): readonly number[] | null {
  const entry = model.metadataProps.find(({ key }) => key === 'nesting_dims' || key === 'matryoshka_dims')
  if (!entry?.value) return null
  const dims = entry.value
    .replace(/[[\]\s]/g, '')
    .split(',')
    .map(Number)
  if (dims.some((dim) => !Number.isInteger(dim) || dim < 1)) {
    throw dataError(
      'model-dims',
      `${path}: its metadata declares ${entry.key} = ${entry.value}; expected positive integers`,
    )
  }
  return [...new Set(dims)].toSorted((a, b) => a - b)
}

/** Class names from the metadata (`class_names`, a JSON list), or null. */
export function declaredClasses(model: proto.ModelProto): readonly string[] | null {
  const value = model.metadataProps.find(({ key }) => key === 'class_names')?.value
  if (!value) return null
  try {
    const names: unknown = JSON.parse(value)
    return Array.isArray(names) ? names.map(String) : null
  } catch {
    return null
  }
}

/**
 * The number of features that a linear head reads: the inner size of the weight of the Gemm or MatMul that makes
 * `output`, or the end of the slice that it reads. Null when no linear layer is found behind the output.
 */
export function headInputWidth(graph: proto.IGraphProto, output: string): number | null {
  const index = indexGraph(graph)
  const linear = findLinear(index, output, 16)
  if (linear === null) return null
  const [features = '', ...weights] = linear.input ?? []
  const shape = weights.map((name) => weightShape(index, name)).find((found) => found !== null)
  if (shape === undefined || shape === null) return null
  const transposed =
    linear.opType === 'Gemm' && linear.attribute?.some(({ name, i }) => name === 'transB' && Number(i) === 1)
  const inner = shape[transposed ? 1 : 0] ?? null
  const end = sliceEnd(index, features)
  if (inner === null || end === null) return inner
  return end > 0 ? Math.min(end, inner) : inner // x[:, :-1] says nothing that the weight does not
}

interface GraphIndex {
  producers: ReadonlyMap<string, proto.INodeProto> // by output name
  weights: ReadonlyMap<string, proto.ITensorProto> // by name
}

function indexGraph(graph: proto.IGraphProto): GraphIndex {
  const producers = new Map<string, proto.INodeProto>()
  for (const node of graph.node ?? []) for (const name of node.output ?? []) producers.set(name, node)
  const weights = new Map<string, proto.ITensorProto>()
  for (const tensor of graph.initializer ?? []) weights.set(tensor.name ?? '', tensor)
  return { producers, weights }
}

/** What may stand between a matrix product and an output, or between a weight and the product. */
const AFTER_PRODUCT = new Set(['Add', 'Identity', 'Cast', 'Reshape', 'Squeeze', 'Unsqueeze'])
const BEFORE_PRODUCT = new Set(['Cast', 'Identity', 'Transpose', 'DequantizeLinear', 'Slice'])

function findLinear(index: GraphIndex, name: string, steps: number): proto.INodeProto | null {
  const node = index.producers.get(name)
  if (node === undefined || steps === 0) return null
  if (node.opType === 'Gemm' || node.opType === 'MatMul') return node
  if (!AFTER_PRODUCT.has(node.opType ?? '')) return null
  for (const input of node.input ?? []) {
    const linear = findLinear(index, input, steps - 1)
    if (linear !== null) return linear
  }
  return null
}

function weightShape(index: GraphIndex, name: string): number[] | null {
  const weight = index.weights.get(name)
  if (weight !== undefined) return (weight.dims ?? []).map(Number)
  const node = index.producers.get(name)
  if (node === undefined || !BEFORE_PRODUCT.has(node.opType ?? '')) return null
  const shape = weightShape(index, node.input?.[0] ?? '')
  return shape !== null && node.opType === 'Transpose' ? shape.toReversed() : shape
}

/** Where the Slice ends that cut the features, when the head reads a slice: `x[:, :d]` ends at d. */
function sliceEnd(index: GraphIndex, features: string): number | null {
  const slice = index.producers.get(features)
  if (slice?.opType !== 'Slice') return null
  const ends = slice.input?.[2] ?? ''
  const constant = index.producers.get(ends)?.attribute?.find(({ name }) => name === 'value')?.t
  const tensor = constant ?? index.weights.get(ends)
  if (!tensor) return null
  if (tensor.int64Data && tensor.int64Data.length > 0) return Number(tensor.int64Data.at(-1))
  const raw = tensor.rawData
  if (!raw || raw.length < 8) return null
  return Number(new DataView(raw.buffer, raw.byteOffset).getBigInt64(raw.length - 8, true))
}

/** Small models whose results can be seen by eye. */
import { writeFileSync } from 'node:fs'
import onnxProto, { type onnx as proto } from 'onnx-proto'
import { encodeModel, integers, node, tensorInfo } from '../../src/onnx/build.js'

const { onnx } = onnxProto

/** A constant of floats, as PyTorch's exporter writes weights. */
export function floats(name: string, dims: readonly number[], values: readonly number[]): proto.ITensorProto {
  return { name, dataType: onnx.TensorProto.DataType.FLOAT, dims: [...dims], floatData: [...values] }
}

/** The same bytes with key–value pairs in the metadata. */
export function withMetadata(bytes: Uint8Array, metadata: Readonly<Record<string, string>>): Uint8Array {
  const model = onnx.ModelProto.decode(bytes)
  model.metadataProps = Object.entries(metadata).map(([key, value]) =>
    onnx.StringStringEntryProto.create({ key, value }),
  )
  return onnx.ModelProto.encode(model).finish()
}

export interface NestedModel {
  width: number // D; the input is a row of D numbers
  classes: number // C
  dims: readonly number[] // one head each
  embedding?: string | null // output name; null: none
  logits?: (dim: number) => string // output names
  batch?: number | string // batch axis
  metadata?: Readonly<Record<string, string>>
}

/**
 * The embedding is the input itself. The head at d adds up the first d numbers by their place modulo C:
 * logits[c] = Σ x[j], j < d, j mod C = c.
 */
export function nestedModel({
  width,
  classes,
  dims,
  embedding = 'embedding',
  logits = (dim) => `logits_${dim}`,
  batch = 'batch',
  metadata = { nesting_dims: dims.join(',') },
}: NestedModel): Uint8Array {
  const graph: proto.IGraphProto = {
    name: 'nested',
    node: embedding === null ? [] : [node('Identity', ['x'], [embedding])],
    input: [tensorInfo('x', 'float', [batch, width])],
    output: embedding === null ? [] : [tensorInfo(embedding, 'float', [batch, width])],
    initializer: [integers('zero', [0]), integers('one', [1])],
  }
  for (const dim of dims) {
    graph.node!.push(
      node('Slice', ['x', 'zero', `end_${dim}`, 'one'], [`x_${dim}`]),
      node('MatMul', [`x_${dim}`, `weight_${dim}`], [logits(dim)]),
    )
    graph.output!.push(tensorInfo(logits(dim), 'float', [batch, classes]))
    graph.initializer!.push(integers(`end_${dim}`, [dim]), moduloWeight(`weight_${dim}`, dim, classes))
  }
  return withMetadata(encodeModel(graph), metadata)
}

/** [d × C], 1 where j mod C = c. */
function moduloWeight(name: string, dim: number, classes: number): proto.ITensorProto {
  const values = Array.from({ length: dim * classes }, (_, i) =>
    Math.floor(i / classes) % classes === i % classes ? 1 : 0,
  )
  return floats(name, [dim, classes], values)
}

export function writeModel(path: string, model: NestedModel | Uint8Array): string {
  writeFileSync(path, model instanceof Uint8Array ? model : nestedModel(model))
  return path
}

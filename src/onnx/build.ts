/** Writes small ONNX models: the pieces of a graph as plain values, and the protobuf bytes of the whole. */
import onnxProto, { type onnx as proto } from 'onnx-proto'

const { onnx } = onnxProto

export type ElementType = 'float' | 'int64'

const ELEMENT = { float: onnx.TensorProto.DataType.FLOAT, int64: onnx.TensorProto.DataType.INT64 }

/** An operator with attributes that are integers or lists of them. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, number | number[]> = {},
): proto.INodeProto {
  const { INT, INTS } = onnx.AttributeProto.AttributeType
  const attribute = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'number' ? { name, i: value, type: INT } : { name, ints: value, type: INTS },
  )
  return { opType, input, output, attribute }
}

/** The name, type and shape of an input or output; a string is a free axis. */
export function tensorInfo(
  name: string,
  type: ElementType,
  shape: readonly (number | string)[],
): proto.IValueInfoProto {
  const dim = shape.map((axis) => (typeof axis === 'number' ? { dimValue: axis } : { dimParam: axis }))
  return { name, type: { tensorType: { elemType: ELEMENT[type], shape: { dim } } } }
}

/** A constant vector of integers. */
export function integers(name: string, values: readonly number[]): proto.ITensorProto {
  return { name, dataType: ELEMENT.int64, dims: [values.length], int64Data: [...values] }
}

/** A constant vector of numbers. */
export function floats(name: string, values: readonly number[]): proto.ITensorProto {
  return { name, dataType: ELEMENT.float, dims: [values.length], floatData: [...values] }
}

/** The model's bytes, opset 13. */
export function encodeModel(graph: proto.IGraphProto): Uint8Array {
  const model = onnx.ModelProto.fromObject({
    irVersion: 7,
    opsetImport: [{ domain: '', version: 13 }],
    graph,
  })
  return onnx.ModelProto.encode(model).finish()
}

/** The smallest graph there is, y = x + x, to see whether a device starts. */
export function probeModel(): Uint8Array {
  return encodeModel({
    name: 'probe',
    node: [node('Add', ['x', 'x'], ['y'])],
    input: [tensorInfo('x', 'float', [1, 4])],
    output: [tensorInfo('y', 'float', [1, 4])],
  })
}

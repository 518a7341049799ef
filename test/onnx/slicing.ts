import { encodeModel, integers, node, tensorInfo } from '../../src/onnx/build.js'

/** A model without heads whose embedding is the first `kept` of `width` numbers. */
export function slicingModel(width: number, kept: number, batch: number | string = 'batch'): Uint8Array {
  return encodeModel({
    name: 'slicing',
    node: [node('Slice', ['x', 'from', 'to', 'axis'], ['embedding'])],
    input: [tensorInfo('x', 'float', [batch, width])],
    output: [tensorInfo('embedding', 'float', [batch, kept])],
    initializer: [integers('from', [0]), integers('to', [kept]), integers('axis', [1])],
  })
}

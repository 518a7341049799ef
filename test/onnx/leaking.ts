/** A model whose rows see each other. */
import { encodeModel, node, tensorInfo } from '../../src/onnx/build.js'
import { floats } from './graphs.js'

/** embedding = x + scale · (mean of the batch's rows), as batch normalization in training mode has it; x is [batch, 3]. */
export function leakingModel(scale: number): Uint8Array {
  return encodeModel({
    name: 'leaking',
    node: [
      { ...node('ReduceMean', ['x'], ['mean']), attribute: [{ name: 'axes', type: 7, ints: [0] }] },
      node('Mul', ['mean', 'scale'], ['part']),
      node('Add', ['x', 'part'], ['embedding']),
    ],
    input: [tensorInfo('x', 'float', ['batch', 3])],
    output: [tensorInfo('embedding', 'float', ['batch', 3])],
    initializer: [floats('scale', [1], [scale])],
  })
}

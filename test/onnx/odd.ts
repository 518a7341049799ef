/** Models of images, and models that the tool has no use for. */
import { encodeModel, integers, node, tensorInfo } from '../../src/onnx/build.js'
import { floats } from './graphs.js'

/** The embedding is the pixels themselves: [C × H × W], channel by channel. */
export function imageModel(channels: number, height: number | string, width: number | string): Uint8Array {
  const size = typeof height === 'number' && typeof width === 'number' ? channels * height * width : 'size'
  return encodeModel({
    name: 'pixels',
    node: [node('Flatten', ['image'], ['embedding'], { axis: 1 })],
    input: [tensorInfo('image', 'float', ['batch', channels, height, width])],
    output: [tensorInfo('embedding', 'float', ['batch', size])],
  })
}

/** Four numbers in, [batch, 2, 2] out: token states without pooling. */
export function tokenModel(): Uint8Array {
  return encodeModel({
    name: 'tokens',
    node: [node('Reshape', ['x', 'shape'], ['out'])],
    input: [tensorInfo('x', 'float', ['batch', 4])],
    output: [tensorInfo('out', 'float', ['batch', 2, 2])],
    initializer: [integers('shape', [-1, 2, 2])],
  })
}

/**
 * Two heads, of logits (x0, x1, x2) and of their negatives, stacked in one output of no telling name, heads first or
 * batch first.
 */
export function stackedModel(layout: 'gbc' | 'bgc'): Uint8Array {
  const axis = layout === 'gbc' ? 0 : 1
  return encodeModel({
    name: 'stacked',
    node: [
      node('Neg', ['x'], ['minus']),
      node('Unsqueeze', ['x', 'axis'], ['first']),
      node('Unsqueeze', ['minus', 'axis'], ['second']),
      node('Concat', ['first', 'second'], ['out'], { axis }),
    ],
    input: [tensorInfo('x', 'float', ['batch', 3])],
    output: [tensorInfo('out', 'float', ['a', 'b', 3])],
    initializer: [integers('axis', [axis])],
  })
}

/** Two nameless outputs: the input, and its first two numbers through a linear layer that swaps them. */
export function namelessModel(): Uint8Array {
  return encodeModel({
    name: 'nameless',
    node: [
      node('Identity', ['x'], ['one']),
      node('Slice', ['x', 'from', 'to', 'axis'], ['head']),
      node('MatMul', ['head', 'swap'], ['two']),
    ],
    input: [tensorInfo('x', 'float', ['batch', 4])],
    output: [tensorInfo('one', 'float', ['batch', 4]), tensorInfo('two', 'float', ['batch', 2])],
    initializer: [
      integers('from', [0]),
      integers('to', [2]),
      integers('axis', [1]),
      floats('swap', [2, 2], [0, 1, 1, 0]),
    ],
  })
}

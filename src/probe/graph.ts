/**
 * Multinomial logistic regression over a tile of rows as ONNX graphs, the number of dims, rows and classes free:
 *
 *     F = X[:, :d],   Z = F Wᵀ + b,   logp = log softmax Z,   E = exp logp − Y,   ∂W = Eᵀ F,   ∂b = Σ E
 *
 * X is the full width as it lies in memory; the prefix is cut inside. Cost per row: 2·d·C multiply-adds.
 */
import { encodeModel, floats, integers, node, tensorInfo } from '../onnx/build.js'

type Info = ReturnType<typeof tensorInfo>

const INPUTS: Info[] = [
  tensorInfo('x', 'float', ['rows', 'width']),
  tensorInfo('dim', 'int64', [1]),
  tensorInfo('weights', 'float', ['classes', 'dims']),
  tensorInfo('bias', 'float', ['classes']),
]
const FORWARD = [
  node('Slice', ['x', 'zero', 'dim', 'one'], ['features']),
  node('Gemm', ['features', 'weights', 'bias'], ['logits'], { transB: 1 }),
]
const CUT = FORWARD.slice(0, 1)
const AXES = [integers('zero', [0]), integers('one', [1])]

/** → logits [rows × C]. */
export function logitsGraph(): Uint8Array {
  return encodeModel({
    name: 'probe_logits',
    node: FORWARD,
    input: INPUTS,
    output: [tensorInfo('logits', 'float', ['rows', 'classes'])],
    initializer: AXES,
  })
}

/** → log-likelihood of each row [rows × 1], and the gradients of minus its sum, [C × d] and [C]. */
export function gradientGraph(): Uint8Array {
  return encodeModel({
    name: 'probe_gradient',
    node: [
      ...FORWARD,
      node('LogSoftmax', ['logits'], ['log_p'], { axis: 1 }),
      node('Unsqueeze', ['labels', 'one'], ['column']),
      node('GatherElements', ['log_p', 'column'], ['likelihood'], { axis: 1 }),
      node('Exp', ['log_p'], ['p']),
      node('Shape', ['bias'], ['classes']),
      node('OneHot', ['labels', 'classes', 'off_on'], ['y']),
      node('Sub', ['p', 'y'], ['excess']),
      node('Gemm', ['excess', 'features'], ['weights_gradient'], { transA: 1 }),
      node('ReduceSum', ['excess', 'zero'], ['bias_gradient'], { keepdims: 0 }),
    ],
    input: [...INPUTS, tensorInfo('labels', 'int64', ['rows'])],
    output: [
      tensorInfo('likelihood', 'float', ['rows', 1]),
      tensorInfo('weights_gradient', 'float', ['classes', 'dims']),
      tensorInfo('bias_gradient', 'float', ['classes']),
    ],
    initializer: [...AXES, floats('off_on', [0, 1])],
  })
}

/** → FᵀF B for a basis B [d × r], as [d × r]. */
export function spreadGraph(): Uint8Array {
  return encodeModel({
    name: 'probe_spread',
    node: [
      ...CUT,
      node('MatMul', ['features', 'basis'], ['coordinates']),
      node('Gemm', ['features', 'coordinates'], ['spread'], { transA: 1 }),
    ],
    input: [...INPUTS.slice(0, 2), tensorInfo('basis', 'float', ['dims', 'rank'])],
    output: [tensorInfo('spread', 'float', ['dims', 'rank'])],
    initializer: AXES,
  })
}

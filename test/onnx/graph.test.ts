import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import onnxProto, { type onnx as proto } from 'onnx-proto'
import { describe, expect, test } from 'vitest'
import { integers, node } from '../../src/onnx/build.js'
import { declaredClasses, declaredDims, headInputWidth, readGraph } from '../../src/onnx/graph.js'
import { userError } from '../data/collect.js'
import { temporaryFolder } from '../data/temporary.js'
import { floats, nestedModel, withMetadata } from './graphs.js'

const { onnx } = onnxProto
const folder = temporaryFolder()
const weight = (name: string, rows: number, columns: number) =>
  floats(name, [rows, columns], Array<number>(rows * columns).fill(0))
const graph = (node: proto.INodeProto[], initializer: proto.ITensorProto[]): proto.IGraphProto => ({
  node,
  initializer,
})

/** int64 as PyTorch writes it: little-endian bytes. */
function raw(name: string, values: readonly bigint[]): proto.ITensorProto {
  const bytes = new Uint8Array(BigInt64Array.from(values).buffer)
  return { name, dataType: onnx.TensorProto.DataType.INT64, dims: [values.length], rawData: bytes }
}

/** A Constant node holding a tensor. */
function constant(name: string, t: proto.ITensorProto): proto.INodeProto {
  const type = onnx.AttributeProto.AttributeType.TENSOR
  return { opType: 'Constant', input: [], output: [name], attribute: [{ name: 'value', type, t }] }
}

describe('headInputWidth', () => {
  const slice = node('Slice', ['x', 'from', 'to', 'axes'], ['x_8'])
  test.each<[string, number | null, proto.IGraphProto]>([
    [
      'Gemm with transB, as nn.Linear is written',
      8,
      graph([node('Gemm', ['x', 'w', 'b'], ['y'], { transB: 1 })], [weight('w', 3, 8)]),
    ],
    ['Gemm as it stands', 8, graph([node('Gemm', ['x', 'w'], ['y'])], [weight('w', 8, 3)])],
    ['MatMul', 8, graph([node('MatMul', ['x', 'w'], ['y'])], [weight('w', 8, 3)])],
    [
      'MatMul and Add',
      8,
      graph(
        [node('MatMul', ['x', 'w'], ['p']), node('Add', ['p', 'b'], ['y'])],
        [weight('w', 8, 3), floats('b', [3], [0, 0, 0])],
      ),
    ],
    [
      'Add with the bias first',
      8,
      graph(
        [node('MatMul', ['x', 'w'], ['p']), node('Add', ['b', 'p'], ['y'])],
        [weight('w', 8, 3), floats('b', [3], [0, 0, 0])],
      ),
    ],
    [
      'float16 weights, cast',
      8,
      graph(
        [node('Cast', ['w16'], ['w'], { to: 1 }), node('Gemm', ['x', 'w'], ['y'], { transB: 1 })],
        [weight('w16', 3, 8)],
      ),
    ],
    [
      'a transposed weight',
      8,
      graph([node('Transpose', ['w'], ['t']), node('MatMul', ['x', 't'], ['y'])], [weight('w', 3, 8)]),
    ],
    [
      'a cast output',
      8,
      graph(
        [node('Gemm', ['x', 'w'], ['p'], { transB: 1 }), node('Cast', ['p'], ['y'], { to: 1 })],
        [weight('w', 3, 8)],
      ),
    ],
    [
      'MRL-E: slices of the features and of one weight',
      8,
      graph(
        [
          slice,
          node('Slice', ['w', 'from', 'to', 'axes'], ['w_8']),
          node('Gemm', ['x_8', 'w_8', 'b'], ['y'], { transB: 1 }),
        ],
        [weight('w', 3, 64), integers('to', [8])],
      ),
    ],
    [
      'a slice that ends at raw bytes',
      8,
      graph(
        [slice, node('Slice', ['w', 'f', 't', 'a'], ['w_8']), node('Gemm', ['x_8', 'w_8'], ['y'], { transB: 1 })],
        [weight('w', 3, 64), raw('to', [8n])],
      ),
    ],
    [
      'a slice that ends at a Constant',
      8,
      graph(
        [
          constant('to', raw('', [8n])),
          slice,
          node('Slice', ['w', 'f', 'to', 'a'], ['w_8']),
          node('MatMul', ['x_8', 'w_8'], ['y']),
        ],
        [weight('w', 64, 3)],
      ),
    ],
    [
      'a slice of everything, x[:, :], ends at the largest int64',
      8,
      graph(
        [slice, node('Gemm', ['x_8', 'w'], ['y'], { transB: 1 })],
        [weight('w', 3, 8), raw('to', [2n ** 63n - 1n])],
      ),
    ],
    [
      'a slice that ends before the last',
      7,
      graph([slice, node('Gemm', ['x_8', 'w'], ['y'], { transB: 1 })], [weight('w', 3, 7), raw('to', [-1n])]),
    ],
    [
      'two layers: the last counts',
      8,
      graph(
        [node('MatMul', ['x', 'v'], ['h']), node('Relu', ['h'], ['r']), node('MatMul', ['r', 'w'], ['y'])],
        [weight('v', 5, 8), weight('w', 8, 3)],
      ),
    ],
    ['no linear layer', null, graph([node('Relu', ['x'], ['y'])], [])],
    ['a product of two activations', null, graph([node('MatMul', ['x', 'z'], ['y'])], [])],
    ['an output that is an input', null, graph([], [])],
  ])('%s', (_, width, graph) => {
    expect(headInputWidth(graph, 'y')).toBe(width)
  })

  test('a loop ends', () => {
    expect(headInputWidth(graph([node('Identity', ['y'], ['y'])], []), 'y')).toBeNull()
  })
})

describe('metadata', () => {
  const model = (metadata: Record<string, string>) =>
    onnx.ModelProto.decode(withMetadata(nestedModel({ width: 4, classes: 3, dims: [4] }), metadata))

  test.each<[string, readonly number[] | null]>([
    ['8,16,32', [8, 16, 32]],
    ['[8, 16, 32]', [8, 16, 32]],
    ['32,8', [8, 32]],
    ['8,8,16', [8, 16]],
    [' 8 ', [8]],
    ['', null],
  ])('nesting_dims = %o', (text, dims) => {
    expect(declaredDims(model({ nesting_dims: text }), 'm.onnx')).toEqual(dims)
    expect(declaredDims(model({ matryoshka_dims: text }), 'm.onnx')).toEqual(dims)
  })

  test.each(['0,8', 'a,b', '8;16', '1.5', '8,,16', '-8', '{"a":1}'])('nesting_dims = %o is refused', (text) => {
    expect(() => declaredDims(model({ nesting_dims: text }), 'm.onnx')).toThrow(
      `m.onnx: its metadata declares nesting_dims = ${text}; expected positive integers`,
    )
  })

  test.each<[string, readonly string[] | null]>([
    ['["a","b"]', ['a', 'b']],
    ['[1,2]', ['1', '2']],
    ['{"0":"a"}', null],
    ['a,b', null],
  ])('class_names = %s', (text, names) => {
    expect(declaredClasses(model({ class_names: text }))).toEqual(names)
  })

  test('none', () => {
    expect(declaredDims(model({}), 'm.onnx')).toBeNull()
    expect(declaredClasses(model({}))).toBeNull()
  })
})

describe('readGraph', () => {
  const file = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  const bytes = nestedModel({ width: 4, classes: 3, dims: [4] })

  test('a model', async () => {
    expect((await readGraph(file('m.onnx', bytes))).graph!.output!.length).toBe(2)
  })

  test.each([
    ['missing', join(folder, 'absent.onnx'), 'model-missing'],
    ['a folder', folder, 'model-unreadable'],
    ['empty', file('empty.onnx', ''), 'model-not-onnx'],
    ['text', file('text.onnx', 'hello, world\n'), 'model-not-onnx'],
    ['truncated', file('cut.onnx', bytes.subarray(0, bytes.length >> 1)), 'model-not-onnx'],
  ])('%s', async (_, path, code) => {
    expect(await userError(readGraph(path))).toMatchObject({ code, exitCode: 3 })
  })
})

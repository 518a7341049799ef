import type { onnx as proto } from 'onnx-proto'
import { encodeModel, node, tensorInfo } from '../../src/onnx/build.js'
import { floats } from './graphs.js'

const SIDE = 1024
const ROUNDS = 8

/**
 * Gives its input back as the embedding, but takes its time: a row of numbers is multiplied with a large matrix of zeros
 * some times over, and the result added.
 */
export function slowModel(width: number): Uint8Array {
  const nodes: proto.INodeProto[] = [node('MatMul', ['x', 'widen'], ['h_0'])]
  for (let i = 0; i < ROUNDS; i++) nodes.push(node('MatMul', [`h_${i}`, 'zeros'], [`h_${i + 1}`]))
  nodes.push(node('MatMul', [`h_${ROUNDS}`, 'narrow'], ['nothing']), node('Add', ['x', 'nothing'], ['embedding']))
  const empty = (name: string, rows: number, columns: number) =>
    floats(name, [rows, columns], Array<number>(rows * columns).fill(0))
  return encodeModel({
    name: 'slow',
    node: [...nodes],
    input: [tensorInfo('x', 'float', ['batch', width])],
    output: [tensorInfo('embedding', 'float', ['batch', width])],
    initializer: [empty('widen', width, SIDE), empty('zeros', SIDE, SIDE), empty('narrow', SIDE, width)],
  })
}

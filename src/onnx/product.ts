/**
 * Matrix products by ONNX Runtime: one Gemm whose sizes are free, so that what is more than a few rows times a few
 * columns runs where models and searches do.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { Product } from '../types.js'
import { encodeModel, node, tensorInfo } from './build.js'
import { openSession, type SessionOptions } from './session.js'

/** Multiplies matrices until it is closed. */
export interface MatrixProduct {
  product: Product
  close(): Promise<void>
}

/** @throws whatever ONNX Runtime throws when the device does not start */
export async function openProduct(options: SessionOptions): Promise<MatrixProduct> {
  const sessions = new Map<boolean, InferenceSession>()
  const session = async (transposed: boolean): Promise<InferenceSession> => {
    const open = sessions.get(transposed) ?? (await openSession(productGraph(transposed), options))
    sessions.set(transposed, open)
    return open
  }
  await session(false)
  return {
    async product(a, rows, inner, b, columns, transposed = false) {
      if (rows * inner * columns === 0) return new Float32Array(rows * columns)
      const feeds = {
        a: new Tensor('float32', a, [rows, inner]),
        b: new Tensor('float32', b, transposed ? [columns, inner] : [inner, columns]),
      }
      const { c } = await (await session(transposed)).run(feeds)
      return c!.data as Float32Array
    },
    async close() {
      for (const open of sessions.values()) await open.release()
      sessions.clear()
    },
  }
}

function productGraph(transposed: boolean): Uint8Array {
  return encodeModel({
    name: 'product',
    node: [node('Gemm', ['a', 'b'], ['c'], { transB: transposed ? 1 : 0 })],
    input: [
      tensorInfo('a', 'float', ['rows', 'inner']),
      tensorInfo('b', 'float', transposed ? ['columns', 'inner'] : ['inner', 'columns']),
    ],
    output: [tensorInfo('c', 'float', ['rows', 'columns'])],
  })
}

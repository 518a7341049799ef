/** ONNX Runtime behind the probes: logits and gradients of one tile of rows. */
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { openProduct } from '../onnx/product.js'
import { openSession, type SessionOptions } from '../onnx/session.js'
import type { Product, Vectors } from '../types.js'
import { gradientGraph, logitsGraph, spreadGraph } from './graph.js'

/** Z = F Wᵀ + b over the first `dim` numbers of a row. */
export interface Linear {
  dim: number // d
  weights: Float32Array // [C × d]
  bias: Float32Array // [C]
}

/** What a tile adds to the gradient of −Σ log p[label]. */
export interface TileGradient {
  likelihoods: Float32Array // log p[label] of each row. [rows]
  weights: Float32Array // [C × d]
  bias: Float32Array // [C]
}

/** Works on rows where they lie, at full width; a tile is as many as go through one run of a graph. */
export interface ProbeEngine {
  logits(tile: Vectors, linear: Linear): Promise<Float32Array> // [rows × C]
  gradient(tile: Vectors, labels: BigInt64Array, linear: Linear): Promise<TileGradient>
  spread(tile: Vectors, dim: number, basis: Float32Array): Promise<Float32Array> // FᵀF B. [d × r], as the basis
  product: Product
  close(): Promise<void>
}

/** Values of the largest matrix of a tile: 16 MB. */
const TILE_VALUES = 2 ** 22

/** Rows that are put through at once, so that memory does not grow with n. */
export function tileRows(width: number, classes: number): number {
  return Math.max(64, Math.floor(TILE_VALUES / Math.max(width, classes)))
}

/** @throws whatever ONNX Runtime throws when the device does not start */
export async function openEngine(options: SessionOptions): Promise<ProbeEngine> {
  const sessions = new Map<() => Uint8Array, InferenceSession>()
  const session = async (graph: () => Uint8Array): Promise<InferenceSession> => {
    const open = sessions.get(graph) ?? (await openSession(graph(), options))
    sessions.set(graph, open)
    return open
  }
  const products = await openProduct(options)
  return {
    product: products.product,
    async logits(tile, linear) {
      if (tile.rows === 0) return new Float32Array(0)
      const { logits } = await (await session(logitsGraph)).run(feedsOf(tile, linear))
      return logits!.data as Float32Array
    },
    async gradient(tile, labels, linear) {
      const feeds = { ...feedsOf(tile, linear), labels: new Tensor('int64', labels, [tile.rows]) }
      const found = await (await session(gradientGraph)).run(feeds)
      const [likelihoods, weights, bias] = ['likelihood', 'weights_gradient', 'bias_gradient'].map(
        (name) => found[name]!.data as Float32Array,
      )
      return { likelihoods: likelihoods!, weights: weights!, bias: bias! }
    },
    async spread(tile, dim, basis) {
      const feeds = { ...rowsOf(tile, dim), basis: new Tensor('float32', basis, [dim, basis.length / dim]) }
      const { spread } = await (await session(spreadGraph)).run(feeds)
      return spread!.data as Float32Array
    },
    async close() {
      await products.close()
      for (const open of sessions.values()) await open.release()
      sessions.clear()
    },
  }
}

function feedsOf(tile: Vectors, { dim, weights, bias }: Linear): Record<string, Tensor> {
  return {
    ...rowsOf(tile, dim),
    weights: new Tensor('float32', weights, [bias.length, dim]),
    bias: new Tensor('float32', bias, [bias.length]),
  }
}

function rowsOf({ rows, width, values }: Vectors, dim: number): Record<string, Tensor> {
  return {
    x: new Tensor('float32', values, [rows, width]),
    dim: new Tensor('int64', BigInt64Array.of(BigInt(dim)), [1]),
  }
}

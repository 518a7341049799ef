/** What follows pooling: layers over rows, in float64 with float32 between them. None writes into its input. */
import { dot } from '../../math/dot.js'
import type { Activation } from './activation.js'

export interface Layer {
  name: string // for people
  width: number // numbers a row has after it
  /** @param rows [n × the width before] @returns [n × width] */
  apply(rows: Float32Array): Float32Array
}

/** activation(W·x + b), with `residual` of x itself, or of R·x, added. */
export interface DenseWeights {
  inputs: number
  outputs: number
  weight: Float32Array // [outputs × inputs]
  bias: Float32Array | null // [outputs]
  residual: Float32Array | 'input' | null // [outputs × inputs]
}

/** Source: UKPLab/sentence-transformers, base/modules/dense.py. */
export function dense(name: string, weights: DenseWeights, activation: Activation): Layer {
  const { inputs, outputs, weight, bias, residual } = weights
  return {
    name,
    width: outputs,
    apply: (rows) =>
      eachRow(rows, inputs, outputs, (x, out) => {
        for (let o = 0; o < outputs; o++) {
          const skipped = residual === null ? 0 : residual === 'input' ? x[o]! : product(residual, o, x)
          out[o] = activation(product(weight, o, x) + (bias?.[o] ?? 0)) + skipped
        }
      }),
  }
}

const EPSILON = 1e-5 // torch.nn.LayerNorm's and torch.nn.functional.layer_norm's default

/** (x − mean) / √(variance + 1e-5), times `weight`, plus `bias`; the variance is divided by n. Without weights where they are null. */
export function layerNorm(
  name: string,
  width: number,
  weights: { weight: Float32Array; bias: Float32Array | null } | null,
): Layer {
  return {
    name,
    width,
    apply: (rows) =>
      eachRow(rows, width, width, (x, out) => {
        let [sum, squares] = [0, 0]
        for (const value of x) sum += value
        const mean = sum / width
        for (const value of x) squares += (value - mean) ** 2
        const scale = 1 / Math.sqrt(squares / width + EPSILON)
        for (let j = 0; j < width; j++)
          out[j] = (x[j]! - mean) * scale * (weights?.weight[j] ?? 1) + (weights?.bias?.[j] ?? 0)
      }),
  }
}

/** x / max(‖x‖₂, 1e-12), as torch.nn.functional.normalize. */
export function normalize(width: number): Layer {
  return {
    name: 'Normalize',
    width,
    apply: (rows) =>
      eachRow(rows, width, width, (x, out) => {
        let squares = 0
        for (const value of x) squares += value * value
        const norm = Math.max(Math.sqrt(squares), 1e-12)
        for (let j = 0; j < width; j++) out[j] = x[j]! / norm
      }),
  }
}

function eachRow(
  rows: Float32Array,
  from: number,
  to: number,
  change: (x: Float32Array, out: Float32Array) => void,
): Float32Array {
  const n = rows.length / from
  const all = new Float32Array(n * to)
  for (let row = 0; row < n; row++)
    change(rows.subarray(row * from, (row + 1) * from), all.subarray(row * to, (row + 1) * to))
  return all
}

/** Row `o` of a matrix times x. */
function product(matrix: Float32Array, o: number, x: Float32Array): number {
  return dot(matrix, o * x.length, x, 0, x.length)
}

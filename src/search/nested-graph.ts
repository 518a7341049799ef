/**
 * Exact search at all dims as one ONNX graph. Inner products add up over slices, so slice s only adds its share:
 *
 *     P₁ = q₁ x₁ᵀ,   Pₛ = qₛ xₛᵀ + Pₛ₋₁          one Gemm a dim, the running sum as its third input
 *     cosine: TopK(Pₛ ∘ 1/‖x[:d]‖)               the query's own norm moves no rank
 *     ip:     TopK(Pₛ)
 *     l2:     TopK of the smallest Pₛ, with qₛ = (−2q, 1) and xₛ = (x, ‖x‖² of the slice): Pₛ = ‖x[:d]‖² − 2 q[:d]·x[:d]
 *
 * Cost per query and database row: D multiply-adds for all dims together, and one TopK a dim.
 */
import { encodeModel, integers, node, tensorInfo } from '../onnx/build.js'
import type { Dims, Distance } from '../types.js'

/** Names of the graph's inputs and outputs for slice or dim number s. */
export const nameOf = {
  query: (s: number) => `q_${s}`, // [queries × stride]
  database: (s: number) => `x_${s}`, // [rows × stride]
  inverseNorm: (s: number) => `n_${s}`, // [1 × rows], cosine only
  scores: (s: number) => `scores_${s}`, // [queries × k]
  indices: (s: number) => `indices_${s}`, // [queries × k], int64, positions in the tile
}

/** Values a slice of `width` columns takes in a packed row. */
export function strideOf(width: number, distance: Distance): number {
  return distance === 'l2' ? width + 1 : width
}

/** @returns the model's bytes; `k` is fixed in it, the numbers of queries and rows are free */
export function nestedGraph(dims: Dims, distance: Distance, k: number): Uint8Array {
  const slices = dims.map((d, s) => {
    const stride = strideOf(d - (dims[s - 1] ?? 0), distance)
    const running = s === 0 ? [] : [`p_${s - 1}`]
    const product = node('Gemm', [nameOf.query(s), nameOf.database(s), ...running], [`p_${s}`], { transB: 1 })
    const norm = node('Mul', [`p_${s}`, nameOf.inverseNorm(s)], [`c_${s}`])
    const ranked = distance === 'cosine' ? `c_${s}` : `p_${s}`
    const attributes = { axis: 1, largest: distance === 'l2' ? 0 : 1, sorted: 1 }
    const best = node('TopK', [ranked, 'k'], [nameOf.scores(s), nameOf.indices(s)], attributes)
    const inputs = [
      tensorInfo(nameOf.query(s), 'float', ['queries', stride]),
      tensorInfo(nameOf.database(s), 'float', ['rows', stride]),
    ]
    if (distance === 'cosine') inputs.push(tensorInfo(nameOf.inverseNorm(s), 'float', [1, 'rows']))
    return {
      nodes: distance === 'cosine' ? [product, norm, best] : [product, best],
      inputs,
      outputs: [
        tensorInfo(nameOf.scores(s), 'float', ['queries', k]),
        tensorInfo(nameOf.indices(s), 'int64', ['queries', k]),
      ],
    }
  })
  return encodeModel({
    name: 'nested_search',
    node: slices.flatMap(({ nodes }) => nodes),
    input: slices.flatMap(({ inputs }) => inputs),
    output: slices.flatMap(({ outputs }) => outputs),
    initializer: [integers('k', [k])],
  })
}

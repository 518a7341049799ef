/**
 * Exact search at all dims as one ONNX graph. Inner products add up over slices, so slice s only adds its share:
 *
 *     P₁ = q₁ x₁ᵀ,   Pₛ = qₛ xₛᵀ + Pₛ₋₁          one Gemm a dim, the running sum as its third input
 *     cosine: TopK(Pₛ ∘ 1/‖x[:d]‖)               the query's own norm moves no rank
 *     ip:     TopK(Pₛ)
 *     l2:     TopK of the smallest Pₛ, with qₛ = (−2q, 1) and xₛ = (x, ‖x‖² of the slice): Pₛ = ‖x[:d]‖² − 2 q[:d]·x[:d]
 *
 * Cost per query and database row: D multiply-adds for all dims together, and one TopK a list. A list can carry the scores
 * of its rows at other dims, picked from the products that are there anyway: what reranking needs, for the same one pass.
 */
import { encodeModel, floats, integers, node, tensorInfo } from '../onnx/build.js'
import type { Dims, Distance } from '../types.js'

/** Names of the graph's inputs and outputs for slice or dim number s. */
export const nameOf = {
  query: (s: number) => `q_${s}`, // [queries × stride]
  database: (s: number) => `x_${s}`, // [rows × stride]
  inverseNorm: (s: number) => `n_${s}`, // [1 × rows], cosine only
  scores: (s: number) => `scores_${s}`, // [queries × k]
  indices: (s: number) => `indices_${s}`, // [queries × k], int64, positions in the tile
  carried: (s: number, t: number) => `carried_${s}_${t}`, // [queries × k], scores of the rows of list s at dim number t
}

/** A list of nearest rows that the graph gives. */
export interface ListShape {
  s: number // which dim ranks it
  k: number
  carry: readonly number[] // numbers of other dims whose scores come along
}

/** Values a slice of `width` columns takes in a packed row. */
export function strideOf(width: number, distance: Distance): number {
  return distance === 'l2' ? width + 1 : width
}

/** @returns the model's bytes; list lengths are fixed in it, the numbers of queries and rows are free */
export function nestedGraph(dims: Dims, distance: Distance, lists: readonly ListShape[]): Uint8Array {
  const products = dims.map((d, s) => {
    const stride = strideOf(d - (dims[s - 1] ?? 0), distance)
    const running = s === 0 ? [] : [`p_${s - 1}`]
    const product = node('Gemm', [nameOf.query(s), nameOf.database(s), ...running], [`p_${s}`], { transB: 1 })
    const norm = node('Mul', [`p_${s}`, nameOf.inverseNorm(s)], [`c_${s}`])
    const inputs = [
      tensorInfo(nameOf.query(s), 'float', ['queries', stride]),
      tensorInfo(nameOf.database(s), 'float', ['rows', stride]),
    ]
    if (distance === 'cosine') inputs.push(tensorInfo(nameOf.inverseNorm(s), 'float', [1, 'rows']))
    const isRanked = lists.some((list) => list.s === s || list.carry.includes(s))
    return { nodes: distance === 'cosine' && isRanked ? [product, norm] : [product], inputs }
  })
  return encodeModel({
    name: 'nested_search',
    node: [...products.flatMap(({ nodes }) => nodes), ...lists.flatMap((list) => ranking(list, lists, distance))],
    input: products.flatMap(({ inputs }) => inputs),
    output: lists.flatMap(outputsOf),
    initializer: [
      ...[...new Set(lists.map(({ k }) => k))].map((k) => integers(`k_${k}`, [k])),
      floats('relative', [distance === 'l2' ? 3e-7 : -3e-7]),
      floats('absolute', [distance === 'l2' ? 1e-35 : -1e-35]),
    ],
  })
}

/**
 * A list, and what it carries. Sorting is dear when lists are long, so where an earlier list of at least k rows carries
 * its scores at this dim, the worst of them bounds the search: k rows are at least as near, so whatever is further
 * away is levelled to a hair beyond that bound, and hardly anything is left to sort.
 */
function ranking({ s, k, carry }: ListShape, lists: readonly ListShape[], distance: Distance): Node[] {
  const scores = (t: number) => (distance === 'cosine' ? `c_${t}` : `p_${t}`)
  const attributes = { axis: 1, largest: distance === 'l2' ? 0 : 1, sorted: 1 }
  const earlier = lists.filter((list) => list.s < s && list.k >= k && list.carry.includes(s)).at(-1)
  const ranked = earlier === undefined ? scores(s) : `near_${s}`
  return [
    ...(earlier === undefined ? [] : levelled(scores(s), nameOf.carried(earlier.s, s), s, distance)),
    node('TopK', [ranked, `k_${k}`], [nameOf.scores(s), nameOf.indices(s)], attributes),
    ...carry.map((t) => node('GatherElements', [scores(t), nameOf.indices(s)], [nameOf.carried(s, t)], { axis: 1 })),
  ]
}

type Node = ReturnType<typeof node>

/** near_s: the scores, but those beyond the worst of `carried` all as one, a little further away than that. */
function levelled(scores: string, carried: string, s: number, distance: Distance): Node[] {
  const [worst, nearer] = distance === 'l2' ? ['ReduceMax', 'Min'] : ['ReduceMin', 'Max']
  const name = (what: string) => `${what}_${s}`
  return [
    node(worst!, [carried], [name('bound')], { axes: [1], keepdims: 1 }),
    node('Abs', [name('bound')], [name('size')]),
    node('Mul', [name('size'), 'relative'], [name('step')]),
    node('Add', [name('bound'), name('step')], [name('beyond')]),
    node('Add', [name('beyond'), 'absolute'], [name('level')]),
    node(nearer!, [scores, name('level')], [name('near')]),
  ]
}

function outputsOf({ s, k, carry }: ListShape): ReturnType<typeof tensorInfo>[] {
  return [
    tensorInfo(nameOf.scores(s), 'float', ['queries', k]),
    tensorInfo(nameOf.indices(s), 'int64', ['queries', k]),
    ...carry.map((t) => tensorInfo(nameOf.carried(s, t), 'float', ['queries', k])),
  ]
}

/**
 * Exact nested search: the k nearest database rows at every dim, in one pass over the database. Exact up to float32
 * rounding. Cost: D multiply-adds per query and row for all dims together. Needs nothing but ONNX Runtime.
 */
import type { InferenceSession } from 'onnxruntime-node'
import { dataError } from '../errors.js'
import { sliceNorms } from '../math/prefix.js'
import { originAmong, shifted } from '../math/shift.js'
import { emptyNeighbors, mergeTopK } from '../math/top-k.js'
import type { Distance, Neighbors } from '../types.js'
import { nameOf } from './nested-graph.js'
import { type Block, type NestedSearch, scan } from './scan.js'

/**
 * @returns for every dim and query the nearest rows; fewer than k rows in the database leave −1 at the end
 * @throws UserError (exit 3) when values are so large that a score is not finite
 */
export async function nestedSearch(search: NestedSearch): Promise<Neighbors> {
  const request = search.distance === 'l2' ? centered(search) : search
  const neighbors = emptyNeighbors(search.dims, search.queries.rows, search.k)
  for await (const { results, block, tile, width } of scan(request)) {
    merge(neighbors, results, block, tile, width, search.distance)
  }
  const found = withQueryNorms(neighbors, request)
  if (!found.scores.every(Number.isFinite)) {
    throw dataError(
      'scores-not-finite',
      `${search.distance} scores overflow float32: the values of the embeddings are too large`,
    )
  }
  return found
}

/** ‖x‖² − 2 q·x loses all its digits far from the origin, so l2 moves it among the queries; no distance changes. */
function centered(search: NestedSearch): NestedSearch {
  const origin = originAmong(search.queries)
  async function* moved() {
    for await (const rows of search.database) yield shifted(rows, origin)
  }
  return { ...search, queries: shifted(search.queries, origin), database: moved() }
}

function merge(
  neighbors: Neighbors,
  results: InferenceSession.OnnxValueMapType,
  block: Block,
  tile: Block,
  width: number,
  distance: Distance,
): void {
  for (let s = 0; s < neighbors.dims.length; s++) {
    const scores = results[nameOf.scores(s)]!.data as Float32Array
    const indices = results[nameOf.indices(s)]!.data as BigInt64Array
    const ids = (row: number, r: number) => tile.start + Number(indices[row * width + r])
    mergeTopK(neighbors, s, block.start, block.rows, { ids, scores, width }, distance === 'l2' ? -1 : 1)
  }
}

/** The graph leaves out what moves no rank: cosine's 1/‖q[:d]‖ and l2's ‖q[:d]‖². */
function withQueryNorms(neighbors: Neighbors, { queries, dims, distance, k }: NestedSearch): Neighbors {
  if (distance === 'ip') return neighbors
  const norms = sliceNorms(queries, 0, queries.rows, dims)
  const scores = neighbors.scores.slice()
  for (let q = 0; q < queries.rows; q++) {
    let sum = 0
    for (let s = 0; s < dims.length; s++) {
      sum += norms[s * queries.rows + q]!
      const base = (s * queries.rows + q) * k
      for (let r = 0; r < k; r++) {
        if (neighbors.ids[base + r] === -1) continue
        const score = scores[base + r]!
        scores[base + r] = distance === 'l2' ? Math.max(0, score + sum) : sum > 0 ? score / Math.sqrt(sum) : 0
      }
    }
  }
  return { ...neighbors, scores }
}

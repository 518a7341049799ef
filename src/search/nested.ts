/**
 * Exact nested search: the k nearest database rows at every dim, in one pass over the database. Exact up to float32
 * rounding. Cost: D multiply-adds per query and row for all dims together. Needs nothing but ONNX Runtime.
 */
import { dataError } from '../errors.js'
import { sliceNorms } from '../math/prefix.js'
import { originAmong, shifted } from '../math/shift.js'
import { emptyNeighbors, mergeTopK } from '../math/top-k.js'
import type { Distance, Neighbors, Vectors } from '../types.js'
import { nameOf } from './nested-graph.js'
import { type Met, type Pass, scan } from './scan.js'

export type NestedSearch = Omit<Pass, 'lists'> & { k: number }

/**
 * @returns for every dim and query the nearest rows; fewer than k rows in the database leave −1 at the end
 * @throws UserError (exit 3) when values are so large that a score is not finite
 */
export async function nestedSearch(search: NestedSearch): Promise<Neighbors> {
  const { dims, k, distance } = search
  const pass = centered({ ...search, lists: dims.map((_, s) => ({ s, k, carry: [] })) })
  const neighbors = emptyNeighbors(dims, search.queries.rows, k)
  for await (const met of scan(pass)) merge(neighbors, met, distance)
  const found = withQueryNorms(neighbors, pass.queries, distance)
  requireFinite(found.scores, distance)
  return found
}

/** @throws UserError (exit 3) when values are so large that a score is not finite */
export function requireFinite(scores: Float32Array, distance: Distance): void {
  let check = 0 // 0 · x is NaN where x is not finite
  for (let i = 0; i < scores.length; i++) check += 0 * scores[i]!
  if (check === 0) return
  throw dataError(
    'scores-not-finite',
    `${distance} scores overflow float32: the values of the embeddings are too large`,
  )
}

/** ‖x‖² − 2 q·x loses all its digits far from the origin, so l2 moves it among the queries; no distance changes. */
export function centered(search: Pass): Pass {
  if (search.distance !== 'l2') return search
  const origin = originAmong(search.queries)
  async function* moved() {
    for await (const rows of search.database) yield shifted(rows, origin)
  }
  return { ...search, queries: shifted(search.queries, origin), database: moved() }
}

function merge(neighbors: Neighbors, { results, block, tile }: Met, distance: Distance): void {
  for (let s = 0; s < neighbors.dims.length; s++) {
    const scores = results[nameOf.scores(s)]!.data as Float32Array
    const indices = results[nameOf.indices(s)]!.data as BigInt64Array
    const width = Math.min(neighbors.k, tile.rows)
    const ids = (row: number, r: number) => tile.start + Number(indices[row * width + r])
    mergeTopK(neighbors, s, block.start, block.rows, { ids, scores, width }, distance === 'l2' ? -1 : 1)
  }
}

/** The graph leaves out what moves no rank: cosine's 1/‖q[:d]‖ and l2's ‖q[:d]‖². */
function withQueryNorms(neighbors: Neighbors, queries: Vectors, distance: Distance): Neighbors {
  if (distance === 'ip') return neighbors
  const { dims, k } = neighbors
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

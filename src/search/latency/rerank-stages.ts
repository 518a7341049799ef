/**
 * Reranking of one query's shortlist, stage by stage, as a service would do it: the rows' prefixes are gathered from the
 * resident database, scored and ordered. Exact for the rows it is given, but for rounding: ONNX Runtime multiplies large
 * stages in float32; small ones, and all of l2, are summed in float64 and then rounded. Cost of a stage: dim multiply-adds
 * a row. Equal rows score equally, and equal scores put the lower row first.
 */
import { dot, squaredDistance } from '../../math/dot.js'
import { sliceNorms } from '../../math/prefix.js'
import { type MatrixProduct, openProduct } from '../../onnx/product.js'
import type { Distance, Stage, Vectors } from '../../types.js'
import { bestFirst } from './best-first.js'
import { wholeGroups } from './resident-rows.js'

/** Time that the parts of a query take, in the clock's unit. */
export interface RerankParts {
  gather: number // copying of prefixes
  rerank: number // scoring and ordering
}

export interface Reranked {
  ids: Int32Array // best first, −1 pads. [k]
  parts: RerankParts
}

/** Reranks the shortlist [K] of query q (full width, not normalized). One at a time: the scratch is shared. */
export type RerankQuery = (queries: Vectors, q: number, shortlist: Int32Array) => Promise<Reranked>

/** What reranking keeps in memory; several settings may share it. */
export interface RerankRows {
  database: Vectors // at its full width
  distance: Distance
  norms: ReadonlyMap<number, Float64Array> // of prefixes, by dim; only of cosine. [n] each
  product: MatrixProduct
}

/**
 * Values of a stage from which ONNX Runtime is faster than `dot`, which needs no call: about 0.02 ms either way at
 * 2¹⁴ to 2¹⁵, 0.07 against 0.23 ms for 200 rows × 2,048 (x64, one thread).
 */
const PRODUCT_FROM = 2 ** 15

/** @param dims that stages rerank at */
export async function openRerankRows(
  database: Vectors,
  dims: readonly number[],
  distance: Distance,
): Promise<RerankRows> {
  // One thread: two gained nothing, and three split the rows so that equal ones scored differently.
  const product = await openProduct({ device: 'cpu', threads: 1 })
  return { database, distance, norms: prefixNorms(database, dims, distance), product }
}

/**
 * @param k rows to return; rows behind a stage's first `rows` are dropped
 * @param clock increasing; its unit is that of the parts
 */
export function rerankStages(rows: RerankRows, stages: readonly Stage[], k: number, clock: () => number): RerankQuery {
  const scratch = new Float32Array(Math.max(0, ...stages.map((stage) => wholeGroups(stage.rows) * stage.dim)))
  return async (queries, q, shortlist) => {
    const parts = { gather: 0, rerank: 0 }
    let list: Int32Array = shortlist.filter((id) => id !== -1)
    for (const stage of stages) {
      const first = list.subarray(0, stage.rows)
      const query = queries.values.subarray(q * queries.width, q * queries.width + stage.dim)
      const began = clock()
      gather(rows.database, first, stage.dim, scratch)
      const between = clock()
      const sums = pays(rows.distance, first.length, stage.dim)
        ? await productsOf(rows.product, query, scratch, first.length)
        : sumsOf(rows.distance, query, scratch, first.length)
      list = bestFirst(first, byNorm(sums, first, rows.norms.get(stage.dim)))
      parts.gather += between - began
      parts.rerank += clock() - between
    }
    const ids = new Int32Array(k).fill(-1)
    ids.set(list.subarray(0, k))
    return { ids, parts }
  }
}

/** Norms of every row's prefix at each of the dims. [n] each; nothing for l2 and ip, which need none. */
function prefixNorms(
  database: Vectors,
  dims: readonly number[],
  distance: Distance,
): ReadonlyMap<number, Float64Array> {
  if (distance !== 'cosine') return new Map()
  const ascending = [...new Set(dims)].sort((a, b) => a - b)
  const squares = sliceNorms(database, 0, database.rows, ascending)
  const sums = new Float64Array(database.rows)
  return new Map(
    ascending.map((dim, s) => {
      for (let row = 0; row < database.rows; row++) sums[row]! += squares[s * database.rows + row]!
      return [dim, sums.map(Math.sqrt)]
    }),
  )
}

/** Copies the first `dim` values of the listed rows into `into`, the scratch of the query. */
function gather({ values, width }: Vectors, rows: Int32Array, dim: number, into: Float32Array): void {
  for (let r = 0; r < rows.length; r++) {
    const from = rows[r]! * width
    into.set(values.subarray(from, from + dim), r * dim)
  }
}

/** Whether ONNX Runtime scores a stage. ‖x‖² − 2 q·x loses digits far from the origin, so l2 keeps to differences. */
function pays(distance: Distance, rows: number, dim: number): boolean {
  return distance !== 'l2' && rows * dim >= PRODUCT_FROM
}

/** q·x of the gathered rows, by ONNX Runtime. [rows] */
async function productsOf(
  product: MatrixProduct,
  query: Float32Array,
  gathered: Float32Array,
  rows: number,
): Promise<Float32Array> {
  const dim = query.length
  const padded = wholeGroups(rows) // what stands behind the rows is left over from other queries, and so is its score
  return (await product.product(gathered.subarray(0, padded * dim), padded, dim, query, 1)).subarray(0, rows)
}

/** q·x of the gathered rows, or −‖q − x‖². In an async function the same loops were measured slower. [rows] */
function sumsOf(distance: Distance, query: Float32Array, gathered: Float32Array, rows: number): Float32Array {
  const dim = query.length
  const sums = new Float32Array(rows)
  for (let r = 0; r < rows; r++) {
    sums[r] =
      distance === 'l2' ? -squaredDistance(query, 0, gathered, r * dim, dim) : dot(query, 0, gathered, r * dim, dim)
  }
  return sums
}

/** Higher is nearer: q·x/‖x‖, which ranks as cosine does, or the products as they are. A row of zeros has cosine 0. */
function byNorm(products: Float32Array, rows: Int32Array, norm: Float64Array | undefined): Float32Array {
  if (norm === undefined) return products
  const scores = new Float32Array(rows.length)
  for (let r = 0; r < rows.length; r++) if (norm[rows[r]!]! > 0) scores[r] = products[r]! / norm[rows[r]!]!
  return scores
}

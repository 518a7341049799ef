/**
 * The pass over the database that every nested search makes: rows are packed into tiles, and each tile meets each block
 * of queries in one run of the graph. Memory is bounded by the tile, whatever the size of the database.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { packSlice, type Slice, sliceNorms, slicesOf } from '../math/prefix.js'
import { openSession, type SessionOptions } from '../onnx/session.js'
import type { Dims, Distance, Progress, Vectors } from '../types.js'
import { type ListShape, nameOf, nestedGraph, strideOf } from './nested-graph.js'

/** A search that is to be made in one pass. */
export interface Pass {
  database: AsyncIterable<Vectors> // consecutive rows, in order; read once, each batch before the next is asked for
  rows: number // at most how many rows there are; sets the tile size and the progress
  queries: Vectors
  dims: Dims
  distance: Distance
  lists: readonly ListShape[] // what is to be found
  session: SessionOptions
  progress: Progress
  signal: AbortSignal
}

/** What the graph said of one block of queries and one tile of the database. */
export interface Met {
  results: InferenceSession.OnnxValueMapType
  block: Block
  tile: Block
}

/** Every meeting of a block of queries with a tile of the database, tile by tile. */
export async function* scan(search: Pass): AsyncGenerator<Met> {
  const longest = Math.max(...search.lists.map(({ k }) => k))
  const sessions = new Map<number, InferenceSession>() // by the most rows that a list can have
  const blocks = packQueries(search)
  try {
    for await (const tile of tiles(search)) {
      const most = Math.min(longest, tile.rows)
      let session = sessions.get(most)
      if (session === undefined) {
        const lists = search.lists.map((list) => ({ ...list, k: Math.min(list.k, most) }))
        session = await openSession(nestedGraph(search.dims, search.distance, lists), search.session)
        sessions.set(most, session)
      }
      for (const block of blocks) {
        search.signal.throwIfAborted()
        yield { results: await session.run({ ...block.feeds, ...tile.feeds }), block, tile }
      }
      search.progress.advance(tile.rows)
    }
  } finally {
    for (const session of sessions.values()) await session.release()
  }
}

/** Rows ready to feed, and where they begin. */
export interface Block {
  start: number
  rows: number
  feeds: Record<string, Tensor>
}

/** Tiles bound the memory: long lists need wide tiles, or sorting takes over (measured by benchmarks/tiles.mjs). */
function tileShape({ lists, rows, queries: { width } }: Pass): { queries: number; rows: number } {
  const tile = tileRows(rows, width, Math.max(...lists.map(({ k }) => k)))
  return { queries: tile <= 16_384 ? 256 : 128, rows: tile }
}

/** Rows of a tile. @param rows of the database @param width D @param k of the longest list */
export function tileRows(rows: number, width: number, k: number): number {
  const wide = Math.max(k <= 32 ? 8192 : 30_000, 4 * k)
  const most = Math.max(k, Math.floor(2 ** 26 / width)) // 256 MiB of float32
  return evenly(rows, Math.min(wide, most))
}

/** The largest size up to `most` that splits evenly: a last part of a few rows would be summed in another order. */
function evenly(total: number, most: number): number {
  return Math.ceil(total / Math.max(1, Math.ceil(total / most)))
}

function packQueries(search: Pass): Block[] {
  const { queries, dims, distance } = search
  const blocks: Block[] = []
  const size = evenly(queries.rows, tileShape(search).queries)
  for (let start = 0; start < queries.rows; start += size) {
    const rows = Math.min(size, queries.rows - start)
    const feeds: Record<string, Tensor> = {}
    for (const [s, slice] of slicesOf(dims).entries()) {
      const stride = strideOf(slice.to - slice.from, distance)
      const packed = new Float32Array(rows * stride).fill(1) // what is left of the ones is l2's extra column
      packSlice(queries, start, rows, slice, distance === 'l2' ? -2 : 1, packed, stride)
      feeds[nameOf.query(s)] = new Tensor('float32', packed, [rows, stride])
    }
    blocks.push({ start, rows, feeds })
  }
  return blocks
}

/** The database as tiles of packed slices. A tile's memory is used again for the next one. */
async function* tiles(search: Pass): AsyncGenerator<Block> {
  const { database, dims, distance } = search
  const size = tileShape(search).rows
  const slices = slicesOf(dims).map((slice) => {
    const stride = strideOf(slice.to - slice.from, distance)
    return {
      slice,
      stride,
      packed: new Float32Array(size * stride),
      inverse: new Float32Array(distance === 'cosine' ? size : 0),
    }
  })
  let start = 0
  let filled = 0
  for await (const batch of database) {
    for (let at = 0; at < batch.rows; ) {
      const take = Math.min(size - filled, batch.rows - at)
      fill(slices, batch, at, take, filled, dims, distance)
      at += take
      filled += take
      if (filled < size) continue
      yield { start, rows: filled, feeds: feeds(slices, filled) }
      start += filled
      filled = 0
    }
  }
  if (filled > 0) yield { start, rows: filled, feeds: feeds(slices, filled) }
}

interface PackedSlice {
  slice: Slice
  stride: number
  packed: Float32Array // [size × stride]
  inverse: Float32Array // [size], 1/‖x[:d]‖ for cosine
}

function fill(
  slices: readonly PackedSlice[],
  batch: Vectors,
  at: number,
  rows: number,
  filled: number,
  dims: Dims,
  distance: Distance,
): void {
  for (const { slice, stride, packed } of slices)
    packSlice(batch, at, rows, slice, 1, packed.subarray(filled * stride), stride)
  if (distance === 'ip') return
  const norms = sliceNorms(batch, at, rows, dims)
  const sums = new Float64Array(rows)
  for (const [s, { stride, packed, inverse }] of slices.entries()) {
    for (let row = 0; row < rows; row++) {
      const own = norms[s * rows + row]!
      sums[row]! += own
      if (distance === 'l2') packed[(filled + row + 1) * stride - 1] = own
      else inverse[filled + row] = sums[row]! > 0 ? 1 / Math.sqrt(sums[row]!) : 0
    }
  }
}

function feeds(slices: readonly PackedSlice[], rows: number): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {}
  for (const [s, { stride, packed, inverse }] of slices.entries()) {
    feeds[nameOf.database(s)] = new Tensor('float32', packed.subarray(0, rows * stride), [rows, stride])
    if (inverse.length > 0) feeds[nameOf.inverseNorm(s)] = new Tensor('float32', inverse.subarray(0, rows), [1, rows])
  }
  return feeds
}

/**
 * Rows and queries as the graph of nestedSearch takes them, cut to one dim: packed once, for a search that stays open.
 */
import { Tensor } from 'onnxruntime-node'
import { packSlice, sliceNorms } from '../../math/prefix.js'
import { originAmong, shifted } from '../../math/shift.js'
import type { Distance, Vectors } from '../../types.js'
import { nameOf, strideOf } from '../nested-graph.js'

/** A database cut to one dim, as the graph takes it. */
export interface PackedRows {
  rows: number
  dim: number
  distance: Distance
  packed: Float32Array // [rows × stride], then zeros up to a whole group of rows
  inverse: Float32Array // the same rows, 1/‖x[:d]‖ for cosine; else empty
  origin: Float64Array | null // [dim], subtracted from rows and queries for l2, as nestedSearch does
}

/** ONNX Runtime sums rows that are left over from groups of these in another order, and equal rows must score equally. */
const ROW_GROUP = 16
const MOST_VALUES = 2 ** 26 // of a tile: 256 MiB of float32

/** Cuts every row to the dim. Several searches may share what it returns. */
export function packRows(database: Vectors, dim: number, distance: Distance): PackedRows {
  const { rows } = database
  const stride = strideOf(dim, distance)
  const packed = new Float32Array(wholeGroups(rows) * stride)
  const inverse = new Float32Array(distance === 'cosine' ? wholeGroups(rows) : 0)
  const origin = distance === 'l2' ? originAmong(sampleOf(database, dim)) : null
  packSlice(database, 0, rows, { from: 0, to: dim }, 1, packed, stride)
  for (let row = 0; origin !== null && row < rows; row++) {
    let squares = 0
    for (let j = 0; j < dim; j++) {
      packed[row * stride + j]! -= origin[j]!
      squares += packed[row * stride + j]! ** 2
    }
    packed[row * stride + dim] = squares
  }
  if (distance === 'cosine') {
    const squares = sliceNorms(database, 0, rows, [dim])
    for (let row = 0; row < rows; row++) inverse[row] = squares[row]! > 0 ? 1 / Math.sqrt(squares[row]!) : 0
  }
  return { rows, dim, distance, packed, inverse, origin }
}

/** Rows from all over the database, cut to the dim: any point among the rows serves as the origin. */
function sampleOf(database: Vectors, dim: number): Vectors {
  const rows = Math.min(database.rows, 1024)
  const values = new Float32Array(rows * dim)
  for (let i = 0; i < rows; i++) {
    const from = Math.floor((i * database.rows) / rows) * database.width
    values.set(database.values.subarray(from, from + dim), i * dim)
  }
  return { rows, width: dim, values }
}

/** Rows [first, first + count) of the queries as the graph takes them. */
export function packQueries(
  { dim, distance, origin }: PackedRows,
  queries: Vectors,
  first: number,
  count: number,
): Tensor {
  const stride = strideOf(dim, distance)
  const packed = new Float32Array(count * stride).fill(1) // what is left of the ones is l2's extra column
  const slice = { from: 0, to: dim }
  if (origin === null) packSlice(queries, first, count, slice, 1, packed, stride)
  else packSlice(shifted(cut(queries, first, count, dim), origin), 0, count, slice, -2, packed, stride)
  return new Tensor('float32', packed, [count, stride])
}

function cut(queries: Vectors, first: number, count: number, dim: number): Vectors {
  const values = new Float32Array(count * dim)
  packSlice(queries, first, count, { from: 0, to: dim }, 1, values, dim)
  return { rows: count, width: dim, values }
}

/** Rows that meet the queries in one run of the graph. */
export interface Tile {
  start: number
  rows: number
  padding: number // rows of zeros behind them
  feeds: Record<string, Tensor>
}

/**
 * Even tiles that bound the rows and the scores of a run. One query takes the whole database at once, up to 2²⁶ values;
 * a block of queries takes tiles of nestedSearch's size, wide ones for long lists.
 */
export function tilesOf({ rows, dim, distance, packed, inverse }: PackedRows, k: number, count: number): Tile[] {
  const stride = strideOf(dim, distance)
  const scores = k <= 32 ? 2 ** 21 : 2 ** 22
  const most = Math.max(1, k, Math.min(Math.floor(MOST_VALUES / stride), Math.max(4 * k, Math.floor(scores / count))))
  const size = wholeGroups(rows / Math.max(1, Math.ceil(rows / most)))
  const tiles: Tile[] = []
  for (let start = 0; start < rows; start += size) {
    const [end, padded] = [Math.min(start + size, rows), Math.min(start + size, wholeGroups(rows))]
    const own = new Tensor('float32', packed.subarray(start * stride, padded * stride), [padded - start, stride])
    const feeds: Record<string, Tensor> = { [nameOf.database(0)]: own }
    if (distance === 'cosine') {
      feeds[nameOf.inverseNorm(0)] = new Tensor('float32', inverse.subarray(start, padded), [1, padded - start])
    }
    tiles.push({ start, rows: end - start, padding: padded - end, feeds })
  }
  return tiles
}

/** The least number of whole groups' rows that holds so many. */
export function wholeGroups(rows: number): number {
  return Math.ceil(rows / ROW_GROUP) * ROW_GROUP
}

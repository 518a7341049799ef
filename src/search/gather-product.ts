/**
 * Inner products of queries with database rows that are listed for each: ONNX Runtime gathers the rows' prefixes and
 * multiplies, on all its threads and for several queries in one run. In float32; equal rows have equal products.
 * Needs memory for the gathered prefixes of a run.
 */
import { Tensor } from 'onnxruntime-node'
import { encodeModel, node, tensorInfo } from '../onnx/build.js'
import { openSession } from '../onnx/session.js'
import type { Vectors } from '../types.js'
import { wholeGroups } from './resident-rows.js'

export interface GatherProduct {
  threads: number // which share the queries of a run
  /**
   * Products of queries [first, first + lists.length) with the rows listed for each, at one dim.
   * @param lists row numbers, at most `rows` in each
   * @returns as long as each list; −1 is not a row number
   */
  products(
    queries: Vectors,
    first: number,
    lists: readonly Int32Array[],
    rows: number,
    dim: number,
  ): Promise<Float32Array[]>
  close(): Promise<void>
}

/** @param database at its full width */
export async function openGatherProduct(database: Vectors, threads: number): Promise<GatherProduct> {
  const session = await openSession(graph(), { device: 'cpu', threads })
  return {
    threads,
    async products(queries, first, lists, rows, dim) {
      // With fewer queries than threads, ONNX Runtime splits their rows, and equal ones no longer score equally.
      const count = Math.max(lists.length, threads)
      const padded = wholeGroups(rows)
      const { products } = await session.run({
        ...pieces(database, lists, count, padded, dim),
        shape: new Tensor('int64', BigInt64Array.of(BigInt(count), BigInt(padded), BigInt(dim)), [3]),
        queries: new Tensor('float32', prefixes(queries, first, lists.length, count, dim), [count, dim, 1]),
      })
      const all = products!.data as Float32Array
      return lists.map(({ length }, i) => all.subarray(i * padded, i * padded + length))
    },
    close: () => session.release(),
  }
}

/**
 * The database as pieces of a length that divides rows and prefixes alike, so that a prefix is one or more whole pieces
 * and nothing is copied; and the pieces of every listed row. Row 0 stands in where lists end.
 */
function pieces(
  { values, rows, width }: Vectors,
  lists: readonly Int32Array[],
  count: number,
  padded: number,
  dim: number,
): Record<'pieces' | 'listed', Tensor> {
  const length = pieceOf(width, dim)
  const [ofRow, ofPrefix] = [width / length, dim / length]
  const listed = new BigInt64Array(count * padded * ofPrefix)
  for (const [i, list] of lists.entries()) {
    let at = i * padded * ofPrefix
    for (const row of list) for (let p = 0; p < ofPrefix; p++) listed[at++] = BigInt(row * ofRow + p)
  }
  return {
    pieces: new Tensor('float32', values, [rows * ofRow, length]),
    listed: new Tensor('int64', listed, [count * padded * ofPrefix]),
  }
}

/** The largest number that divides both. */
export function pieceOf(width: number, dim: number): number {
  return dim === 0 ? width : pieceOf(dim, width % dim)
}

/** The first values of queries [first, first + held), zeros behind them. [count × dim] */
function prefixes({ values, width }: Vectors, first: number, held: number, count: number, dim: number): Float32Array {
  const packed = new Float32Array(count * dim)
  for (let i = 0; i < held; i++) {
    const from = (first + i) * width
    packed.set(values.subarray(from, from + dim), i * dim)
  }
  return packed
}

function graph(): Uint8Array {
  return encodeModel({
    name: 'gather_product',
    node: [
      node('Gather', ['pieces', 'listed'], ['gathered'], { axis: 0 }),
      node('Reshape', ['gathered', 'shape'], ['rows']),
      node('MatMul', ['rows', 'queries'], ['products']),
    ],
    input: [
      tensorInfo('pieces', 'float', ['pieces', 'length']),
      tensorInfo('listed', 'int64', ['listed']),
      tensorInfo('shape', 'int64', [3]),
      tensorInfo('queries', 'float', ['queries', 'dim', 1]),
    ],
    output: [tensorInfo('products', 'float', ['queries', 'rows', 1])],
  })
}

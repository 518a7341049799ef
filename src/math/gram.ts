/** Sums over all rows of a table that are read batch by batch: their mean, and their Gram matrix. */
import type { Product, Vectors } from '../types.js'
import { less } from './projection.js'

const BLOCK = 1024 // rows whose products are added up in float32; blocks are added in float64

/** The mean row, added up in float64. [width] */
export async function meanRow(batches: AsyncIterable<Vectors>, width: number): Promise<Float32Array> {
  const sums = new Float64Array(width)
  let rows = 0
  for await (const batch of batches) {
    for (let base = 0; base < batch.values.length; base += width)
      for (let i = 0; i < width; i++) sums[i]! += batch.values[base + i]!
    rows += batch.rows
  }
  return Float32Array.from(sums, (sum) => sum / rows)
}

/** Σ (x − center)(x − center)ᵀ over the rows. [width × width] */
export async function gram(
  batches: AsyncIterable<Vectors>,
  width: number,
  center: Float32Array | null,
  product: Product,
): Promise<Float64Array> {
  const sums = new Float64Array(width * width)
  for await (const { values } of batches) {
    for (let from = 0; from < values.length; from += BLOCK * width) {
      const block = values.subarray(from, Math.min(values.length, from + BLOCK * width))
      const moved = center === null ? block : less(block, center)
      const rows = moved.length / width
      const share = await product(transpose(moved, rows, width), width, rows, moved, width)
      for (let i = 0; i < sums.length; i++) sums[i]! += share[i]!
    }
  }
  return sums
}

function transpose(values: Float32Array, rows: number, width: number): Float32Array {
  const turned = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) for (let i = 0; i < width; i++) turned[i * rows + row] = values[row * width + i]!
  return turned
}

/**
 * How rows and queries go into an index: cut, normalized and padded.
 *
 * AdANNS-IVF (clusterDim c, searched dim d) is one standard IVF file of width w = max(c, d): centroids are zero beyond c,
 * stored rows zero beyond d. A query keeps all w columns. Those beyond c add the same to its distance to every centroid,
 * those beyond d the same to its distance to every row. Stored rows are unit vectors at d (cosine), so the scale of the
 * query moves no row's rank, and is chosen so that its first c columns, which meet the centroids, are a unit vector.
 */
import type { Distance, Vectors } from '../../types.js'
import type { IndexRequest } from './request.js'

/** What becomes of a row. */
export interface RowShape {
  width: number // columns in the index
  keep: number // columns taken over; zeros behind them
  unit: number | null // scaled to make the first so many columns a unit vector; null: taken as they are
}

export function indexWidth({ dim, clusterDim }: IndexRequest): number {
  return Math.max(dim, clusterDim ?? 0)
}

export function storedShape(request: IndexRequest, distance: Distance): RowShape {
  return { width: indexWidth(request), keep: request.dim, unit: distance === 'cosine' ? request.dim : null }
}

export function queryShape(request: IndexRequest, distance: Distance): RowShape {
  const width = indexWidth(request)
  return { width, keep: width, unit: distance === 'cosine' ? (request.clusterDim ?? request.dim) : null }
}

/** @returns rows [first, first + count) in the given shape; what is zero stays zero. [count × shape.width] */
export function shapeRows(
  { values, width }: Vectors,
  first: number,
  count: number,
  { width: wide, keep, unit }: RowShape,
): Float32Array {
  const shaped = new Float32Array(count * wide)
  for (let row = 0; row < count; row++) {
    const source = (first + row) * width
    let sum = 0
    for (let j = 0; j < (unit ?? 0); j++) sum += values[source + j]! ** 2
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 1
    for (let j = 0; j < keep; j++) shaped[row * wide + j] = values[source + j]! * scale
  }
  return shaped
}

/** The first `keep` columns of rows [first, first + most), or of as many as there are. */
export function cutRows({ rows, width, values }: Vectors, first: number, most: number, keep: number): Vectors {
  const take = Math.min(most, rows - first)
  const cut = new Float32Array(take * keep)
  for (let row = 0; row < take; row++) {
    const from = (first + row) * width
    cut.set(values.subarray(from, from + keep), row * keep)
  }
  return { rows: take, width: keep, values: cut }
}

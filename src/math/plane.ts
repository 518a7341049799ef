/** Rows as points in the plane: the two directions in which they differ most, and their distances from each other. */
import type { Vectors } from '../types.js'
import { principalDirections } from './principal.js'

export interface Plane {
  x: Float64Array // [n]
  y: Float64Array // [n]
  explained: number | null // share of the variance that the plane shows; null: the rows are all the same
}

/**
 * Inner products of all rows after the mean was taken off, by their first `dim` numbers, in float64.
 * @param normalized rows are brought to length 1 at `dim` first; rows of zeros stay what they are. @returns [n × n]
 */
export function centredProducts({ rows, width, values }: Vectors, dim: number, normalized: boolean): Float64Array {
  const moved = new Float64Array(rows * dim)
  const mean = new Float64Array(dim)
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * width, row * width + dim)
    const norm = normalized ? Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) : 1
    for (let j = 0; j < dim; j++) {
      const value = own[j]! / (norm || 1)
      moved[row * dim + j] = value
      mean[j]! += value / rows
    }
  }
  for (let i = 0; i < moved.length; i++) moved[i]! -= mean[i % dim]!
  const products = new Float64Array(rows * rows)
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let j = 0; j < dim; j++) sum += moved[a * dim + j]! * moved[b * dim + j]!
      products[a * rows + b] = sum
      products[b * rows + a] = sum
    }
  }
  return products
}

/**
 * The rows' coordinates along their first two principal components: √λ u, with the eigenvectors u of the products.
 * @param products as of `centredProducts`. [rows × rows]
 */
export function principalPlane(products: Float64Array, rows: number): Plane {
  const { values, directions } = principalDirections(products, rows)
  const along = (j: number) =>
    Float64Array.from({ length: rows }, (_, i) =>
      j < rows ? directions[i * rows + j]! * Math.sqrt(Math.max(0, values[j]!)) : 0,
    )
  const all = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const shown = Math.max(0, values[0] ?? 0) + Math.max(0, values[1] ?? 0)
  return { x: along(0), y: along(1), explained: all > 0 ? shown / all : null }
}

/** The nearest rows of every row, itself first, then by distance; equally near ones by their numbers. */
export function nearestRows(
  products: Float64Array,
  rows: number,
  count: number,
): { indices: number[][]; distances: number[][] } {
  const distance = (a: number, b: number) =>
    Math.sqrt(Math.max(0, products[a * rows + a]! + products[b * rows + b]! - 2 * products[a * rows + b]!))
  const lists = Array.from({ length: rows }, (_, a) =>
    Array.from({ length: rows }, (_, b) => ({ row: b, distance: a === b ? -1 : distance(a, b) }))
      .toSorted((one, other) => one.distance - other.distance || one.row - other.row)
      .slice(0, count)
      .map(({ row, distance }) => ({ row, distance: Math.max(0, distance) })),
  )
  return {
    indices: lists.map((list) => list.map(({ row }) => row)),
    distances: lists.map((list) => list.map((entry) => entry.distance)),
  }
}

/**
 * Linear maps of embeddings to as many numbers again, made so that the first d of them are the baseline of size d:
 * d features by chance, the d leading principal directions, a random projection to d.
 */
import type { Product } from '../types.js'
import { permutation, type Random } from './random.js'

/** D numbers for D numbers. */
export type Projection = Selection | Directions

/** Number j of the result is number `columns[j]` of the row. */
export interface Selection {
  kind: 'selection'
  columns: Int32Array // [D]
}

/** Number j of the result is the row, less `center`, times column j. */
export interface Directions {
  kind: 'directions'
  center: Float32Array | null // [D]; null: the origin
  matrix: Float32Array // a direction a column, the first one first. [D × D]
}

/** All coordinates in an order of chance. */
export function randomSelection(width: number, random: Random): Selection {
  return { kind: 'selection', columns: permutation(width, random) }
}

/** Johnson and Lindenstrauss: directions with normal entries, of variance 1/D, so that lengths stay as they were. */
export function randomDirections(width: number, random: Random): Directions {
  const matrix = Float32Array.from({ length: width * width }, () => random.gaussian() / Math.sqrt(width))
  return { kind: 'directions', center: null, matrix }
}

/** @param values rows of embeddings. [rows × width] @returns [rows × width] */
export async function project(
  values: Float32Array,
  rows: number,
  width: number,
  projection: Projection,
  product: Product,
): Promise<Float32Array> {
  if (projection.kind === 'selection') return select(values, rows, width, projection.columns)
  const { center, matrix } = projection
  return product(center === null ? values : less(values, center), rows, width, matrix, width)
}

/** Rows less `center`. [rows × D] */
export function less(values: Float32Array, center: Float32Array): Float32Array {
  const width = center.length
  const moved = new Float32Array(values.length)
  for (let base = 0; base < values.length; base += width)
    for (let i = 0; i < width; i++) moved[base + i] = values[base + i]! - center[i]!
  return moved
}

function select(values: Float32Array, rows: number, width: number, columns: Int32Array): Float32Array {
  const chosen = new Float32Array(rows * width)
  for (let base = 0; base < chosen.length; base += width)
    for (let j = 0; j < width; j++) chosen[base + j] = values[base + columns[j]!]!
  return chosen
}

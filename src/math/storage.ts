/** Bytes of stored vectors: 4, 2 or 1 a dim, or a bit a dim in whole bytes. */
import type { Precision } from '../types.js'

const BITS: Readonly<Record<Precision, number>> = { float32: 32, float16: 16, int8: 8, binary: 1 }

export const PRECISIONS: readonly Precision[] = ['float32', 'float16', 'int8', 'binary']

/** @returns bytes of one vector, without headers */
export function vectorBytes(dim: number, precision: Precision): number {
  return Math.ceil((dim * BITS[precision]) / 8)
}

/** @returns the largest dim of which so many vectors fit into so many bytes; 0: none does */
export function largestDim(bytes: number, vectors: number, precision: Precision): number {
  return Math.floor((Math.floor(bytes / vectors) * 8) / BITS[precision])
}

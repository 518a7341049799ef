/** Moving the origin: squared distances stay what they are, and lose less to rounding when the origin lies near. */
import type { Vectors } from '../types.js'

/**
 * A point among the rows: their mean, rounded to a power of two near their spread, so that whole numbers keep being exact.
 * @returns zeros when there are no rows. [width]
 */
export function originAmong({ values, width, rows }: Vectors): Float64Array {
  const mean = new Float64Array(width)
  for (let i = 0; i < rows * width; i++) mean[i % width]! += values[i]! / rows
  let squares = 0
  for (let i = 0; i < rows * width; i++) squares += (values[i]! - mean[i % width]!) ** 2
  const step = squares === 0 ? 0 : 2 ** Math.floor(Math.log2(squares / (rows * width)) / 2)
  return step === 0 ? mean : mean.map((value) => Math.round(value / step) * step)
}

/** @returns the rows with `origin` subtracted, in memory of their own */
export function shifted({ values, width, rows }: Vectors, origin: Float64Array): Vectors {
  const moved = new Float32Array(rows * width)
  for (let i = 0; i < moved.length; i++) moved[i] = values[i]! - origin[i % width]!
  return { values: moved, width, rows }
}

/**
 * Stored numbers of fewer bits, as they read when they come back:
 *
 *     float16   the nearest half
 *     int8      code c = ⌊255·(x − low)/(high − low)⌋ in 0…255, read as low + (c + ½)/255·(high − low), where low and high are the
 *               least and the greatest number of the database at that dim; where they are equal, as that number
 *     binary    x > 0: 1, read as +1; else 0, read as −1
 *
 * Each number is coded by itself, as it stands in the file (not normalized), so that the codes of a prefix are the prefix of the
 * codes, and one store serves all dims. int8 has the codes of FAISS's SQ8 (`QT_8bit`, ranges by `RS_minmax`); binary is
 * the sign, as sentence-transformers' `quantize_embeddings` packs it.
 */
import type { Precision, Vectors } from '../types.js'
import { fromHalf, toHalf } from './half.js'

/** The least and the greatest number at every dim. Both [width] */
export interface Ranges {
  low: Float32Array
  high: Float32Array
}

/** Codes rows as they go by, and remembers what that did to them. */
export interface Coder {
  /** The rows as they read from their codes. */
  code(rows: Vectors): Vectors
  /** Dims at which all rows so far have the same bit. Binary only; null otherwise, or without rows. */
  constantBits(): number | null
  /** Rows so far of which only zeros are left. float16 only; 0 otherwise. */
  zeroed(): number
}

/** @param batches rows of `width` numbers; without any the ranges are 0…0 */
export async function rangesOf(batches: AsyncIterable<Vectors>, width: number): Promise<Ranges> {
  const low = new Float32Array(width).fill(Number.POSITIVE_INFINITY)
  const high = new Float32Array(width).fill(Number.NEGATIVE_INFINITY)
  let rows = 0
  for await (const { values, rows: more } of batches) {
    rows += more
    for (let base = 0; base < more * width; base += width) {
      for (let j = 0; j < width; j++) {
        const value = values[base + j]!
        if (value < low[j]!) low[j] = value
        if (value > high[j]!) high[j] = value
      }
    }
  }
  return rows > 0 ? { low, high } : { low: new Float32Array(width), high: new Float32Array(width) }
}

/** @param ranges of the database; needed for int8 */
export function openCoder(precision: Precision, width: number, ranges: Ranges | null): Coder {
  const seen = new Uint8Array(precision === 'binary' ? width : 0) // 1: a 0 was seen, 2: a 1 was, 3: both
  let zeroed = 0
  return {
    code(rows) {
      if (precision === 'float32') return rows
      if (precision === 'int8') return { ...rows, values: stepped(rows, ranges!) }
      if (precision === 'binary') {
        const values = signs(rows.values)
        for (let i = 0; i < values.length; i++) seen[i % width]! |= values[i]! > 0 ? 2 : 1
        return { ...rows, values }
      }
      const values = fromHalf(toHalf(rows.values))
      zeroed += zeroRows(values, width) - zeroRows(rows.values, width)
      return { ...rows, values }
    },
    constantBits: () => (seen.length > 0 && seen[0] !== 0 ? seen.filter((bits) => bits !== 3).length : null),
    zeroed: () => zeroed,
  }
}

/** +1 where a number is above 0, else −1. */
export function signs(values: Float32Array): Float32Array {
  return values.map((value) => (value > 0 ? 1 : -1))
}

/** What int8 codes read as. They are found with every step rounded to float32, as FAISS finds them. [rows × width] */
function stepped({ values, width }: Vectors, { low, high }: Ranges): Float32Array {
  const { fround } = Math
  const read = new Float32Array(values.length)
  const spans = low.map((least, j) => high[j]! - least)
  for (let base = 0; base < values.length; base += width) {
    for (let j = 0; j < width; j++) {
      const span = spans[j]!
      const share = span === 0 ? 0 : fround(fround(values[base + j]! - low[j]!) / span)
      const code = Math.floor(fround(255 * share))
      read[base + j] = low[j]! + ((code + 0.5) / 255) * span
    }
  }
  return read
}

function zeroRows(values: Float32Array, width: number): number {
  let count = 0
  for (let base = 0; base < values.length; base += width) {
    let j = 0
    while (j < width && values[base + j] === 0) j++
    if (j === width) count++
  }
  return count
}

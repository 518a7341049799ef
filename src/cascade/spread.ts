/**
 * Rows to search thresholds on: copies of the holdout's rows whose confidences are moved a little by chance, each head's by itself.
 * A threshold that only suits where a few rows happen to lie then gains nothing. It is a smoothed bootstrap without the drawing:
 * logit c + h·z with z normal and h = 0.5 · s · n^(−1/5), s the deviation of the head's logits (Silverman 1986, section 6.4).
 * The chance is seeded: the same rows give the same copies.
 */
import { seeded } from '../math/random.js'
import type { Dims } from '../types.js'
import type { Answers } from './answers.js'

/** How sure the heads are of m rows, how likely they are to be right, and the rows in order of confidence. */
export interface Spread {
  dims: Dims
  rows: number // m
  confidence: readonly Float64Array[] // [G][m]
  gain: readonly Float64Array[] // how likely the head is to be right [G][m]
  order: readonly Int32Array[] // row numbers, surest first [G][m]
}

const ENOUGH = 5000 // rows; fewer are copied until there are so many,
const COPIES = 10 // but no more often than this
const BANDWIDTH = 0.5
const CLIP = 1e-6 // of confidences, whose logits are to be finite

/** @param likely how likely each head is to be right [G][n] */
export function spreadRows({ dims, rows, confidence }: Answers, likely: readonly Float64Array[]): Spread {
  const copies = Math.min(COPIES, Math.ceil(ENOUGH / rows))
  const random = seeded(1)
  const moved = confidence.map((own) => {
    const logits = own.map((c) => logit(Math.min(1 - CLIP, Math.max(CLIP, c))))
    const width = BANDWIDTH * deviation(logits) * rows ** -0.2
    return Float64Array.from({ length: rows * copies }, (_, i) =>
      sigmoid(logits[i % rows]! + width * random.gaussian()),
    )
  })
  return {
    dims,
    rows: rows * copies,
    confidence: moved,
    gain: likely.map((own) => Float64Array.from({ length: rows * copies }, (_, i) => own[i % rows]!)),
    order: moved.map((own) => Int32Array.from(own.keys()).sort((a, b) => own[b]! - own[a]!)),
  }
}

function logit(c: number): number {
  return Math.log(c / (1 - c))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

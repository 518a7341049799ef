/** Logits of all heads → what `HeadScores` says of every row. */
import type { HeadScores } from '../types.js'
import { softmaxScores } from './softmax.js'

/**
 * @param labels [rows], class numbers below each head's C, or UNKNOWN
 * @param heads G
 * @param logitsOf a row's logits at head g; C may differ from head to head
 * @param kept the same logits as [rows × G × C], to stand beside the scores; null: they are not kept
 */
export function headScores(
  labels: Int32Array,
  heads: number,
  logitsOf: (row: number, g: number) => Float32Array,
  kept: Float32Array | null,
): HeadScores {
  const rows = labels.length
  const scores: HeadScores = {
    classes: new Int32Array(rows * heads),
    confidence: new Float32Array(rows * heads),
    rank: new Int32Array(rows * heads),
    loss: new Float32Array(rows * heads),
    logits: kept,
  }
  for (let row = 0; row < rows; row++) {
    for (let g = 0; g < heads; g++) {
      const score = softmaxScores(logitsOf(row, g), labels[row]!)
      const at = row * heads + g
      scores.classes[at] = score.predicted
      scores.confidence[at] = score.confidence
      scores.rank[at] = score.rank
      scores.loss[at] = score.loss
    }
  }
  return scores
}

/** Scores of logits that are kept. @param logits [rows × G × C], C ≥ 1 */
export function keptScores(labels: Int32Array, heads: number, logits: Float32Array): HeadScores {
  const classes = logits.length / labels.length / heads
  const at = (row: number, g: number) => (row * heads + g) * classes
  return headScores(labels, heads, (row, g) => logits.subarray(at(row, g), at(row, g) + classes), logits)
}

/** Logits of each head, [rows × C], one head after the other in every row. @returns [rows × G × C] */
export function interleaved(logits: readonly Float32Array[], rows: number): Float32Array {
  const classes = logits[0]!.length / rows
  const all = new Float32Array(rows * logits.length * classes)
  for (const [g, values] of logits.entries()) {
    for (let row = 0; row < rows; row++)
      all.set(values.subarray(row * classes, (row + 1) * classes), (row * logits.length + g) * classes)
  }
  return all
}

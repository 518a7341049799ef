/** Softmax of one row of logits, and where the true class stands in it. */
import { UNKNOWN } from '../types.js'

export interface SoftmaxScores {
  predicted: number // argmax; equal logits go to the lower class
  confidence: number // largest softmax value, in (0, 1]
  rank: number // 1 = predicted; classes with equal logits rank by number; 0 without a label
  loss: number // −log softmax[label], nats; NaN without a label
}

/** @param logits [C] */
export function softmaxScores(logits: Float32Array, label: number): SoftmaxScores {
  let predicted = 0
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[predicted]!) predicted = c
  const largest = logits[predicted]!
  let sum = 0
  for (let c = 0; c < logits.length; c++) sum += Math.exp(logits[c]! - largest)
  if (label === UNKNOWN) return { predicted, confidence: 1 / sum, rank: 0, loss: Number.NaN }
  const own = logits[label]!
  let rank = 1
  for (let c = 0; c < logits.length; c++) {
    if (logits[c]! > own || (logits[c]! === own && c < label)) rank++
  }
  return { predicted, confidence: 1 / sum, rank, loss: largest + Math.log(sum) - own }
}

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

/** How sure a head is of its prediction: the largest softmax value, its lead over the second, or how little entropy. */
export type ConfidenceKind = 'softmax' | 'margin' | 'entropy'

/**
 * How sure a head is, in 0…1, of softmax(logits / temperature), p: its largest value; the largest minus the second (1
 * for one class); or 1 − H/ln C with H = −Σ p ln p (1 for one class). Equal largest logits have a margin of 0.
 * @param logits [C]
 */
export function confidenceOf(logits: Float32Array, kind: ConfidenceKind, temperature = 1): number {
  let largest = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  for (let c = 0; c < logits.length; c++) {
    const logit = logits[c]!
    if (logit > largest) {
      second = largest
      largest = logit
    } else if (logit > second) second = logit
  }
  let sum = 0
  let weighted = 0 // Σ e^z · z, z = (logit − largest) / temperature
  for (let c = 0; c < logits.length; c++) {
    const z = (logits[c]! - largest) / temperature
    const share = Math.exp(z)
    sum += share
    if (share > 0) weighted += share * z
  }
  if (kind === 'softmax') return 1 / sum
  if (kind === 'margin') return Math.abs(Math.expm1((second - largest) / temperature)) / sum
  if (logits.length === 1) return 1
  const entropy = Math.log(sum) - weighted / sum
  return Math.min(1, Math.max(0, 1 - entropy / Math.log(logits.length)))
}

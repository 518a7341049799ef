/**
 * How likely each head is to be right about a row, by what all heads say of it. A head that is right for one row and wrong for the
 * next says little; a head that many others agree with, and surely, is likely to be right whether or not it was. Thresholds that
 * are learnt on these probabilities follow chance less than thresholds learnt on the right answers themselves.
 *
 * The classes k that the heads give a row compete with each other and with "none of them", as in multinomial logistic regression:
 *
 *   P(k) = exp(s_k) / (1 + Σ exp(s)),   s_k = b + Σ over the heads j that say k of (u + u_j) + (v + v_j) · logit c_j
 *
 * b, u and v are shared; a head's own u_j and v_j are drawn to 0 by a ridge penalty (as if they came from a normal distribution of
 * deviation 0.1), so that few rows give equal heads and many rows tell them apart. Fitted by Newton's method. Confidences are
 * kept within 1e−4 and 1 − 1e−4 for this. Source: McFadden 1974 (conditional logit).
 */

import type { Answers } from './answers.js'
import { solvePositive } from './linear.js'

const OWN = 100 // ridge of a head's own coefficients: 1 / 0.1²
const SHARED = 1 // and of the shared ones, so that rows that are all right do not drive them to infinity
const CLIP = 1e-4

/** What the heads say of some rows, as a design: a row's candidates stand side by side. */
interface Design {
  width: number // p, coefficients
  starts: Int32Array // first candidate of each row, and how many there are in the end [n + 1]
  features: Float64Array // [candidates × p]
  truth: Int32Array // candidate that is the true class; −1: none [n]
  said: Int32Array // candidate that each head gave [n × G]
}

/** @returns P(head j is right) for each head and row [G][n] */
export function likelyRight(answers: Answers): Float64Array[] {
  const design = designOf(answers)
  const chances = chancesOf(design, coefficientsOf(design)).chances
  return answers.confidence.map((_, head) =>
    Float64Array.from({ length: answers.rows }, (_, i) => chances[design.said[i * answers.dims.length + head]!]!),
  )
}

function designOf({ dims, rows, confidence, classes, right }: Answers): Design {
  const [heads, width] = [dims.length, 3 + 2 * dims.length]
  const starts = new Int32Array(rows + 1)
  const truth = new Int32Array(rows).fill(-1)
  const said = new Int32Array(rows * heads)
  for (let i = 0; i < rows; i++) {
    const known: number[] = []
    for (let head = 0; head < heads; head++) {
      const own = classes[head]![i]!
      if (!known.includes(own)) known.push(own)
      said[i * heads + head] = starts[i]! + known.indexOf(own)
      if (right[head]![i] === 1) truth[i] = said[i * heads + head]!
    }
    starts[i + 1] = starts[i]! + known.length
  }
  const features = new Float64Array(starts[rows]! * width)
  for (let i = 0; i < rows; i++) {
    for (let head = 0; head < heads; head++) {
      const at = said[i * heads + head]! * width
      const c = Math.min(1 - CLIP, Math.max(CLIP, confidence[head]![i]!))
      const sure = Math.log(c / (1 - c))
      features[at] = 1
      features[at + 1]! += 1
      features[at + 2]! += sure
      features[at + 3 + 2 * head] = 1
      features[at + 4 + 2 * head] = sure
    }
  }
  return { width, starts, features, truth, said }
}

/** P(k) of every candidate, and the log-likelihood of the true ones. */
function chancesOf({ width, starts, features, truth }: Design, weights: Float64Array) {
  const chances = new Float64Array(features.length / width)
  let likelihood = 0
  for (let k = 0; k < chances.length; k++) {
    let score = 0
    for (let a = 0; a < width; a++) score += features[k * width + a]! * weights[a]!
    chances[k] = score
  }
  for (let i = 0; i < truth.length; i++) {
    const [first, end] = [starts[i]!, starts[i + 1]!]
    let largest = 0
    for (let k = first; k < end; k++) largest = Math.max(largest, chances[k]!)
    let sum = Math.exp(-largest)
    for (let k = first; k < end; k++) sum += Math.exp(chances[k]! - largest)
    likelihood += (truth[i]! < 0 ? 0 : chances[truth[i]!]!) - largest - Math.log(sum)
    for (let k = first; k < end; k++) chances[k] = Math.exp(chances[k]! - largest) / sum
  }
  return { chances, likelihood }
}

function coefficientsOf(design: Design): Float64Array {
  const { width } = design
  const ridge = Float64Array.from({ length: width }, (_, a) => (a < 3 ? SHARED : OWN))
  const objective = (weights: Float64Array) =>
    chancesOf(design, weights).likelihood - weights.reduce((sum, w, a) => sum + (ridge[a]! * w * w) / 2, 0)
  let weights = new Float64Array(width)
  let current = objective(weights)
  for (let round = 0; round < 30; round++) {
    const step = newtonStep(design, weights, ridge)
    let next = weights
    let gained = 0
    // the objective is concave, so some length of the step gains; half a step is rarely needed
    for (let length = 1; length > 1e-3 && gained <= 0; length /= 2) {
      next = weights.map((w, a) => w + length * step[a]!)
      gained = objective(next) - current
    }
    if (gained <= 1e-7) break
    weights = next
    current += gained
  }
  return weights
}

/** Gradient over the negative Hessian of the penalized log-likelihood. [p] */
function newtonStep(design: Design, weights: Float64Array, ridge: Float64Array): Float64Array {
  const { width, starts, features, truth } = design
  const { chances } = chancesOf(design, weights)
  const gradient = ridge.map((own, a) => -own * weights[a]!)
  const hessian = new Float64Array(width * width)
  for (let a = 0; a < width; a++) hessian[a * width + a] = ridge[a]!
  const mean = new Float64Array(width)
  for (let i = 0; i < truth.length; i++) {
    mean.fill(0)
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const [chance, x] = [chances[k]!, features.subarray(k * width, (k + 1) * width)]
      for (let a = 0; a < width; a++) {
        if (x[a] === 0) continue
        if (k === truth[i]) gradient[a]! += x[a]!
        mean[a]! += chance * x[a]!
        for (let b = 0; b <= a; b++) hessian[a * width + b]! += chance * x[a]! * x[b]!
      }
    }
    for (let a = 0; a < width; a++) {
      gradient[a]! -= mean[a]!
      for (let b = 0; b <= a; b++) hessian[a * width + b]! -= mean[a]! * mean[b]!
    }
  }
  return solvePositive(hessian, gradient)
}

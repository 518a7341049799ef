/**
 * Multinomial logistic regression on prefixes, L2-regularized but for the intercept:
 *
 *     minimize   strength · Σ −log p[label] + ½ Σ W²,   p = softmax(F Wᵀ + b),   F = x[:d] / √(mean ‖x[:d]‖²)
 *
 * which is scikit-learn's LogisticRegression(C=strength) on the same features; the one factor of all rows makes strengths mean
 * the same for every model and dim. Inside, all is divided by strength · n; the weights are those of features of mean
 * square 1 (F·√d), and the intercepts those of centred ones (b + W·mean): the same optimum, better conditioned. State and
 * sums over tiles are float64, the products of a tile float32. What comes out takes raw prefixes.
 */
import type { Linear, ProbeEngine } from './engine.js'
import { minimize, type Slope } from './lbfgs.js'
import { preconditioner } from './precondition.js'
import { type Problem, problemOf, type TrainingRows } from './problem.js'
import { spectrumOf } from './spectrum.js'

const MOST_ITERATIONS = 1000

/** A fit, and where the next one can start. */
export interface Fit extends Linear {
  strength: number
  state: Float64Array // W/√d, for F, then the intercepts of centred features. [C·d + C]
  doubt: number // mean of 1 − p[label] over the rows
  iterations: number
  converged: boolean
  gradientNorm: number // largest entry of the gradient by the state, of the objective over strength · n
}

export interface FitOptions {
  start: Pick<Fit, 'state' | 'doubt'> | null // an earlier fit at the same dim; null: no weights
  tolerance: number // for gradientNorm
  maxIterations?: number // default 1,000
  signal: AbortSignal
}

/** A regression at one dim, to be fitted at any strengths. @throws the signal's reason before an evaluation */
export type Regression = (strength: number, options: FitOptions) => Promise<Fit>

export async function regression(engine: ProbeEngine, training: TrainingRows, dim: number): Promise<Regression> {
  const problem = problemOf(engine, training, dim)
  const { rows, classes } = problem
  const stretch = stretchOf(problem)
  const spectrum = await spectrumOf(dim, problem.spread)
  const stretched = { ...spectrum, values: spectrum.values.map((value) => value * stretch * stretch) }

  return async (strength, { start, tolerance, maxIterations = MOST_ITERATIONS, signal }) => {
    const decay = dim / (strength * rows)
    let doubt = start?.doubt ?? 1
    const alpha = Math.max(doubt, LEAST_DOUBT) / classes
    const objective = async (state: Float64Array): Promise<Slope> => {
      const found = await problem.losses(linearOf(state, problem))
      doubt = found.doubt
      return slopeOf(state, found, problem, decay)
    }
    const precondition = preconditioner(stretched, classes, { alpha, decay }, engine.product)
    const options = { tolerance, maxIterations, precondition, signal }
    const { at, iterations, converged, gradientNorm } = await minimize(
      objective,
      start?.state ?? priors(problem),
      options,
    )
    return { ...linearOf(at, problem), strength, state: at, doubt, iterations, converged, gradientNorm }
  }
}

/** Fits that are nearly sure of every row curve the loss where they are not. */
const LEAST_DOUBT = 0.02

/** Value and gradient by the state, of the objective over strength · n. */
function slopeOf(
  state: Float64Array,
  { loss, weights, bias }: Awaited<ReturnType<Problem['losses']>>,
  problem: Problem,
  decay: number,
): Slope {
  const gradient = new Float64Array(state.length)
  const { rows, classes, dim, mean } = problem
  const stretch = stretchOf(problem)
  let squares = 0
  for (let c = 0; c < classes; c++) {
    gradient[classes * dim + c] = bias[c]! / rows
    for (let j = 0, i = c * dim; j < dim; j++, i++) {
      squares += state[i]! * state[i]!
      gradient[i] = (stretch * (weights[i]! - bias[c]! * mean[j]!)) / rows + decay * state[i]!
    }
  }
  return { value: loss / rows + (decay * squares) / 2, gradient }
}

/** No weights, and the intercepts that say how frequent each class is. */
function priors({ shares, classes, dim }: Problem): Float64Array {
  const state = new Float64Array(classes * dim + classes)
  state.set(shares.map(Math.log), classes * dim)
  return state
}

/** Weights and intercepts of raw prefixes. */
function linearOf(state: Float64Array, problem: Problem): Linear {
  const { classes, dim, mean } = problem
  const stretch = stretchOf(problem)
  const weights = new Float32Array(classes * dim)
  const bias = new Float32Array(classes)
  for (let c = 0; c < classes; c++) {
    let shift = 0
    for (let j = 0, i = c * dim; j < dim; j++, i++) {
      const weight = state[i]! * stretch
      weights[i] = weight
      shift += weight * mean[j]!
    }
    bias[c] = state[classes * dim + c]! - shift
  }
  return { dim, weights, bias }
}

/** Factor between raw prefixes and features of mean square 1. */
function stretchOf({ dim, length }: Problem): number {
  return Math.sqrt(dim) / length
}

/**
 * L-BFGS for a convex, smooth objective that is computed elsewhere and has to be waited for: no npm library takes an
 * asynchronous one, and none stops between evaluations.
 *
 *     x ← x − t · H∇f(x),   H: two-loop recursion over the last 6 pairs (Δx, Δ∇f), begun from γM
 *
 * M is a preconditioner, γ = Δx·Δ∇f / Δ∇f·MΔ∇f of the last pair. t = 1 is tried first (without M and pairs 1/‖∇f‖₂) and is doubled
 * or halved until the weak Wolfe conditions hold (Lewis & Overton 2013). Values from float32 work have noise, which would
 * end the decrease before the gradient is small: within a relative 1e-7 of f the slope decides instead (approximate
 * Wolfe, Hager & Zhang 2005).
 * Source: Nocedal & Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5.
 */

import { add, largest, product, sum } from './float64.js'

/** Value and gradient at a point. */
export interface Slope {
  value: number
  gradient: Float64Array // [size]
}

export interface Minimum {
  at: Float64Array // [size]
  value: number
  gradientNorm: number // largest absolute value of the gradient
  iterations: number
  converged: boolean // gradientNorm ≤ tolerance
}

/** A symmetric, positive map of gradients. */
export type Precondition = (gradient: Float64Array) => Promise<Float64Array>

export interface MinimizeOptions {
  tolerance: number // for gradientNorm
  maxIterations: number
  precondition: Precondition | null // null: the identity
  signal: AbortSignal
}

const [DECREASE, CURVATURE, NOISE] = [1e-4, 0.9, 1e-7]
const MOST_TRIALS = 25
const MEMORY = 6

/** @throws the signal's reason before an evaluation, and whatever the objective throws */
export async function minimize(
  objective: (at: Float64Array) => Promise<Slope>,
  start: Float64Array,
  { tolerance, maxIterations, precondition, signal }: MinimizeOptions,
): Promise<Minimum> {
  signal.throwIfAborted()
  let here: Place = { at: start, slope: await objective(start) }
  let pairs: Pair[] = []
  let iterations = 0
  while (largest(here.slope.gradient) > tolerance && iterations < maxIterations) {
    const { gradient } = here.slope
    const direction = await descent(gradient, pairs, precondition)
    const first = pairs.length > 0 || precondition !== null ? 1 : 1 / Math.sqrt(product(gradient, gradient))
    const next = await search(objective, here, direction, first, signal)
    if (next === null && pairs.length === 0) break
    if (next === null) {
      pairs = [] // what was learnt of the curvature leads nowhere: once more from the gradient alone
      continue
    }
    iterations++
    const pair = await pairOf(here, next, precondition)
    if (pair !== null) pairs = [...pairs, pair].slice(-MEMORY)
    here = next
  }
  const gradientNorm = largest(here.slope.gradient)
  return { at: here.at, value: here.slope.value, gradientNorm, iterations, converged: gradientNorm <= tolerance }
}

interface Place {
  at: Float64Array
  slope: Slope
}

interface Pair {
  step: Float64Array // Δx
  change: Float64Array // Δ∇f
  inverse: number // 1 / Δx·Δ∇f
  scale: number // γ
}

async function pairOf(from: Place, to: Place, precondition: Precondition | null): Promise<Pair | null> {
  const step = sum(to.at, -1, from.at)
  const change = sum(to.slope.gradient, -1, from.slope.gradient)
  const curvature = product(step, change)
  if (curvature <= 1e-12 * product(change, change)) return null
  const eased = precondition === null ? change : await precondition(change)
  return { step, change, inverse: 1 / curvature, scale: curvature / product(change, eased) }
}

/** −H∇f. */
async function descent(
  gradient: Float64Array,
  pairs: readonly Pair[],
  precondition: Precondition | null,
): Promise<Float64Array> {
  const rest = sum(new Float64Array(gradient.length), -1, gradient)
  const shares: number[] = []
  for (const { step, change, inverse } of pairs.toReversed()) {
    const share = inverse * product(step, rest)
    shares.push(share)
    add(rest, -share, change)
  }
  const eased = precondition === null ? rest : await precondition(rest)
  const direction = sum(new Float64Array(rest.length), pairs.at(-1)?.scale ?? 1, eased)
  for (const { step, change, inverse } of pairs) {
    const share = shares.pop()! - inverse * product(change, direction)
    add(direction, share, step)
  }
  return direction
}

/** The place that a step along the direction leads to, by the conditions above; null when there is none. */
async function search(
  objective: (at: Float64Array) => Promise<Slope>,
  { at: from, slope: here }: Place,
  direction: Float64Array,
  first: number,
  signal: AbortSignal,
): Promise<Place | null> {
  const steepness = product(here.gradient, direction)
  if (!(steepness < 0)) return null
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, first]
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    signal.throwIfAborted()
    const at = sum(from, length, direction)
    const slope = await objective(at)
    const along = product(slope.gradient, direction)
    const isLower = slope.value <= here.value + DECREASE * length * steepness
    const isLevel = slope.value <= here.value + NOISE * Math.abs(here.value) && along <= (2 * DECREASE - 1) * steepness
    if (!isLower && !isLevel) high = length
    else if (along < CURVATURE * steepness) low = length
    else return { at, slope }
    length = high === Number.POSITIVE_INFINITY ? 2 * length : (low + high) / 2
  }
  return null
}

/**
 * Probes at every dim, each with the strength whose predictions are right most often on the holdout. Strengths are gone
 * through from the weakest fit to the strongest, each starting where the last one ended, until two in a row are worse
 * than the best; on the way they are fitted roughly (ROUGH), the chosen one again exactly (EXACT).
 */
import { dataError } from '../errors.js'
import { softmaxScores } from '../math/softmax.js'
import type { Dims, Notice, Progress } from '../types.js'
import { type Linear, type ProbeEngine, tileRows } from './engine.js'
import { type Fit, type Regression, regression } from './fit.js'
import { type Labelled, numbered, presentClasses, rowsOf, setAside } from './training.js'

/** scikit-learn's C, for features of mean squared length 1: 0.1 … 10,000 in steps of about √10. */
export const STRENGTHS: readonly number[] = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]

const [ROUGH, EXACT] = [3e-4, 1e-5] // largest entry of the gradient
const PATIENCE = 2

/** Probes of one model. */
export interface ProbeSet {
  present: Int32Array // class number of each column, ascending. [C]
  probes: readonly Probe[] // by dim, ascending
  warnings: readonly Notice[]
}

export type Probe = Linear & Pick<Fit, 'strength' | 'iterations' | 'converged' | 'gradientNorm'>

export interface ProbeRequest {
  engine: ProbeEngine
  training: Labelled
  holdout: Labelled | null // null: a fifth of the training rows chooses, then all are fitted
  dims: Dims
  strengths?: readonly number[] // ascending; default STRENGTHS
  seed: number // of that fifth
  name: string // of the model, for messages
  path: string // of the training rows, for messages
  progress: Progress
  signal: AbortSignal
}

/** @throws UserError (exit 3) for fewer than two classes, or when nothing can be set aside; the signal's reason */
export async function fitProbes(request: ProbeRequest): Promise<ProbeSet> {
  const { engine, training, dims, seed, path } = request
  const present = presentClasses(training)
  if (present.length < 2) {
    throw dataError('one-class', `${path} has rows of ${present.length} class; probes need at least two`)
  }
  const split = request.holdout === null ? setAside(training.labels, seed, path) : null
  const fitted = numbered(split === null ? training : rowsOf(training, split.fitted), present)
  const holdout = split === null ? request.holdout! : rowsOf(training, split.aside)
  const all = split === null ? fitted : numbered(training, present)
  const probes: Probe[] = []
  const warnings: Notice[] = []
  for (const dim of dims) {
    const regress = await regression(engine, fitted, dim)
    const rough = await chooseStrength(request, regress, { dim, present, holdout })
    const refit = split === null ? regress : await regression(engine, all, dim)
    const {
      state: _,
      doubt: __,
      ...probe
    } = await refit(rough.strength, { start: rough, tolerance: EXACT, signal: request.signal })
    probes.push(probe)
    warnings.push(...noticesOf(probe, request))
  }
  return { present, probes, warnings }
}

interface HoldoutRows {
  dim: number
  present: Int32Array // [C]
  holdout: Labelled
}

/** The fit that is right most often; of equals the one of lower loss. */
async function chooseStrength(request: ProbeRequest, regress: Regression, rows: HoldoutRows): Promise<Fit> {
  const { engine, name, progress, signal, strengths = STRENGTHS } = request
  progress.start(`fitting the probe of ${name} at ${rows.dim}`, strengths.length, 'strengths')
  let best: { fit: Fit; score: Score } | null = null
  let start: Fit | null = null
  let worse = 0
  for (const strength of strengths) {
    const fit: Fit = await regress(strength, { start, tolerance: ROUGH, signal })
    const score = await scoreOn(engine, fit, rows)
    if (best === null || isBetter(score, best.score)) best = { fit, score }
    worse = score.hits < best.score.hits ? worse + 1 : 0
    progress.advance(1)
    if (worse === PATIENCE) break
    start = fit
  }
  progress.stop()
  return best!.fit
}

interface Score {
  hits: number
  loss: number // mean −log p[label], nats; classes that were never seen are left out
}

function isBetter(score: Score, than: Score): boolean {
  return score.hits > than.hits || (score.hits === than.hits && score.loss < than.loss)
}

async function scoreOn(engine: ProbeEngine, fit: Fit, { present, holdout }: HoldoutRows): Promise<Score> {
  const { rows, width, values, labels } = holdout
  const places = new Map(Array.from(present, (label, place) => [label, place]))
  const step = tileRows(width, present.length)
  let [hits, loss, seen] = [0, 0, 0]
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(from + step, rows)
    const tile = { rows: to - from, width, values: values.subarray(from * width, to * width) }
    const logits = await engine.logits(tile, fit)
    for (let row = from; row < to; row++) {
      const place = places.get(labels[row]!)
      if (place === undefined) continue
      const at = (row - from) * present.length
      const score = softmaxScores(logits.subarray(at, at + present.length), place)
      if (score.rank === 1) hits++
      loss += score.loss
      seen++
    }
  }
  return { hits, loss: loss / Math.max(1, seen) }
}

function noticesOf(probe: Probe, { name, strengths = STRENGTHS }: ProbeRequest): Notice[] {
  const { dim, strength, converged, iterations, gradientNorm } = probe
  const notices: Notice[] = []
  if (strengths.length > 1 && (strength === strengths[0] || strength === strengths.at(-1))) {
    const [least, most] = [strengths[0], strengths.at(-1)]
    notices.push({
      code: 'probe-strength',
      message: `${name} at ${dim}: the best strength, ${strength}, is at the edge of those tried, ${least} to ${most}`,
    })
  }
  if (!converged) {
    notices.push({
      code: 'probe-not-converged',
      message: `${name} at ${dim}: the probe has not converged after ${iterations} iterations (largest gradient ${gradientNorm.toExponential(1)}, wanted ${EXACT})`,
    })
  }
  return notices
}

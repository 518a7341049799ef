/**
 * `adaptive-classify`: how far a cascade of heads gets with how few dimensions. Every policy learns thresholds on rows that
 * it is not scored on; heads alone, the oracle and the vote of all heads stand beside them.
 */
import type { Goal } from '../cascade/choose.js'
import { NEVER, runCascade } from '../cascade/run.js'
import type { CascadeRow, Notice, Promise95 } from '../types.js'
import { type Line, openLine } from './cascade-line.js'
import { fixedWays, givenWay, learntWays, type Wanted, type Way } from './policies.js'
import { reliabilityOf } from './reliability.js'
import type { Trial } from './trials.js'

export interface AdaptiveOptions extends Wanted {
  name: string // of the model
  isProbability: boolean // confidence is a softmax value, which can be held against how often it is right
}

export interface Adaptive {
  rows: readonly CascadeRow[]
  warnings: readonly Notice[]
  deployable: Way | null // what can be applied later: the chosen point, else the paper's cascade of all heads
  reached: boolean // a cascade was chosen, or none was asked for
}

/**
 * Learns and scores in every trial, and gives means.
 * @param total rows of the set that is scored
 * @param advanced called after every trial; what it throws ends the work
 */
export async function adaptive(
  trials: Iterable<Trial>,
  total: number,
  options: AdaptiveOptions,
  advanced: () => Promise<void>,
): Promise<Adaptive> {
  const lines = new Map<string, Line>()
  let count = 0
  let unpromised = 0
  let largestOnly = 0
  let deployable: Way | null = null
  let latest: Trial | null = null
  for (const trial of trials) {
    count++
    latest = trial
    const learnt = learntWays(trial, options)
    const chosen = learnt.find(({ promise }) => promise !== null)
    if (options.goal !== null && trial.test.dims.length > 1 && chosen === undefined) unpromised++
    if (chosen?.thresholds.every((threshold) => threshold === NEVER)) largestOnly++
    deployable = deployableOf(learnt)
    addTo(lines, [...fixedWays(trial), ...learnt], trial, total, options)
    await advanced()
  }
  const rows = [...lines.values()].map((line) => line.row(options.name))
  const warnings = [
    ...(unpromised > 0 ? [unreached(unpromised, count, latest!, options)] : []),
    ...(largestOnly > 0 ? [onlyTheLargest(largestOnly, count, options)] : []),
  ]
  return { rows, warnings, deployable, reached: unpromised === 0 || unpromised < count }
}

/** Scores thresholds that were learnt before. */
export function applied(
  trial: Trial,
  given: { thresholds: readonly number[]; promise: Promise95 | null },
  options: Pick<AdaptiveOptions, 'name' | 'isProbability'>,
): Adaptive {
  const lines = new Map<string, Line>()
  const way = givenWay(trial.test, given.thresholds, given.promise)
  addTo(lines, [...fixedWays(trial), way], trial, trial.test.rows, options)
  return {
    rows: [...lines.values()].map((line) => line.row(options.name)),
    warnings: [],
    deployable: null,
    reached: true,
  }
}

function addTo(
  lines: Map<string, Line>,
  ways: readonly Way[],
  trial: Trial,
  total: number,
  { isProbability }: Pick<AdaptiveOptions, 'isProbability'>,
): void {
  const bins = isProbability ? reliabilityOf(trial) : null
  const largest = ways.find(({ policy, cap }) => policy === 'single' && cap === trial.test.dims.length - 1)!
  for (const way of ways) {
    const key = [way.policy, way.cap, way.point, way.promise !== null].join(' ')
    const line = lines.get(key) ?? openLine(way, trial.test.dims, total)
    lines.set(key, line)
    line.add(way, trial, largest.run, way.policy === 'single' ? (bins?.[way.cap] ?? null) : null)
  }
}

/** The chosen point, else the paper's cascade of all heads. */
function deployableOf(ways: readonly Way[]): Way | null {
  return ways.find(({ promise }) => promise !== null) ?? ways.findLast(({ policy }) => policy === 'paper') ?? null
}

const FLAG: Readonly<Record<Goal['kind'], string>> = {
  maxDrop: '--max-drop',
  targetAccuracy: '--target-accuracy',
  budget: '--budget',
}

/** Why no cascade was chosen, in so many splits. */
function unreached(times: number, count: number, { learn, learnRows }: Trial, { name, goal }: AdaptiveOptions): Notice {
  const code = 'goal-out-of-reach'
  const asked = `${FLAG[goal!.kind]} ${goal!.value}`
  if (goal!.kind === 'budget' && goal!.value < learn.dims[0]!) {
    const least = `its smallest head alone needs ${learn.dims[0]} dims`
    return { code, message: `${asked}: no cascade of ${name} is that cheap; ${least}` }
  }
  const when = count === 1 ? '' : `in ${times} of ${count} splits `
  const { correct } = runCascade(learn, learn.dims.slice(1).fill(NEVER), learn.dims.length - 1, learnRows)
  const right = correct.reduce((sum, own) => sum + own, 0)
  const best = `its largest head is right in ${right} of ${correct.length} rows to learn on`
  const message = `${asked}: ${when}no cascade of ${name} can be promised to keep it with 95 % confidence; ${best}`
  return { code, message }
}

/** A promise that is kept by doing without a cascade helps nobody. */
function onlyTheLargest(times: number, count: number, { name }: AdaptiveOptions): Notice {
  const when = count === 1 ? '' : `in ${times} of ${count} splits `
  return {
    code: 'largest-head-only',
    message: `${name}: ${when}the rows to learn on are too few to promise so much of any smaller cascade; the largest head alone is chosen`,
  }
}

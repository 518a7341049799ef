/** One line of the report: what one way did, over all trials. */
import type { CascadeRun } from '../cascade/run.js'
import type { Calibration } from '../metrics/calibration.js'
import type { CascadeRow, Dims, MetricValue, Promise95, ReliabilityBin } from '../types.js'
import type { Way } from './policies.js'
import { openTally } from './tally.js'
import type { Trial } from './trials.js'

export interface Line {
  /** @param largest what the largest head alone did @param bins of the head, where the way is one */
  add(way: Way, trial: Trial, largest: CascadeRun, bins: Calibration | null): void
  row(model: string): CascadeRow
}

/** @param total rows of the set that is scored */
export function openLine(first: Way, dims: Dims, total: number): Line {
  const tally = openTally(dims, total)
  const ways: Way[] = []
  const temperatures: (readonly number[])[] = []
  const calibrations: Calibration[] = []
  let kept = 0
  return {
    add(way, trial, largest, bins) {
      ways.push(way)
      if (trial.temperatures !== null) temperatures.push(trial.temperatures)
      if (bins !== null) calibrations.push(bins)
      tally.add(way.run, trial.testRows)
      if (way.promise !== null && isKept(way.promise, way.run, largest, dims)) kept++
    },
    row(model) {
      const { exits, ...metrics } = tally.result()
      const promised = ways.flatMap(({ promise }) => promise ?? [])
      return {
        model,
        policy: first.policy,
        cap: dims[first.cap]!,
        point: first.point,
        ...(promised.length === 0 ? {} : { promise: meanPromise(promised) }),
        thresholds: thresholdsOf(ways, dims),
        exits,
        ...(temperatures.length === 0 ? {} : { temperatures: byDim(dims, temperatures) }),
        ...(calibrations.length === 0 ? {} : { reliability: pooled(calibrations) }),
        metrics: {
          ...metrics,
          ...(calibrations.length === 0 ? {} : { ece: eceOf(calibrations) }),
          ...(promised.length > 1 ? { kept: keptShare(kept, promised.length) } : {}),
        },
      }
    },
  }
}

/** Without an interval, since splits share rows and are not independent. */
function keptShare(kept: number, promises: number): MetricValue {
  return { value: kept / promises, ci95: null, unit: 'fraction' }
}

/** Bins over all trials together; a row counts in every trial that scored it. */
function pooled(calibrations: readonly Calibration[]): ReliabilityBin[] {
  return calibrations[0]!.reliability.map((bin, b) => {
    const own = calibrations.map(({ reliability }) => reliability[b]!).filter(({ rows }) => rows > 0)
    const rows = own.reduce((sum, part) => sum + part.rows, 0)
    const meanOf = (value: (part: ReliabilityBin) => number | null) =>
      rows === 0 ? null : own.reduce((sum, part) => sum + part.rows * value(part)!, 0) / rows
    const [confidence, accuracy] = [meanOf((part) => part.confidence), meanOf((part) => part.accuracy)]
    return { ...bin, rows, confidence, accuracy }
  })
}

/** Whether the rows that are scored bear the promise out. */
function isKept({ goal, value }: Promise95, run: CascadeRun, largest: CascadeRun, dims: Dims): boolean {
  const rounding = 1e-12
  if (goal === 'budget') return mean(Array.from(run.exits, (g) => dims[g]!)) <= value + rounding
  const accuracy = mean(run.correct) + rounding
  return goal === 'targetAccuracy' ? accuracy >= value : mean(largest.correct) - accuracy <= value
}

function meanPromise(promises: readonly Promise95[]): Promise95 {
  return { ...promises[0]!, bound: mean(promises.map(({ bound }) => bound)) }
}

/** Of several trials the means of the paper's, as MRL reports them; others are "always" or "never" now and then, which has no mean. */
function thresholdsOf(ways: readonly Way[], dims: Dims): Record<string, number> {
  if (ways.length > 1 && ways[0]!.policy !== 'paper') return {}
  return byDim(
    dims,
    ways.map(({ thresholds }) => thresholds),
  )
}

/** Means over trials, by dim. */
function byDim(dims: Dims, lists: readonly (readonly number[])[]): Record<string, number> {
  return Object.fromEntries(lists[0]!.map((_, g) => [dims[g]!, mean(lists.map((list) => list[g]!))]))
}

/** Not a mean over rows, so without an interval. */
function eceOf(calibrations: readonly Calibration[]): MetricValue {
  const values = calibrations.flatMap(({ ece }) => ece ?? [])
  if (values.length === 0) return { value: null, ci95: null, unit: 'fraction' }
  const value = mean(values)
  if (values.length === 1) return { value, ci95: null, unit: 'fraction' }
  return { value, ci95: null, sd: Math.sqrt(mean(values.map((own) => (own - value) ** 2))), unit: 'fraction' }
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

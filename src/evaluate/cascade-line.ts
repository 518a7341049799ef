/** One line of the report: what one way did, over all trials. */
import type { Calibration } from '../metrics/calibration.js'
import { share } from '../metrics/share.js'
import type { CascadeRow, Dims, MetricValue, Promise95 } from '../types.js'
import type { Way } from './policies.js'
import { openTally, type Run } from './tally.js'
import type { Trial } from './trials.js'

export interface Line {
  /** @param largest what the largest head alone did @param bins of the head, where the way is one */
  add(way: Way, trial: Trial, largest: Run, bins: Calibration | null): void
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
        thresholds: byDim(
          dims,
          ways.map(({ thresholds }) => thresholds),
        ),
        exits,
        ...(temperatures.length === 0 ? {} : { temperatures: byDim(dims, temperatures) }),
        ...(calibrations.length === 1 ? { reliability: calibrations[0]!.reliability } : {}),
        metrics: {
          ...metrics,
          ...(calibrations.length === 0 ? {} : { ece: eceOf(calibrations) }),
          ...(promised.length > 1 ? { kept: share(kept, promised.length) } : {}),
        },
      }
    },
  }
}

/** Whether the rows that are scored bear the promise out. */
function isKept({ goal, value }: Promise95, run: Run, largest: Run, dims: Dims): boolean {
  const rounding = 1e-12
  if (goal === 'budget') return mean(Array.from(run.exits, (g) => dims[g]!)) <= value + rounding
  const accuracy = mean(run.correct) + rounding
  return goal === 'targetAccuracy' ? accuracy >= value : mean(largest.correct) - accuracy <= value
}

function meanPromise(promises: readonly Promise95[]): Promise95 {
  return { ...promises[0]!, bound: mean(promises.map(({ bound }) => bound)) }
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

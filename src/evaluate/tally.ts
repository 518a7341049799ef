/** Means over rows and over trials of what a cascade did. */
import { type CascadeRun, cumulativeDims } from '../cascade/run.js'
import { normalMean } from '../metrics/intervals.js'
import { share } from '../metrics/share.js'
import type { Dims, MetricValue } from '../types.js'

export interface Tallied {
  accuracy: MetricValue
  expectedDim: MetricValue // mean dim of the head that answered
  cumulativeDim: MetricValue // mean of the sum of dims up to that head
  exits: Record<string, number> // by dim
}

/** Runs of one cascade; `rows` are row numbers of the set, null: all of them, in order. */
export interface Tally {
  add(run: CascadeRun, rows: Int32Array | null): void
  result(): Tallied
}

/**
 * One trial: a Wilson interval for the accuracy, mean ± 1.96 s/√n for the dims. Several: the mean over trials with its
 * population deviation, as MRL reports it, and an interval over rows, since the trials share them: the mean ± 1.96 s/√n of
 * the rows' own means over the trials that scored them.
 * @param total rows of the set
 */
export function openTally(dims: Dims, total: number): Tally {
  const prefix = cumulativeDims(dims)
  const [right, dim, cumulative] = [0, 1, 2].map(() => openMeasure(total)) as [Measure, Measure, Measure]
  const counts = new Float64Array(dims.length)
  let scored = 0
  return {
    add({ exits, correct }, rows) {
      right.add(correct, rows)
      dim.add(
        Float64Array.from(exits, (g) => dims[g]!),
        rows,
      )
      cumulative.add(
        Float64Array.from(exits, (g) => prefix[g]!),
        rows,
      )
      for (const g of exits) counts[g]!++
      scored += exits.length
    },
    result: () => ({
      accuracy: right.trials() === 1 ? share(right.sum(), scored) : right.mean('fraction'),
      expectedDim: dim.mean('dims'),
      cumulativeDim: cumulative.mean('dims'),
      exits: Object.fromEntries(dims.map((dim, g) => [dim, counts[g]! / scored])),
    }),
  }
}

interface Measure {
  add(values: Uint8Array | Float64Array, rows: Int32Array | null): void
  trials(): number
  sum(): number
  mean(unit: MetricValue['unit']): MetricValue
}

/** A value of every row, over trials that scored some of them. */
function openMeasure(total: number): Measure {
  const sums = new Float64Array(total)
  const seen = new Uint32Array(total)
  const means: number[] = []
  return {
    add(values, rows) {
      let sum = 0
      for (let i = 0; i < values.length; i++) {
        const row = rows === null ? i : rows[i]!
        sums[row]! += values[i]!
        seen[row]!++
        sum += values[i]!
      }
      means.push(sum / values.length)
    },
    trials: () => means.length,
    sum: () => sums.reduce((total, value) => total + value, 0),
    mean(unit) {
      const own = sums.map((sum, row) => sum / seen[row]!).filter((_, row) => seen[row]! > 0)
      const { ci95 } = normalMean(own)
      if (means.length === 1) return { value: means[0]!, ci95, unit }
      const value = means.reduce((sum, mean) => sum + mean, 0) / means.length
      const sd = Math.sqrt(means.reduce((sum, mean) => sum + (mean - value) ** 2, 0) / means.length)
      const half = ci95 === null ? null : (ci95[1] - ci95[0]) / 2
      return { value, ci95: half === null ? null : within(value - half, value + half, unit), sd, unit }
    },
  }
}

function within(low: number, high: number, unit: MetricValue['unit']): [number, number] {
  return unit === 'fraction' ? [Math.max(0, low), Math.min(1, high)] : [low, high]
}

/** Axes of numbers. */
import { WIDTH } from './chart.js'

/** What stands on an axis. */
export interface Axis {
  title: string
  log?: 2 | 10 // base of a logarithmic scale
  ticks?: readonly number[] // where not wherever they fall
  domain?: readonly [number, number]
}

/** An encoding's part for an axis. */
export function quantitative({ title, log, ticks, domain }: Axis) {
  return {
    type: 'quantitative',
    title,
    scale: {
      type: log === undefined ? 'linear' : 'log',
      ...(log === undefined ? { zero: false } : { base: log }),
      ...(domain === undefined ? {} : { domain: [...domain] }),
      nice: false,
      padding: 10,
    },
    axis: {
      ...(ticks === undefined ? {} : { values: [...ticks], format: '~r' }),
      labelFlush: false,
      labelOverlap: false,
    },
  } as const
}

/** What is left of WIDTH for the plot, about. */
const PLOT = WIDTH - 75

/** Width of a digit, about, and the least gap between two labels. */
const [DIGIT, GAP] = [7.6, 5]

/** An axis of dims with a tick at each, as far as their labels fit. */
export function dimAxis(dims: readonly number[], title = 'dimensions (log scale)'): Axis {
  return { title, log: 2, ticks: fitting(dimsInTurn(dims), dims) }
}

/** Dims as ticks, the most wanted first: the largest, doublings of the smallest, the others. */
export function dimsInTurn(dims: readonly number[]): number[] {
  const sorted = [...new Set(dims)].toSorted((a, b) => a - b)
  const isDoubling = (dim: number) => Number.isInteger(Math.log2(dim / sorted[0]!))
  return [sorted.at(-1)!, ...sorted.filter(isDoubling), ...sorted.filter((dim) => !isDoubling(dim))]
}

/** A logarithmic axis with round ticks, as far as their labels fit. */
export function logAxis(values: readonly number[], title: string): Axis {
  return { title, log: 10, ticks: fitting(roundInTurn(values), values) }
}

/** Round ticks among the values, the most wanted first: powers of ten, then 2 and 5 times them; else the ends of the values. */
export function roundInTurn(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const first = Math.floor(Math.log10(low))
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i))
  const round = [1, 2, 5].flatMap((times) => powers.map((power) => Number((times * power).toPrecision(6))))
  const inRange = round.filter((tick) => tick >= low && tick <= high)
  return inRange.length > 1 ? inRange : [low, high]
}

/** Those of the ticks whose labels leave room for each other, the first ones before the later ones; ascending. */
function fitting(inTurn: readonly number[], values: readonly number[]): number[] {
  const octaves = Math.log2(Math.max(...values) / Math.min(...values))
  const octave = PLOT / Math.max(1, octaves)
  const kept: number[] = []
  for (const tick of inTurn) {
    const fits = (other: number) =>
      Math.abs(Math.log2(tick / other)) * octave >= (DIGIT * (String(tick).length + String(other).length)) / 2 + GAP
    if (kept.every(fits)) kept.push(tick)
  }
  return kept.toSorted((a, b) => a - b)
}

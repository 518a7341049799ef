/** How one quality goes with the dim, in sentences: how small a dim may be, and how other series compare. */
import type { DimRow, MetricValue, Row } from '../../types.js'
import { groupBySeries } from '../series.js'
import { toleranceOf } from './tolerance.js'
import { topModels } from './top-models.js'
import { capital, dimsInWords, part, said, saidWithin } from './words.js'

/** A quality at the dims of one model, reduction or family. */
export interface Line {
  name: string
  isFamily: boolean // models of one dim each
  isReduced: boolean
  points: readonly Point[] // by dim, ascending; those without a value are left out
}

interface Point {
  dim: number
  metric: MetricValue & { value: number }
  retained: MetricValue | null
  isInterpolated: boolean
}

export interface Quality {
  id: string
  words: string // "1-NN accuracy"
  saves: string // what fewer dims save: "memory", "width"
}

/** A dim is small enough when it loses at most this. */
const MOST = 0.01

/** @param rows at most one for each dim of a series */
export function linesOf(rows: readonly DimRow[], { id }: Quality): Line[] {
  return [...groupBySeries(rows)].map(([name, own]) => ({
    name,
    isFamily: new Set(own.map(({ model }) => model)).size > 1,
    isReduced: isReduced(own),
    points: own.flatMap((row) => pointOf(row, id)).toSorted((a, b) => a.dim - b.dim),
  }))
}

/** Whether rows of one series are of a reduction. */
export function isReduced(rows: readonly Pick<Row, 'reduction'>[]): boolean {
  return rows.some(({ reduction }) => reduction !== undefined)
}

function pointOf({ dim, interpolated = false, metrics }: DimRow, id: string): Point[] {
  const metric = metrics[id]
  if (metric === undefined || metric.value === null) return []
  const retained = metrics.retained ?? null
  return [{ dim, metric: { ...metric, value: metric.value }, retained, isInterpolated: interpolated }]
}

/** What few dims keep of every nested model's quality, and which series differ from the first model; of many series the best. */
export function lineSentences(lines: readonly Line[], quality: Quality): string[] {
  const best = (some: readonly Line[]) => topModels(some, atFullWidth, (line) => line.isReduced)
  const drawn = lines.filter(({ points }) => points.length > 0)
  const nested = best(drawn.filter(({ isFamily, points }) => !isFamily && points.length > 1))
  const first = nested.find((line) => !line.isReduced) ?? nested[0]
  if (first === undefined) return []
  return [
    ...nested.flatMap((line) => keptSentences(line, quality)),
    ...best(drawn).flatMap((line) => (line === first ? [] : besideSentences(line, first, quality))),
  ]
}

function atFullWidth({ points }: Line): number {
  return points.at(-1)!.metric.value
}

/** "64 dimensions keep 99.4 % of MRL's 1-NN accuracy at 1/32 of the memory: …" */
function keptSentences({ name, points }: Line, { id, words, saves }: Quality): string[] {
  const full = points.at(-1)!
  if (full.metric.value <= 0) return []
  const smaller = points.slice(0, -1).toReversed()
  const { least, words: most } = toleranceOf(full.metric.value, MOST)
  const lost = smaller.findIndex(({ metric }) => metric.value < least)
  const enough = lost === -1 ? smaller.at(-1)! : smaller[lost - 1]
  const whole = `${saidWithin(full.metric, true)} at ${full.dim}`
  const untrained = ({ isInterpolated }: Point) => (isInterpolated ? ` (which ${name} was not trained at)` : '')
  if (enough === undefined) {
    const [next] = smaller as [Point]
    const below = `Already at ${next.dim} dimensions${untrained(next)} ${name}'s ${words} is ${saidWithin(next.metric)}, more than ${most} below ${whole}.`
    return [[below, ...unseenSentences(smaller, full, id)].join(' ')]
  }
  const told = isOf(enough, id) ? enough.retained! : share(enough, full)
  const kept = `${enough.dim} dimensions${untrained(enough)} keep ${saidWithin(told)} of ${name}'s ${words} at ${part(full.dim, enough.dim)} of the ${saves}: ${saidWithin(enough.metric)} against ${whole}.`
  return [[kept, ...unseenSentences(smaller, full, id)].join(' ')]
}

/** `retained` is of the first `--k` alone. */
function isOf({ retained, metric }: Point, id: string): boolean {
  return id.startsWith('knn@') && metric.value > 0 && (retained?.value ?? null) !== null
}

function share({ metric }: Point, full: Point): MetricValue {
  return { value: metric.value / full.metric.value, ci95: null, unit: 'ratio' }
}

/** From which dim on a loss could be chance. Where the share has an interval, that says it; else the interval at the largest dim. */
function unseenSentences(smaller: readonly Point[], full: Point, id: string): string[] {
  const isPaired = smaller.every((point) => isOf(point, id) && point.retained!.ci95 !== null)
  if (!isPaired && full.metric.ci95 === null) return []
  const isSeen = ({ metric, retained }: Point) =>
    isPaired ? retained!.ci95![1] < 1 : metric.value < full.metric.ci95![0]
  const seen = smaller.findIndex(isSeen)
  const unseen = seen === -1 ? smaller.at(-1) : smaller[seen - 1]
  if (unseen === undefined) return []
  return [
    isPaired
      ? `From ${unseen.dim} dimensions on, no loss against ${full.dim} can be seen: the intervals of what is kept reach 100 %.`
      : `From ${unseen.dim} dimensions on it is not below the 95 % interval at ${full.dim}.`,
  ]
}

/** "FF beside MRL: better at 8 and 16 dimensions (…); at 32 to 2048 no difference can be seen." */
function besideSentences(line: Line, first: Line, { words }: Quality): string[] {
  const pairs = line.points.flatMap((own) => {
    const other = first.points.find(({ dim }) => dim === own.dim)
    const isMeasured = other !== undefined && own.metric.ci95 !== null && other.metric.ci95 !== null
    return isMeasured ? [{ dim: own.dim, own: own.metric, other: other.metric }] : []
  })
  if (pairs.length === 0) return []
  const dims = pairs.map(({ dim }) => dim)
  const better = pairs.filter(({ own, other }) => own.ci95![0] > other.ci95![1])
  const worse = pairs.filter(({ own, other }) => own.ci95![1] < other.ci95![0])
  const unseen = pairs.filter((pair) => !better.includes(pair) && !worse.includes(pair))
  const at = (some: typeof pairs) =>
    dimsInWords(
      some.map(({ dim }) => dim),
      dims,
    )
  const differing = (some: typeof pairs, verdict: string) => {
    if (some.length === 0) return []
    const { dim, own, other } = some[0]!
    return [
      `${verdict} at ${at(some)} dimensions (${said(own)} against ${said(other)} at ${dim}; intervals do not meet)`,
    ]
  }
  const rest = unseen.length === 0 ? [] : [`at ${at(unseen)} no difference can be seen`]
  const found = [...differing(better, 'better'), ...differing(worse, 'worse'), ...rest].join('; ')
  return [`${capital(words)} of ${line.name} beside ${first.name}: ${found}.`]
}

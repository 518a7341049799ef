/** `adaptive-classify` as tables: for every model its heads and its cascades, then the models of one head. */
import type { CascadeRow, Report } from '../types.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatTimes, formatValue } from './labels.js'

export function cascadeGrids(rows: readonly CascadeRow[], report: Report): Grid[] {
  const models = [...groupBy(rows, ({ model }) => model)]
  const nested = models.filter(([, own]) => own.length > 1)
  const alone = models.flatMap(([, own]) => (own.length === 1 ? own : []))
  return [
    ...nested.flatMap(([model, own]) => [headGrid(model, own, contextOf(report)), cascadesGrid(model, own)]),
    ...(alone.length === 0 ? [] : [aloneGrid(alone, nested.length === 0 ? contextOf(report) : '')]),
  ]
}

/** What was promised of the chosen cascades, in words. */
export function promiseNotes(rows: readonly CascadeRow[]): string[] {
  return rows.flatMap(({ model, policy, promise, metrics }) => {
    if (promise === undefined) return []
    const { goal, value } = promise
    const aim = {
      maxDrop: `to lose at most ${points(value)} ${value === 0.01 ? 'point' : 'points'} of accuracy`,
      targetAccuracy: `for an accuracy of at least ${points(value)} %`,
      budget: `to need at most ${value} dims on average`,
    }[goal]
    const by = policy === 'file' ? 'the file’s cascade was chosen' : 'chosen'
    const here = `${formatValue(metrics.accuracy!)} % with ${formatValue(metrics.expectedDim!)} dims on average`
    const kept = metrics.kept === undefined ? '' : `; kept in ${formatValue(metrics.kept)} % of the splits`
    return [`${model}: ${by} ${aim} (${points(promise.confidence)} % confidence by the holdout); here ${here}${kept}`]
  })
}

/** What was scored, and what thresholds were learnt on. */
function contextOf({ inputs, parameters }: Report): string {
  const rows = (role: string) => inputs.find((input) => input.role === role)?.rows
  const scored = `${rows('data')} rows`
  if (typeof parameters.splits === 'number') return `${scored}, ${parameters.splits} splits`
  const isLearnt = rows('holdout') !== undefined && !inputs.some(({ role }) => role === 'thresholds')
  return isLearnt ? `${scored}, thresholds learnt on ${rows('holdout')} others` : scored
}

/** The heads alone, and what the chosen cascade does with each. */
function headGrid(model: string, rows: readonly CascadeRow[], context: string): Grid {
  const chosen = deployed(rows)
  return {
    title: `${model}: ${context}`,
    head: ['dim', 'accuracy (%)', spreadTitle(rows), 'ECE (%)', ...(chosen ? exitHeads(chosen) : [])],
    rows: rows
      .filter(({ policy }) => policy === 'single')
      .map((row) => [...headCells(row), ...(chosen ? exitCells(chosen, row.cap) : [])]),
  }
}

/** Over splits the table shows their deviation; intervals stand in the document. */
function spreadTitle([row]: readonly CascadeRow[]): string {
  return row!.metrics.accuracy!.sd === undefined ? '± 95 %' : 'over splits'
}

function headCells({ cap, metrics }: CascadeRow): string[] {
  const { accuracy, ece } = metrics
  return [String(cap), formatValue(accuracy!), formatHalf(accuracy!), ece === undefined ? '' : formatValue(ece)]
}

function exitHeads(chosen: CascadeRow): string[] {
  const name = chosen.policy === 'joint' ? 'chosen' : chosen.policy
  return hasThresholds(chosen) ? [`${name}: above`, 'answers (%)'] : [`${name}: answers (%)`]
}

function exitCells(chosen: CascadeRow, dim: number): string[] {
  const threshold = chosen.thresholds[dim]
  const answers = (100 * chosen.exits[dim]!).toFixed(2)
  if (!hasThresholds(chosen)) return [answers]
  return [threshold === undefined ? '' : thresholdLabel(threshold), answers]
}

/** Every split has learnt other ones. */
function hasThresholds({ thresholds }: CascadeRow): boolean {
  return Object.keys(thresholds).length > 0
}

/** No confidence is above 1, and every one is above a negative number. */
function thresholdLabel(threshold: number): string {
  if (threshold >= 1) return 'never'
  return threshold < 0 ? 'always' : threshold.toFixed(3)
}

/** The cascade whose thresholds are shown: that of a file, the chosen one, else the paper's over all heads. */
export function deployed(rows: readonly CascadeRow[]): CascadeRow | undefined {
  return (
    rows.find(({ policy }) => policy === 'file') ??
    rows.find(({ promise }) => promise !== undefined) ??
    rows.findLast(({ policy }) => policy === 'paper')
  )
}

function cascadesGrid(model: string, rows: readonly CascadeRow[]): Grid {
  const largest = rows.findLast(({ policy }) => policy === 'single')!
  const cascades = rows.filter(({ policy }) => policy !== 'single')
  const shown = cascades.filter((row, i) => isShown(row, cascades[i - 1], rows[0]!.cap)).filter(isNews)
  return {
    title: `${model}: cascades`,
    head: [
      'policy',
      'accuracy (%)',
      spreadTitle(rows),
      `of ${largest.cap} (points)`,
      'E[dim]',
      '× fewer',
      'E[cumulative]',
    ],
    rows: shown.map((row) => {
      const { accuracy, expectedDim, cumulativeDim } = row.metrics
      const drop = 100 * (accuracy!.value! - largest.metrics.accuracy!.value!)
      const fewer = { ...expectedDim!, value: largest.cap / expectedDim!.value! }
      return [
        policyLabel(row),
        formatValue(accuracy!),
        formatHalf(accuracy!),
        `${drop > 0 ? '+' : ''}${drop.toFixed(2)}`,
        formatValue(expectedDim!),
        formatTimes(fewer),
        formatValue(cumulativeDim!),
      ]
    }),
  }
}

/** A curve ends where more budget changes nothing. */
function isNews({ policy, point, metrics }: CascadeRow, i: number, rows: readonly CascadeRow[]): boolean {
  const before = rows[i - 1]
  if (point === null || before === undefined || before.policy !== policy || before.point === null) return true
  return before.metrics.expectedDim!.value !== metrics.expectedDim!.value
}

/** Of a curve the first point of every doubling, and the end; JSON and CSV have all points. */
function isShown({ policy, cap, point }: CascadeRow, before: CascadeRow | undefined, first: number): boolean {
  if (point === null || point === cap || before?.policy !== policy || before.point === null) return true
  const doublings = (budget: number) => Math.floor(Math.log2(budget / first) + 1e-9)
  return doublings(point) > doublings(before.point)
}

function policyLabel({ policy, cap, point, promise }: CascadeRow): string {
  if (promise !== undefined && policy === 'joint') return 'chosen'
  if (point !== null) return `${policy} ≤ ${Number(point.toPrecision(4))}`
  return policy === 'paper' ? `paper to ${cap}` : policy
}

function aloneGrid(rows: readonly CascadeRow[], context: string): Grid {
  return {
    title: `models of one head${context === '' ? '' : `: ${context}`}`,
    head: ['model', 'dim', 'accuracy (%)', spreadTitle(rows), 'ECE (%)'],
    rows: rows.map((row) => [row.model, ...headCells(row)]),
  }
}

function points(share: number): string {
  return String(Number((100 * share).toFixed(2)))
}

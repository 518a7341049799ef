/** Rows of differences → grids, one for each pair of models (or families) and metric, and sentences about the smallest dims. */
import { familiesOf } from '../math/families.js'
import type { DifferenceRow, MetricValue } from '../types.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatValue, metricTitle } from './labels.js'

/** Below this, a corrected p is marked. */
const LEVEL = 0.05

/** @param context what was measured, e.g. "3072 rows"; may be empty */
export function compareGrids(rows: readonly DifferenceRow[], context: string): Grid[] {
  const families = familyNames(rows)
  const tested = rows.filter(({ metrics }) => metrics.p !== undefined)
  const groups = groupBy(tested, ({ metric, model, against }) =>
    JSON.stringify([metric, families.get(model), families.get(against)]),
  )
  return [...groups.values()].map((own) => gridOf(own, families, context))
}

/** What the marks and columns mean, and for every model the smallest dim that is as good as the reference's largest. */
export function compareNotes(rows: readonly DifferenceRow[], margin: number): string[] {
  const areShares = rows.some(({ metrics }) => metrics['effect.g'] !== undefined)
  const areMeans = rows.some(({ metrics }) => metrics['effect.dz'] !== undefined)
  return [
    `* p below ${LEVEL} after Holm's correction for all tests of the metric`,
    'wins, losses: rows for which the first or the second is better; equal ones are neither',
    ...(areShares
      ? ["of 0 and 1: McNemar's exact test, Newcombe's interval; g: share of the wins among both, less ½"]
      : []),
    ...(areMeans ? ['of means: sign-flip test, paired bootstrap interval; d: mean difference over its deviation'] : []),
    ...rows.filter(({ smallest }) => smallest === true).map((row) => smallestSentence(row, margin)),
  ]
}

function gridOf(rows: readonly DifferenceRow[], families: ReadonlyMap<string, string>, context: string): Grid {
  const [first] = rows as [DifferenceRow]
  const [own, other] = [families.get(first.model)!, families.get(first.against)!]
  const isSameDim = rows.every(({ dim, againstDim }) => dim === againstDim)
  const isFixed = rows.every(({ against, againstDim }) => against === first.against && againstDim === first.againstDim)
  const beside = isSameDim ? `${other} at the same dim` : isFixed ? `${other} at ${first.againstDim}` : other
  const isMean = first.metrics['effect.dz'] !== undefined
  return {
    title: [
      `${titleOf(first.metric)}: ${own} beside ${own === other ? `its own ${first.againstDim} dims` : beside}`,
      ...(context === '' ? [] : [context]),
    ].join(', '),
    head: [
      'dim',
      own,
      own === other ? `at ${first.againstDim}` : other,
      'difference',
      '95 % interval',
      'p',
      'p (Holm)',
      isMean ? 'd' : 'g',
      'wins',
      'losses',
    ],
    rows: rows.map(cells),
  }
}

function cells({ dim, interpolated, metrics }: DifferenceRow): string[] {
  const { value, reference, difference, p, wins, losses } = metrics
  const effect = metrics['effect.g'] ?? metrics['effect.dz']!
  const corrected = metrics['p.holm']!.value!
  return [
    interpolated ? `${dim}*` : String(dim),
    formatValue(value!),
    formatValue(reference!),
    points(difference!.value!),
    formatPoints(difference!),
    formatP(p!.value!),
    `${formatP(corrected)} ${corrected < LEVEL ? '*' : ' '}`,
    effect.value === null ? '–' : signed(effect.value, 3),
    String(wins!.value),
    String(losses!.value),
  ]
}

/** "MRL at 256 dims loses less than 1 point on MRL at 2048 (…): 8× fewer dims". */
export function smallestSentence(
  { metric, model, dim, against, againstDim, metrics }: DifferenceRow,
  margin: number,
): string {
  const { difference, dimRatio } = metrics
  const times = dimRatio!.value!
  const saved = times > 1 ? `: ${Number(times.toFixed(1))}× fewer dims` : ''
  const most = Number((100 * margin).toPrecision(12))
  const found = `${points(difference!.value!)}, 95 % ${formatPoints(difference!)}`
  return `${metric}: ${model} at ${dim} dims loses less than ${most} ${most === 1 ? 'point' : 'points'} on ${against} at ${againstDim} (${found})${saved}`
}

/** What each model is shown as: its family, or itself. */
export function familyNames(rows: readonly DifferenceRow[]): ReadonlyMap<string, string> {
  return familiesOf(
    rows.flatMap(({ model, dim, against, againstDim }) => [
      { model, dim },
      { model: against, dim: againstDim },
    ]),
  )
}

export function titleOf(metric: string): string {
  const title = metricTitle(metric)
  return title === metric ? `${metric} (%)` : title
}

/** 0.0123 → "+1.23". */
function points(difference: number): string {
  return signed(100 * difference, 2)
}

function formatPoints({ ci95 }: MetricValue): string {
  return ci95 === null ? '' : `${points(ci95[0])} – ${points(ci95[1])}`
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  if (Number(text) === 0) return text
  return `${value < 0 ? '−' : '+'}${text}`
}

/** Small ones only as small; 1 only where it is. */
function formatP(p: number): string {
  if (p < 0.001) return '<0.001'
  return p < 1 && p > 0.9995 ? '>0.999' : p.toFixed(3)
}

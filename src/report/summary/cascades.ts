/** Rows of cascades → a sentence for every model that has heads at several dims. */
import type { CascadeRow, MetricValue } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { topModels, withRest } from './top-models.js'
import { part, points, said, saidWithin } from './words.js'

export function cascadeSentences(rows: readonly CascadeRow[]): string[] {
  const models = [...groupBy(rows, ({ model }) => model).values()].filter((own) => own.length > 1)
  const best = topModels(models, (own) => largestOf(own)?.metrics.accuracy?.value ?? null)
  return withRest(best.flatMap(modelSentences), { count: models.length, words: 'accuracy of their largest head' })
}

function largestOf(rows: readonly CascadeRow[]): CascadeRow | undefined {
  return rows.findLast(({ policy }) => policy === 'single')
}

function modelSentences(rows: readonly CascadeRow[]): string[] {
  const largest = largestOf(rows)
  const chosen =
    rows.find(({ promise }) => promise !== undefined) ??
    rows.find(({ policy }) => policy === 'file') ??
    rows.findLast(({ policy }) => policy === 'paper')
  const [accuracy, dims, most] = [chosen?.metrics.accuracy, chosen?.metrics.expectedDim, largest?.metrics.accuracy]
  if (chosen === undefined || largest === undefined || !isMeasured(accuracy) || !isMeasured(dims) || !isMeasured(most))
    return []
  const rule = chosen.policy === 'paper' ? ` by the paper's rule` : ''
  const needs = `${saidWithin(dims)} dimensions on average, ${part(largest.cap, dims.value)} of ${largest.cap}`
  const quality = `${saidWithin(accuracy)} against ${saidWithin(most, true)} of the largest head`
  const sentences = [
    `${chosen.model}'s cascade${rule} answers with ${needs}, at an accuracy of ${quality}.`,
    ...promiseSentences(chosen, accuracy.value, most.value, dims.value),
  ]
  return [sentences.join(' ')]
}

/** What the chosen cascade was to keep, and whether these rows bear it out. */
function promiseSentences({ promise, metrics }: CascadeRow, accuracy: number, most: number, dims: number): string[] {
  if (promise === undefined) return []
  const { goal, value, confidence } = promise
  const drop = Number((most - accuracy).toFixed(12))
  const [aim, isKept, here] = {
    maxDrop: [
      `to lose at most ${points(value)}`,
      drop <= value,
      drop > 0 ? `it loses ${points(drop)}` : 'it loses nothing',
    ] as const,
    targetAccuracy: [
      `for at least ${points(value).replace(/ points?$/, ' %')}`,
      accuracy >= value,
      `it has ${said(metrics.accuracy!)}`,
    ] as const,
    budget: [`to need at most ${value} dimensions`, dims <= value, `it needs ${said(metrics.expectedDim!)}`] as const,
  }[goal]
  const splits = metrics.kept?.value ?? null
  const found = splits === null ? `on these rows ${here}` : `it kept that in ${said(metrics.kept!)} of the splits`
  const broken = splits === null && !isKept ? ', which is worse than promised' : ''
  return [`It was chosen ${aim} (${100 * confidence} % confidence by the holdout); ${found}${broken}.`]
}

function isMeasured(metric: MetricValue | undefined): metric is MetricValue & { value: number } {
  return (metric?.value ?? null) !== null
}

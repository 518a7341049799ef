/** Sentences below the table of `advise`: what to take, beside what, and how each number was come by. */
import type { AdviceReason, AdviceRow, Precision, Report } from '../types.js'
import { decimalBytes, grouped, isReranked, points, searchedDim, settingWords } from './advice-words.js'
import { formatInterval, formatValue } from './labels.js'

/** What is lost is one side of the bargain; all else is the other. */
const QUALITY: ReadonlySet<AdviceReason> = new Set(['loss', 'not-sure', 'recall', 'recall-unknown'])

/** @param rows at least one, the cheapest first */
export function adviceNotes(rows: readonly AdviceRow[], { parameters }: Report): string[] {
  const metric = String(parameters.metric)
  const reference = rows.find((row) => row.reference)
  const [first] = rows as [AdviceRow]
  return [
    ...(first.fits ? [`take ${sentence(first, metric, reference)}`] : nearest(rows, metric)),
    ...(reference === undefined
      ? []
      : [
          `loss: points beside ${settingWords(reference)} (${quality(reference, metric)}), at most so many at 95 % confidence`,
        ]),
    ...(rows.some(({ sure }) => sure === false)
      ? [
          'not sure: the loss can be more than allowed at 95 % confidence; on the same queries `mrl-eval compare` sees smaller differences',
        ]
      : []),
    ...dimsNote(rows, parameters),
    ...scaleNote(rows, parameters),
    ...(rows.length > 1
      ? [
          'all settings were judged on the same rows, and the best of many looks better than it is: check what you take on others',
        ]
      : []),
  ]
}

function sentence(row: AdviceRow, metric: string, reference: AdviceRow | undefined): string {
  const [own, whole] = [row.metrics.memoryBytes?.value ?? null, reference?.metrics.memoryBytes?.value ?? null]
  const times =
    own === null || whole === null || own >= whole
      ? ''
      : `, 1/${Number((whole / own).toPrecision(3))} of the reference's ${decimalBytes(whole)}`
  const dims = row.metrics.expectedDim === undefined ? '' : `, ${formatValue(row.metrics.expectedDim)} dims on average`
  const loss = row.reference ? '' : `, ${points(row.metrics.qualityLoss!.value!)} points lost`
  return `${settingWords(row)}: ${quality(row, metric)}${loss}${own === null ? '' : `, ${decimalBytes(own)}`}${times}${dims}`
}

function quality({ metrics }: AdviceRow, metric: string): string {
  const found = metrics[metric]!
  const interval = formatInterval(found)
  return `${metric} ${formatValue(found)}${interval === '' ? '' : ` (${interval})`}`
}

/** Where nothing fits: the cheapest that is good enough, and the best that is cheap enough. */
function nearest(rows: readonly AdviceRow[], metric: string): string[] {
  const good = rows.find(({ reasons }) => !reasons.some((reason) => reason === 'left-out' || QUALITY.has(reason)))
  const cheap = rows
    .filter(({ reasons }) => reasons.every((reason) => QUALITY.has(reason)))
    .toSorted((a, b) => a.metrics.qualityLoss!.value! - b.metrics.qualityLoss!.value!)[0]
  return [
    ...(good === undefined
      ? []
      : [
          `good enough, and the cheapest of those: ${sentence(good, metric, undefined)}; against it: ${good.reasons.join(', ')}`,
        ]),
    ...(cheap === undefined
      ? []
      : [
          `cheap enough, and the best of those: ${sentence(cheap, metric, undefined)}; against it: ${cheap.reasons.join(', ')}`,
        ]),
  ]
}

/** How many dims the budget holds, measured or not, and which measured ones are next below. */
function dimsNote(rows: readonly AdviceRow[], { largestDims }: Report['parameters']): string[] {
  if (largestDims == null) return []
  const single = rows.filter(
    (row) => !isReranked(row) && row.rescore === undefined && (row.index ?? 'exact') === 'exact',
  )
  const widest = Math.max(...rows.map((row) => Math.max(searchedDim(row), row.rerank ?? 0)))
  const parts = Object.entries(largestDims as Readonly<Record<Precision, number>>).map(([precision, most]) => {
    const measured = single.filter((row) => (row.precision ?? 'float32') === precision).map(searchedDim)
    const below = Math.max(0, ...measured.filter((dim) => dim <= most))
    const count = most >= widest ? `all ${grouped(widest)}` : grouped(most)
    return `${count} in ${precision}${below > 0 && below < most ? ` (measured: ${below})` : ''}`
  })
  return [`largest dims of single vectors within the budget: ${parts.join(', ')}`]
}

function scaleNote(rows: readonly AdviceRow[], { vectors }: Report['parameters']): string[] {
  const scaled = rows.filter(({ basis }) => Object.values(basis).includes('scaled'))
  if (scaled.length === 0) return []
  const from = [...new Set(scaled.map(({ measuredRows }) => grouped(measuredRows ?? 0)))].join(' or ')
  return [
    `≈ scaled from ${from} vectors to ${grouped(Number(vectors))}: in proportion, but for the reranking of so many rows, which costs the same`,
  ]
}

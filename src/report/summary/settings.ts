/** Retrieval settings → sentences: how few dims a single search needs, and the cheapest setting that finds as much. */
import type { DimRow, RetrievalRow } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { seriesName } from '../labels.js'
import { smallestK } from '../retrieval-grid.js'
import { indexLabel } from '../settings-columns.js'
import { codingSentences } from './codings.js'
import { isReduced, lineSentences, linesOf, type Quality } from './lines.js'
import { toleranceOf } from './tolerance.js'
import { topModels, withRest } from './top-models.js'
import { saidWithin, times } from './words.js'

/** A setting is good enough when it loses at most this. */
const MOST = 0.005

/** Single searches at fewer dims than this say little about how quality goes with the dim. */
const FEWEST = 3

export function settingSentences(rows: readonly RetrievalRow[]): string[] {
  if (rows.length === 0) return []
  const k = smallestK(rows)
  const sets = groupBy(rows, ({ queries }) => queries ?? '')
  return [...sets].flatMap(([set, own]) => {
    const on = set === '' ? '' : ` on ${set}`
    const quality: Quality = { id: `map@${k}`, words: `mAP@${k}${on}`, saves: 'memory' }
    const models = [...groupBy(own.filter(isStored), seriesName).values()]
    const best = topModels(models, (model) => fullOf(model)?.metrics[quality.id]?.value ?? null, isReduced)
    const sentences = [
      ...singleSentences(own, quality),
      ...codedSentences(own, quality),
      ...best.flatMap((model) => cheapestSentences(model, k, on)),
    ]
    const areReduced = models.some(isReduced)
    return withRest(sentences, { count: models.length, words: `${quality.words} at full width`, areReduced })
  })
}

/** What single exact searches say, as rows by dim. */
function singleSentences(rows: readonly RetrievalRow[], quality: Quality): string[] {
  const singles = rows.filter(isStored).filter(isExactSingle)
  const lines = linesOf(
    singles.map(({ shortlist, ...row }): DimRow => ({ ...row, dim: shortlist })),
    quality,
  )
  return lines.some(({ points }) => points.length >= FEWEST) ? lineSentences(lines, quality) : []
}

/** What exact searches of codes at one dim say, rescored at it or not: how small a vector may be. */
function codedSentences(rows: readonly RetrievalRow[], quality: Quality): string[] {
  const searches = rows.filter(
    ({ shortlist, rerank, funnel, index }) => shortlist === rerank && funnel === null && index === 'exact',
  )
  const models = groupBy(searches, ({ precision: _, rescore: __, ...row }) => seriesName(row))
  const stored = [...models.values()].flatMap((own) => {
    const whole = searchedBytes(fullOf(own.filter(isStored)))
    return own.map(({ shortlist, ...row }): DimRow => {
      const bytes = searchedBytes(row)
      const value = whole === null || bytes === null ? null : whole / bytes
      return { ...row, dim: shortlist, metrics: { ...row.metrics, compression: { value, ci95: null, unit: 'ratio' } } }
    })
  })
  return codingSentences(stored, quality)
}

/** Of a vector; what only rescoring reads is not searched. */
function searchedBytes(row: Pick<RetrievalRow, 'metrics'> | undefined): number | null {
  const all = row?.metrics.bytesPerVector?.value ?? null
  return all === null ? null : all - (row?.metrics['bytesPerVector.rescore']?.value ?? 0)
}

function isExactSingle({ shortlistSize, funnel, index }: RetrievalRow): boolean {
  return shortlistSize === null && funnel === null && index === 'exact'
}

/** Exact search by the most dims. @param rows of one model in float32 */
function fullOf(rows: readonly RetrievalRow[]): RetrievalRow | undefined {
  return rows.filter(isExactSingle).toSorted((a, b) => b.shortlist - a.shortlist)[0]
}

/** "MRL: a search at 16 dimensions for 200 rows, reranked at 2048, has an mAP@10 of … against … of exact search at 2048; it …" */
function cheapestSentences(rows: readonly RetrievalRow[], k: number, on: string): string[] {
  const quality = (row: RetrievalRow) => row.metrics[`map@${k}`]?.value ?? null
  const mflops = (row: RetrievalRow) => row.metrics.mflops?.value ?? null
  const latency = (row: RetrievalRow) => row.metrics['latency.p50']?.value ?? null
  const full = fullOf(rows)
  const whole = full === undefined ? null : quality(full)
  if (full === undefined || whole === null || rows.length === 1) return []
  const name = `${seriesName(full)}${on}`
  const { least, words: most } = toleranceOf(whole, MOST)
  const good = rows.filter((row) => row !== full && (quality(row) ?? -1) >= least)
  const [cheapest] = cheaper(good, mflops, mflops(full))
  const [fastest] = cheaper(good, latency, latency(full))
  const against = (again: boolean) =>
    `${saidWithin(full.metrics[`map@${k}`]!, again)} of exact search at ${full.shortlist}`
  const sentence = (row: RetrievalRow, beginning: string) =>
    `${name}: ${beginning}${settingWords(row)} has an mAP@${k} of ${saidWithin(row.metrics[`map@${k}`]!)} against ${against(true)}${gains(row)}.`
  if (cheapest === undefined && fastest === undefined)
    return [
      `${name}: no other setting that was measured comes within ${most} of the mAP@${k} of ${against(false)} and is cheaper.`,
    ]
  return [
    ...(cheapest === undefined ? [] : [sentence(cheapest, '')]),
    ...(fastest === undefined || fastest === cheapest ? [] : [sentence(fastest, `fastest within ${most}, `)]),
  ]
}

/** Rows whose vectors are stored as they are. */
function isStored({ precision }: RetrievalRow): boolean {
  return precision === undefined || precision === 'float32'
}

/** Those below the limit, the cheapest first. */
function cheaper(
  rows: readonly RetrievalRow[],
  cost: (row: RetrievalRow) => number | null,
  limit: number | null,
): RetrievalRow[] {
  const known = rows.filter((row) => limit !== null && cost(row) !== null && cost(row)! < limit)
  return known.toSorted((a, b) => cost(a)! - cost(b)!)
}

function settingWords(row: RetrievalRow): string {
  const { shortlist, shortlistSize, rerank, funnel, index } = row
  const by = index === 'exact' ? '' : ` with ${indexLabel(row)}`
  const found = `at ${shortlist} dimensions${by}`
  if (funnel !== null)
    return `a search ${found} with a funnel of ${funnel.map(({ rows, dim }) => `${rows} rows at ${dim}`).join(', ')}`
  return shortlistSize === null
    ? `a search ${found}`
    : `a search ${found} for ${shortlistSize} rows, reranked at ${rerank},`
}

/** "; it needs 83.6 times fewer MFLOPs and is 12.1 times faster (…)". */
function gains({ metrics }: RetrievalRow): string {
  const fewer = metrics['speedup.flops']?.value ?? null
  const faster = metrics['speedup.latency']?.value ?? null
  const how = '(median of single queries on one thread)'
  const parts = [
    ...(fewer === null
      ? []
      : [fewer >= 1 ? `needs ${times(fewer)} fewer MFLOPs` : `needs ${times(1 / fewer)} more MFLOPs`]),
    ...(faster === null
      ? []
      : [faster >= 1 ? `is ${times(faster)} faster ${how}` : `is ${times(1 / faster)} slower ${how}`]),
  ]
  return parts.length === 0 ? '' : `; it ${parts.join(' and ')}`
}

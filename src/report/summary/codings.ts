/** Rows whose vectors are stored in several ways → how small a vector may be, dims and bits together. */
import type { DimRow } from '../../types.js'
import { groupBy } from '../grid-shape.js'
import { seriesName } from '../labels.js'
import { isReduced, type Quality } from './lines.js'
import { toleranceOf } from './tolerance.js'
import { topModels } from './top-models.js'
import { part, saidWithin } from './words.js'

/** A way to store is good enough when it loses at most this. */
const MOST = 0.01

/** "Stored as int8, 64 dimensions keep 98.9 % of …" for every model of which codes were measured. */
export function codingSentences(rows: readonly DimRow[], quality: Quality): string[] {
  const models = groupBy(rows, ({ precision: _, rescore: __, ...row }) => seriesName(row))
  const told = topModels(
    [...models],
    ([, own]) => fullOf(own)?.metrics[quality.id]?.value ?? null,
    ([, own]) => isReduced(own),
  )
  return told.flatMap(([name, own]) => modelSentence(name, own, quality))
}

/** By the most dims, in float32. */
function fullOf(rows: readonly DimRow[]): DimRow | undefined {
  return rows.filter(({ precision }) => precision === undefined).toSorted((a, b) => b.dim - a.dim)[0]
}

/** The smallest of those that lose at most a point; of equally small ones the best. */
function modelSentence(name: string, rows: readonly DimRow[], { id, words }: Quality): string[] {
  const value = ({ metrics }: DimRow) => metrics[id]?.value ?? null
  const smaller = ({ metrics }: DimRow) => metrics.compression?.value ?? null
  const full = fullOf(rows)
  const whole = full === undefined ? null : value(full)
  if (full === undefined || whole === null || rows.every(({ precision }) => precision === undefined)) return []
  const { least } = toleranceOf(whole, MOST)
  const good = rows.filter((row) => smaller(row) !== null && (value(row) ?? -1) >= least)
  const [best] = good.toSorted((a, b) => smaller(b)! - smaller(a)! || value(b)! - value(a)!)
  if (best?.precision === undefined) return [] // float32 is said already
  const { dim, precision, rescore, metrics } = best
  const again = rescore === undefined ? '' : ` and rescored by ${rescore === 'codes' ? 'the query itself' : rescore}`
  const kept = (metrics.retained?.value ?? null) === null || !id.startsWith('knn@') ? null : metrics.retained!
  const share = kept ?? { value: value(best)! / whole, ci95: null, unit: 'ratio' as const }
  return [
    `Stored as ${precision}${again}, ${dim} dimensions of ${name} keep ${saidWithin(share)} of the ${words} of ${full.dim} in float32, with ${part(smaller(best)!, 1)} of the memory to search: ${saidWithin(metrics[id]!)} against ${saidWithin(full.metrics[id]!, true)}.`,
  ]
}

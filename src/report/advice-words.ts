/** Settings and amounts in words, for advice. */
import type { AdviceRow, MetricValue } from '../types.js'
import { seriesName } from './labels.js'
import { rerankLabel } from './settings-columns.js'

/** "MRL at 16 dims, int8, HNSW32, reranked 200@2048", or "MRL, joint to 64". */
export function settingWords(row: AdviceRow): string {
  const { precision, rescore, index, efSearch, nprobe } = row
  if (row.policy !== undefined) return `${modelWords(row)}, ${policyWords(row)}`
  const parts = [
    ...(precision === undefined ? [] : [precision]),
    ...(rescore === undefined ? [] : [`reordered by ${rescore}`]),
    ...(index === undefined || index === 'exact' ? [] : [index]),
    ...(efSearch === undefined ? [] : [`efSearch ${efSearch}`]),
    ...(nprobe === undefined ? [] : [`nprobe ${nprobe}`]),
    ...(isReranked(row) ? [`reranked ${rerankLabel(row)}`] : []),
  ]
  return [`${modelWords(row)} at ${searchedDim(row)} dims`, ...parts].join(', ')
}

/** "joint to 64", with what the point of a curve was allowed. */
export function policyWords({ policy, cap, point }: AdviceRow): string {
  return `${policy} to ${cap}${point == null ? '' : ` (for ${amount(point)} dims)`}`
}

export function searchedDim({ shortlist, dim, cap }: AdviceRow): number {
  return shortlist ?? dim ?? cap!
}

/** At more dims than were searched; codes that are rescored are so at their own. */
export function isReranked({ shortlistSize, rescore }: AdviceRow): boolean {
  return (shortlistSize ?? null) !== null && rescore === undefined
}

/** The model, and which reduction of it; how it is stored is told apart. */
export function modelWords({ model, reduction, data }: AdviceRow): string {
  return seriesName({
    model,
    ...(reduction === undefined ? {} : { reduction }),
    ...(data === undefined ? {} : { data }),
  })
}

/** 409_600_000_000 → "409.6 GB": powers of ten, as storage is sold, four digits. */
export function decimalBytes(size: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(size) / 3)))
  return `${amount(size / 1000 ** power)} ${units[power]}`
}

/** Four digits, and no more zeros than need be. */
export function amount(value: number): string {
  return value >= 10_000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(4)))
}

/** 50_000_000 → "50,000,000". */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** A difference in points, or hundredths of a correlation. */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(2)
  return Number(text) === 0 ? '0.00' : text.replace('-', '−')
}

/** How large the loss could be at 95 % confidence. */
export function worstLoss({ ci95 }: MetricValue): string {
  return ci95 === null ? '' : points(ci95[1])
}

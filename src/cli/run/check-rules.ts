/** Rules that no result of an evaluation could be held against, by its lengths of lists, models and dims. */
import { usageError } from '../../errors.js'
import { matching } from '../../gates/match.js'
import type { Rule } from '../../gates/rule.js'
import type { MetricValue } from '../../types.js'

/** Families whose metrics are named by a length, `@k`. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  knn: ['knn'],
  retrieval: ['map', 'precision', 'recall', 'hit', 'ndcg', 'unique', 'overlap'],
}

/** @param ks lengths that are measured @throws UserError (exit 2) for a rule about another one */
export function requireLengths(rules: readonly Rule[], command: string, ks: readonly number[]): void {
  for (const { text, metric } of rules) {
    const [, family, k] = /^([a-z]+)@(\d+)/.exec(metric) ?? []
    if (family === undefined || !LISTS[command]?.includes(family) || ks.includes(Number(k))) continue
    throw usageError(
      'gate-metric',
      `--gate '${text}': ${metric} is not measured, as --k is ${ks.join(', ')}`,
      `--k ${[...ks, Number(k)].toSorted((a, b) => a - b).join(',')}`,
    )
  }
}

/** What tells rows apart that are known before they are measured. */
export interface KnownRow {
  model: string
  dim: number
}

const UNMEASURED: MetricValue = { value: null, ci95: null, unit: 'fraction' }

/** @param rows that there will be; []: nothing is known @throws UserError (exit 2) for a rule about another model or dim */
export function requireRows(rules: readonly Rule[], rows: readonly KnownRow[]): void {
  if (rows.length === 0) return
  for (const rule of rules) {
    const where = rule.where.filter(({ key }) => key === 'model' || key === 'dim')
    const own = rows.map((row) => ({ ...row, metrics: { [rule.metric]: UNMEASURED } }))
    matching({ ...rule, where }, own, 'the report')
  }
}

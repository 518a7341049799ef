/** Rules that no result of an evaluation could be held against, by its lengths of lists. */
import { usageError } from '../../errors.js'
import type { Rule } from '../../gates/rule.js'

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

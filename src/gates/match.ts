/** A rule → the rows that it speaks of, or why there are none. */
import { usageError } from '../errors.js'
import { nearestWord } from '../math/edit-distance.js'
import { type AnyRow, type Condition, holds, KEYS, keysOf } from '../math/row-keys.js'
import type { MetricValue } from '../types.js'
import { toWrite } from './baseline.js'
import type { Rule } from './rule.js'

/** A row with the value that a rule holds against its bound. */
export interface Matched {
  row: AnyRow
  metric: MetricValue
}

/** Values of one key that an error lists. */
const LISTED = 12

/**
 * @param place whose rows they are, for errors: "the report"
 * @returns at least one row
 * @throws UserError (exit 2) for a metric, key or value that no row has
 */
export function matching({ text, metric, where }: Rule, rows: readonly AnyRow[], place: string): readonly Matched[] {
  const having = rows.flatMap((row) =>
    Object.hasOwn(row.metrics, metric) ? [{ row, metric: row.metrics[metric]! }] : [],
  )
  if (having.length === 0) throw unknownMetric(text, metric, rows, place)
  for (const condition of where) requireValue(text, condition, having, metric, place)
  const found = having.filter(({ row }) => where.every((condition) => holds(condition, row)))
  if (found.length > 0) return found
  const asked = where.map(({ key, value }) => `${key}=${value}`).join(', ')
  throw usageError(
    'gate-no-row',
    `--gate '${text}' matches no row: ${place} has ${metric} for each of these values, but in no row for ${asked} together`,
    'leave out what need not hold',
  )
}

/**
 * Finds before anything is measured what a rule could not be held against.
 * @param path of the baseline
 * @throws UserError (exit 2) for a metric or row that the baseline does not have
 */
export function requireInBaseline(rule: Rule, rows: readonly AnyRow[], path: string): void {
  if (rule.bound.kind !== 'baseline') return
  const known = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))]
  if (!known.includes(rule.metric)) {
    throw usageError(
      'baseline-no-metric',
      `--gate '${rule.text}': the baseline ${path} has no ${rule.metric}; it has ${known.join(', ')}`,
      'what comes from a clock is in no baseline: hold it against a number',
      toWrite('what is new needs a new baseline'),
    )
  }
  matching(rule, rows, path)
}

function unknownMetric(text: string, metric: string, rows: readonly AnyRow[], place: string): Error {
  const known = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))]
  if (known.length === 0)
    return usageError('gate-no-row', `--gate '${text}' matches no row: ${place} has none`, 'see its warnings')
  return usageError(
    'gate-metric',
    `--gate '${text}': ${place} has no metric "${metric}"; it has ${known.join(', ')}`,
    `did you mean ${nearestWord(metric, known)}?`,
  )
}

/** @throws UserError (exit 2) for a key that rows cannot have, and for a value that none of these has */
function requireValue(
  text: string,
  condition: Condition,
  having: readonly Matched[],
  metric: string,
  place: string,
): void {
  const { key, value } = condition
  if (!KEYS.includes(key)) {
    const own = [...new Set(having.flatMap(({ row }) => Object.keys(keysOf(row))))]
    throw usageError(
      'gate-key',
      `--gate '${text}': rows have no key "${key}"; those with ${metric} have ${own.join(', ')}`,
      `did you mean ${nearestWord(key, own)}?`,
    )
  }
  if (having.some(({ row }) => holds(condition, row))) return
  const values = [...new Set(having.map(({ row }) => keysOf(row)[key] ?? null))].map(String)
  const more = values.length > LISTED ? ` and ${values.length - LISTED} more` : ''
  throw usageError(
    'gate-no-row',
    `--gate '${text}' matches no row: in ${place}, ${key} of the rows with ${metric} is ${values.slice(0, LISTED).join(', ')}${more}, not ${value}`,
    `did you mean ${key}=${nearestWord(value ?? 'null', values)}?`,
  )
}

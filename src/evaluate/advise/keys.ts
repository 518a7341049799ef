/** Which rows are asked for, and which can be ranked together, by their keys. */
import { usageError } from '../../errors.js'
import { nearestWord } from '../../math/edit-distance.js'
import { type Condition, holds, keysOf } from '../../math/row-keys.js'
import type { SettingRow } from './candidates.js'

/** Keys of which all rows must have one value, since numbers of several cannot be ranked together. */
const ONE_OF = ['data', 'queries', 'shots', 'ways'] as const

/** What says which setting a row is of, as the row has it, without what is told about it. */
export function settingKeys(row: SettingRow): Omit<SettingRow, 'metrics'> {
  const { metrics, ...keys } = row
  const told = new Set(['thresholds', 'exits', 'temperatures', 'reliability', 'promise', 'trend'])
  return Object.fromEntries(Object.entries(keys).filter(([key]) => !told.has(key))) as Omit<SettingRow, 'metrics'>
}

/** A key's value as people type it; of a key that is not there, "null". */
function textOf(row: SettingRow, key: string): string {
  return String(keysOf(row)[key] ?? null)
}

/** The error for conditions that no row meets. */
export function noSuchRows(where: readonly Condition[], having: readonly SettingRow[]): Error {
  const failed = where.find((condition) => !having.some((row) => holds(condition, row))) ?? where.at(-1)!
  const keys = [...new Set(having.flatMap((row) => Object.keys(keysOf(row))))]
  if (!keys.includes(failed.key))
    return usageError(
      'no-such-key',
      `--where ${failed.key}=${failed.value}: rows have no key ${failed.key}; they have ${keys.join(', ')}`,
      `--where ${nearestWord(failed.key, keys)}=…`,
    )
  const values = [...new Set(having.map((row) => textOf(row, failed.key)))]
  return usageError(
    'no-such-rows',
    `no row has ${where.map(({ key, value }) => `${key}=${value}`).join(' and ')}; ${failed.key} is ${values.join(', ')}`,
    `--where ${failed.key}=${nearestWord(failed.value ?? 'null', values)}`,
  )
}

/** Whether two rows are of one data set, query set, and so on. */
export function areOfOneSet(a: SettingRow, b: SettingRow): boolean {
  return ONE_OF.every((key) => textOf(a, key) === textOf(b, key))
}

/** @throws UserError (exit 2) for rows of several data sets, query sets, shots or ways, naming one to ask for */
export function requireOneSet(rows: readonly SettingRow[]): void {
  for (const key of ONE_OF) {
    const values = [...new Set(rows.map((row) => textOf(row, key)))]
    if (values.length < 2) continue
    throw usageError(
      'several-sets',
      `the rows are of several ${key} (${values.join(', ')}), which cannot be ranked together`,
      `--where ${key}=${values[0]}`,
    )
  }
}

/** What tells the rows of a report apart: the keys that conditions can name, and what makes a row the same as one of a baseline. */
import type { Row } from '../types.js'

type KeyOf<R> = R extends unknown ? keyof R : never

/** Measured, or too large to be named. */
type NoKey = 'metrics' | 'thresholds' | 'exits' | 'temperatures' | 'reliability' | 'reasons' | 'basis'

type Key = Exclude<KeyOf<Row>, NoKey>

/** Every key that a condition can name; `true`: it also tells rows apart; the others only describe them. */
const NAMED: Readonly<Record<Key, boolean>> = {
  model: true,
  data: true,
  queries: true,
  run: false,
  source: true,
  reduction: true,
  precision: true,
  rescore: true,
  interpolated: false,
  dim: true,
  shots: true,
  ways: true,
  class: true,
  trend: false,
  superclass: true,
  frequency: true,
  shortlist: true,
  rerank: true,
  funnel: true,
  shortlistSize: true,
  index: true,
  clusterDim: true,
  efSearch: true,
  nprobe: true,
  policy: true,
  cap: true,
  point: true,
  promise: true,
  against: true,
  againstDim: true,
  metric: true,
  smallest: true,
  measuredRows: false,
  fits: false,
  sure: false,
  reference: false,
}

export const KEYS: readonly string[] = Object.keys(NAMED)

/** A row of a report, or what is kept of one. */
export type AnyRow = Pick<Row, 'model' | 'metrics'>

/** Values of a row by key, as a condition names them. */
export type Keys = Readonly<Record<string, string | number | boolean | null>>

/** What was found, not asked for: a chosen cascade is the same one wherever it ends up, and so is the smallest dim that is as good. */
const FOUND = [
  { when: 'promise', keys: ['cap', 'point'] },
  { when: 'smallest', keys: ['dim'] },
]

/** Keys whose values are paths. */
const PATHS = ['run', 'source']

/** A funnel is `200@32,100@64`, a promise its goal, a path the name of the file. */
export function keysOf(row: AnyRow): Keys {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([key]) => KEYS.includes(key))
      .map(([key, value]) => [key, PATHS.includes(key) ? fileName(String(value)) : plain(value)]),
  )
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!
}

function plain(value: unknown): Keys[string] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value))
    return value.map(({ rows, dim }: { rows: number; dim: number }) => `${rows}@${dim}`).join(',')
  return typeof value === 'object' && value !== null && 'goal' in value ? String(value.goal) : null
}

/** A value that a row must have; null: none. */
export interface Condition {
  key: string
  value: string | null
}

/** Numbers are compared as such: 8.0 is 8. */
export function holds({ key, value }: Condition, row: AnyRow): boolean {
  const own = keysOf(row)[key] ?? null
  if (own === null || value === null) return own === value
  if (typeof own === 'number') return value.trim() !== '' && Number(value) === own
  return String(own) === value
}

/** One text for all rows that are the same in different reports. */
export function identityOf(row: AnyRow): string {
  const keys = keysOf(row)
  const found = FOUND.filter(({ when }) => (keys[when] ?? null) !== null).flatMap((rule) => rule.keys)
  const telling = Object.entries(keys).filter(
    ([key, value]) => NAMED[key as Key] && value !== null && !found.includes(key),
  )
  return JSON.stringify(telling.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** "model=MRL, dim=64": a row by what tells it apart, in the order of its keys. */
export function nameOf(keys: Readonly<Record<string, unknown>>): string {
  return Object.entries(keys)
    .filter(([key, value]) => NAMED[key as Key] && value !== null)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

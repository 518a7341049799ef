/** Rows of a report for groups of classes: single classes, superclasses, and classes of one frequency in training. */
import { countByGroup } from '../metrics/by-group.js'
import { FREQUENCIES, type FrequencyBounds, frequencyOf } from '../metrics/frequency.js'
import { share } from '../metrics/share.js'
import { trend } from '../metrics/trend.js'
import { type DimRow, type Dims, type MetricValue, type Notice, UNKNOWN } from '../types.js'
import type { Superclasses } from './superclasses.js'

/** Which rows belong together, and the keys of their rows in the report. */
export interface Grouping {
  of: Int32Array // group of each row of the data, −1 for none. [n]
  keys: readonly Pick<DimRow, 'class' | 'superclass' | 'frequency'>[] // of each group
}

/** A way to be right: 1 for each row that is, by head. */
export interface Measure {
  id: string
  right: readonly Uint8Array[] // [heads][n]
}

/** How often each class was seen in training, and the bounds between few, medium and many. */
export interface TrainingCounts {
  counts: ReadonlyMap<number, number> // class number → rows
  bounds: FrequencyBounds
}

/** Trends take so many dims, as fewer cannot go down and up. */
const LEAST_DIMS = 3

/**
 * A row for every group that has rows in the data and every dim, group by group.
 * @param hasTrend true: of the first measure
 */
export function groupRows(
  base: Pick<DimRow, 'model' | 'data'>,
  dims: Dims,
  {
    grouping: { of, keys },
    measures,
    hasTrend,
  }: { grouping: Grouping; measures: readonly Measure[]; hasTrend: boolean },
): DimRow[] {
  const counted = measures.map(({ id, right }) => ({
    id,
    byHead: right.map((column) => countByGroup(column, of, keys.length)),
  }))
  const { byHead: first } = counted[0]!
  return keys.flatMap((key, group) => {
    const rows = first[0]!.rows[group]!
    if (rows === 0) return []
    const hits = first.map((counts) => counts.hits[group]!)
    const direction = hasTrend && dims.length >= LEAST_DIMS ? { trend: trend(hits, rows) } : {}
    return dims.map((dim, s) => {
      const metrics = counted.map(({ id, byHead }) => [id, share(byHead[s]!.hits[group]!, rows)])
      const size: MetricValue = { value: rows, ci95: null, unit: 'count' }
      return { ...base, dim, ...key, ...direction, metrics: { ...Object.fromEntries(metrics), rows: size } }
    })
  })
}

/** What is said of superclasses and frequencies that no row of the data has. */
export function emptyGroups({ of, keys }: Grouping, what: string): Notice[] {
  const seen = new Set(of)
  const empty = keys.filter((_, group) => !seen.has(group)).map((key) => Object.values(key)[0]!)
  if (empty.length === 0) return []
  const names = [...empty.slice(0, 5), ...(empty.length > 5 ? ['…'] : [])].join(', ')
  return [
    { code: 'empty-groups', message: `${what} has no rows of ${empty.length} of ${keys.length} groups: ${names}` },
  ]
}

/** Each class that occurs, by number. @param names null: classes are called by their numbers */
export function byClass(labels: Int32Array, names: readonly string[] | null): Grouping {
  const present = [...new Set(labels)].filter((label) => label !== UNKNOWN).sort((a, b) => a - b)
  const group = new Map(present.map((label, i) => [label, i]))
  return {
    of: labels.map((label) => group.get(label) ?? -1),
    keys: present.map((label) => ({ class: names?.[label] ?? String(label) })),
  }
}

/** Each superclass, without the classes that have none. */
export function bySuperclass(labels: Int32Array, { names, of }: Superclasses): Grouping {
  return { of: labels.map((label) => of.get(label) ?? -1), keys: names.map((superclass) => ({ superclass })) }
}

/** Classes with many, some and few training rows. */
export function byFrequency(labels: Int32Array, { counts, bounds }: TrainingCounts): Grouping {
  return {
    of: labels.map((label) =>
      label === UNKNOWN ? -1 : FREQUENCIES.indexOf(frequencyOf(counts.get(label) ?? 0, bounds)),
    ),
    keys: FREQUENCIES.map((frequency) => ({ frequency })),
  }
}

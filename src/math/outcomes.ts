/** What models got on each row, and which row of one set is which of another. */
import type { Distance } from '../types.js'

/** What a model got on n rows at one dim, by one metric: the values whose mean a report shows. Higher is better. */
export interface Outcome {
  model: string
  metric: string
  dim: number
  interpolated: boolean // the model does not declare this dim as trained
  values: Float64Array // in 0…1. [n]
}

/** Outcomes of the same n rows. Rows without a known label are not among them. */
export interface Outcomes {
  ids: readonly string[] // [n]
  labels: Int32Array // [n]
  outcomes: readonly Outcome[]
  measured: Measured
}

/** What the rows were measured on; null: not known, or of no concern. */
export interface Measured {
  data: string | null // SHA-256 of the dataset that the rows are of
  database: string | null // SHA-256 of the dataset that was searched
  distance: Distance | null
}

/** How the rows of one set are found in another. */
export type Pairing =
  | { kind: 'paired'; places: Int32Array | null } // place of each id among the others; null: both have the same order
  | { kind: 'repeated'; id: string } // stands for several rows, which cannot be told apart
  | { kind: 'different'; missing: number; extra: number } // ids that the others do not have, and that only they have

/** Rows are paired by id, whatever their order. Ids that repeat are no hindrance where the order is the same. */
export function pairRows(ids: readonly string[], others: readonly string[]): Pairing {
  if (ids.length === others.length && ids.every((id, i) => id === others[i])) return { kind: 'paired', places: null }
  const own = new Set(ids)
  const placeOf = new Map(others.map((id, i) => [id, i]))
  const missing = [...own].filter((id) => !placeOf.has(id)).length
  const extra = [...placeOf.keys()].filter((id) => !own.has(id)).length
  if (missing + extra > 0) return { kind: 'different', missing, extra }
  const repeated = [ids, others].find((list) => list.length > own.size)
  if (repeated !== undefined) return { kind: 'repeated', id: repeated.find((id, i) => repeated.indexOf(id) < i)! }
  return { kind: 'paired', places: Int32Array.from(ids, (id) => placeOf.get(id)!) }
}

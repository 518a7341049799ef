/** What every evaluation gives, and what it says of rows that it cannot score. */
import { dataError } from '../errors.js'
import type { Dims, EmbeddingTable, Notice, Row } from '../types.js'

/** Rows of one model, and what is worth saying about them. */
export interface Evaluation {
  rows: readonly Row[]
  warnings: readonly Notice[]
  missed?: Missed // why there are no rows
}

/** A model that has none of the dims asked for. */
export interface Missed {
  model: string
  dims: Dims // those it has
}

/** One note about all models without rows. */
export function missedNotice(missed: readonly Missed[]): Notice[] {
  if (missed.length === 0) return []
  const models = missed.map(({ model, dims }) => `${model} (scored at ${dims.join(', ')})`).join(', ')
  return [{ code: 'no-rows', message: `no rows for ${models}: none of the dims asked for` }]
}

/** The note about rows without a label. */
export function unknownLabels(unknown: number, rows: number, name: string): Notice {
  return {
    code: 'unknown-labels',
    message: `${unknown} of ${rows} rows of ${name} have no known label and are left out`,
  }
}

/** The error for a table without any known label. */
export function noLabels(table: EmbeddingTable): Error {
  return dataError(
    'no-labels',
    `${table.path} has no labels to score against`,
    'say which column: --column label=NAME',
    'or give them apart: --labels, --database-labels or --queries-labels FILE',
    'or, for retrieval, judgments: --qrels FILE',
  )
}

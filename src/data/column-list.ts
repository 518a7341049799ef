/** The columns of a table, in words: what errors say is there. */
import type { Field, Schema } from 'apache-arrow'
import { UNSUPPORTED } from './row-file.js'

const MOST = 12 // of data frames with a column a dimension, a few say enough

/** `name (type), …`; of many the first, and how many more there are. */
export function columnList({ fields }: Schema): string {
  const shown = fields.slice(0, MOST).map((field) => `${field.name} (${typeWords(field)})`)
  const left = fields.length - shown.length
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`
}

/** The type of a column: in Arrow, or in a file whose type is not read. */
export function typeWords({ type, metadata }: Field): string {
  const stored = metadata.get(UNSUPPORTED)
  return stored === undefined ? String(type) : `${stored}, which is not read`
}

/** The columns of a table, in words: what errors say is there. */
import type { Schema } from 'apache-arrow'

const MOST = 12 // of data frames with a column a dimension, a few say enough

/** `name (type), …`; of many the first, and how many more there are. */
export function columnList({ fields }: Schema): string {
  const shown = fields.slice(0, MOST).map(({ name, type }) => `${name} (${type})`)
  const left = fields.length - shown.length
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`
}

/** Rows by their ids. */
import { dataError } from '../../errors.js'

/**
 * @param table for errors: "database", or a path
 * @param need what cannot do without them, in the plural
 * @throws UserError (exit 3) when two rows have one id
 */
export function rowsById(ids: readonly string[], table: string, need: string): ReadonlyMap<string, number> {
  const rows = new Map<string, number>()
  for (const [row, id] of ids.entries()) {
    const earlier = rows.get(id)
    if (earlier !== undefined) {
      throw dataError(
        'duplicate-ids',
        `rows ${earlier} and ${row} of ${table} both have the id "${id}"; ${need} need ids that tell rows apart`,
        'say which column holds the ids: --column id=NAME',
      )
    }
    rows.set(id, row)
  }
  return rows
}

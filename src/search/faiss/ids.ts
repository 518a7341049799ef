/** What an engine answers is not trusted: row numbers must exist, and stand once in a list. */
import { dataError } from '../../errors.js'

/**
 * @param ids lists of k, −1 pads. [b × k]
 * @param rows of the database
 * @param engine its name, for the message
 * @throws UserError (exit 3)
 */
export function checkIds(ids: Int32Array, k: number, rows: number, engine: string): void {
  const seen = new Int32Array(rows) // number of the list that a row was last in, from 1 on
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    if (id === -1) continue
    const list = Math.floor(i / k) + 1
    if (id < 0 || id >= rows)
      throw dataError('engine-ids', `${engine} gave row ${id} for query ${list}; the database has ${rows} rows`)
    if (seen[id] === list) throw dataError('engine-duplicates', `${engine} gave row ${id} twice for query ${list}`)
    seen[id] = list
  }
}

/** Figures of rows that were learnt from promise too much. */
import type { Notice } from '../../types.js'
import type { Reading } from '../tables/reading.js'
import type { TableSource } from '../tables/tables.js'

/**
 * The note about probes that are scored on the rows that they were learnt from.
 * @param learnt rows that the probes of the model `name` were learnt from
 * @param path what is scored
 */
export async function learntOn(
  learnt: readonly Pick<Reading, 'path'>[],
  path: string,
  name: string,
  tables: TableSource,
): Promise<Notice[]> {
  for (const { path: other } of learnt) {
    if ((await tables.digest(other)) !== (await tables.digest(path))) continue
    const message = `${name}: the probes were learnt from ${other}, the very rows that are scored; the figures promise too much`
    return [{ code: 'learnt-on-data', message }]
  }
  return []
}

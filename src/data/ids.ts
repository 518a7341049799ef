/** The ids of the rows of a file, read alone. */
import { findColumn, type ToldColumns } from './columns/columns.js'
import { readIds } from './columns/values.js'
import { openRows } from './formats/index.js'

/**
 * Of all rows: the id column, or row numbers where there is none.
 * @throws UserError (exit 3) when the file cannot be read, and for a null, naming the row
 */
export async function readIdColumn(path: string, told: ToldColumns): Promise<readonly string[]> {
  const file = await openRows(path)
  try {
    const column = findColumn(file.schema, 'id', told, path)?.name
    if (column === undefined) return Array.from({ length: file.rows }, (_, row) => String(row))
    const ids: string[][] = []
    for (let i = 0, firstRow = 0; i < file.batchRows.length; firstRow += file.batchRows[i++]!)
      ids.push(readIds(await file.read(i, [column]), { path, column, firstRow }))
    return ids.flat()
  } finally {
    await file.close()
  }
}

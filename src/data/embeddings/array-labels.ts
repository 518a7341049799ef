/** Labels that stand in a file of their own. */
import type { Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import { columnList } from '../column-list.js'
import { isText } from '../columns/column-types.js'
import { findColumn } from '../columns/columns.js'
import { labelClasses, readClasses } from '../columns/labels.js'
import { openRows } from '../formats/index.js'
import type { ForeignTable } from './logits-kind.js'

export interface OwnLabels {
  labels: Int32Array // class numbers; −1 is an unknown class. [rows]
  classes: readonly string[] | null // names, index = label
}

/**
 * @param path of an array [rows] or [rows, 1], of strings [rows], or of any other file with labels
 * @param of the file whose rows they are, for errors
 * @throws UserError (exit 3) for another number of labels, and naming the row for what is no class
 */
export async function readArrayLabels(path: string, rows: number, of: string): Promise<OwnLabels> {
  const file = await openRows(path)
  try {
    const column = findColumn(file.schema, 'label', {}, path)?.name ?? onlyTexts(file.schema)
    if (column === null) {
      throw dataError('no-labels', `${path} holds ${columnList(file.schema)}; expected one class number or name a row`)
    }
    if (file.rows !== rows) throw dataError('label-rows', `${path} has ${file.rows} labels; ${of} has ${rows} rows`)
    const classes = await labelClasses(file, column)
    const labels = new Int32Array(rows)
    for (let i = 0, firstRow = 0; i < file.batchRows.length; firstRow += file.batchRows[i++]!)
      labels.set(readClasses(await file.read(i, [column]), { path, column, firstRow }, classes), firstRow)
    return { labels, classes }
  } finally {
    await file.close()
  }
}

/** An array of strings alone is names of classes here, and ids elsewhere; null: it is something else. */
function onlyTexts({ fields }: Schema): string | null {
  const [first] = fields
  return fields.length === 1 && first !== undefined && isText(first.type) ? first.name : null
}

/**
 * A table with the labels of another file.
 * @param path of the labels
 * @throws UserError (exit 3) as `readArrayLabels`
 */
export async function labelledBy(table: ForeignTable, path: string): Promise<ForeignTable> {
  const { labels, classes } = await readArrayLabels(path, table.rows, table.path)
  return {
    ...table,
    labelled: true,
    classes,
    async *batches() {
      for await (const batch of table.batches())
        yield { ...batch, labels: labels.slice(batch.start, batch.start + batch.rows) }
    },
  }
}

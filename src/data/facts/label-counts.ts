/** How often each class occurs in a file, read from its labels alone: no model runs, no image is decoded. */
import { dataError } from '../../errors.js'
import { UNKNOWN } from '../../types.js'
import { findColumn, type ToldColumns } from '../columns/columns.js'
import { labelClasses, readClasses } from '../columns/labels.js'
import { isArray } from '../embeddings/arrays.js'
import { readProvenance } from '../embeddings/provenance.js'
import { openRows } from '../formats/index.js'
import { openLabelCounter } from './label-facts.js'

export interface LabelCounts {
  rows: number // all of the file
  counts: ReadonlyMap<number, number> // class number → labelled rows
  classes: readonly string[] | null // names
}

/**
 * @param path of any file with labels
 * @param told columns, of which an array (.npy) has only one
 * @throws UserError (exit 3) when the file cannot be read or has no known labels
 */
export async function countLabels(path: string, told: ToldColumns): Promise<LabelCounts> {
  const counter = openLabelCounter(null)
  const { rows, classes } = await countColumn(path, isArray(path) ? {} : told, counter.add)
  const counts = new Map([...counter.counts()].filter(([label]) => label !== UNKNOWN))
  if (counts.size === 0) throw noLabels(path)
  return { rows, counts, classes }
}

async function countColumn(
  path: string,
  told: ToldColumns,
  count: (labels: Int32Array) => void,
): Promise<Pick<LabelCounts, 'rows' | 'classes'>> {
  const file = await openRows(path)
  try {
    const column = findColumn(file.schema, 'label', told, path)?.name
    if (column === undefined) throw noLabels(path)
    const classes = readProvenance(file.schema)?.classes ?? (await labelClasses(file, column))
    for (let i = 0, firstRow = 0; i < file.batchRows.length; firstRow += file.batchRows[i++]!) {
      count(readClasses(await file.read(i, [column]), { path, column, firstRow }, classes))
    }
    return { rows: file.rows, classes }
  } finally {
    await file.close()
  }
}

function noLabels(path: string): Error {
  return dataError('no-labels', `${path} has no labels to count classes in`, 'say which column: --column label=NAME')
}

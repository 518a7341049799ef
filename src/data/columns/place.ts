/** Where values of a column stand in a file, for errors that name the row. */
import type { Data, RecordBatch } from 'apache-arrow'
import { dataError } from '../../errors.js'

export interface Place {
  path: string
  column: string
  firstRow: number // row number of the batch's first row
}

/** The error about one row of the batch. */
export function atRow({ path, column, firstRow }: Place, row: number, what: string, ...suggestions: string[]): Error {
  return dataError('bad-row', `${path}: column "${column}", row ${firstRow + row} ${what}`, ...suggestions)
}

/** The column's values in a batch; null: the batch has no rows. @throws UserError for a column that is absent or damaged */
export function columnData(batch: RecordBatch, place: Place): Data | null {
  const column = batch.getChild(place.column)
  if (column === null) throw dataError('column-missing', `${place.path} has no column "${place.column}"`)
  const data = column.data[0] ?? null
  if (data !== null && !hasNullMarks(data))
    throw atRow(place, 0, 'begins a batch that counts nulls without marking them; the file is damaged')
  return data
}

/** A column that counts nulls says which rows they are, one bit each. */
export function hasNullMarks({ nullCount, nullBitmap, offset, length }: Data): boolean {
  return nullCount === 0 || (nullBitmap?.length ?? 0) * 8 >= offset + length
}

/** The first null among the values `from` to before `to`; null: there is none. */
export function firstNull(data: Data, from = 0, to = data.length): number | null {
  if (data.nullCount === 0) return null
  for (let at = from; at < Math.min(to, data.length); at++) if (!data.getValid(at)) return at
  return null
}

/** A column of float64 values in 0…1, checked where it enters. */
import { DataType, type RecordBatch } from 'apache-arrow'
import { dataError } from '../../errors.js'
import { atRow, type Place } from './place.js'

/** @throws UserError (exit 3) for another type, a null, or a value that is no share, naming the row */
export function readShares(batch: RecordBatch, place: Place): Float64Array {
  const { path, column } = place
  const data = batch.getChild(column)?.data[0]
  if (data === undefined) return new Float64Array(0)
  if (!DataType.isFloat(data.type) || !(data.values instanceof Float64Array)) {
    throw dataError('column-type', `${path}: column "${column}" holds ${data.type}; expected float64`)
  }
  const bad = (row: number, what: string) => atRow(place, row, `${what}; expected a number from 0 to 1`)
  const values = data.values.slice(0, batch.numRows)
  if (values.length < batch.numRows) throw bad(values.length, 'is missing')
  for (let row = 0; row < values.length; row++) {
    if (data.nullCount > 0 && !data.getValid(row)) throw bad(row, 'is null')
    if (!(values[row]! >= 0 && values[row]! <= 1)) throw bad(row, `is ${values[row]}`)
  }
  return values
}

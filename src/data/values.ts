/** Arrow columns → typed arrays, in bulk, each checked once where it enters. */
import { type Data, DataType, type RecordBatch, type Vector } from 'apache-arrow'
import { dataError } from '../errors.js'
import { fromHalf } from '../math/half.js'
import { UNKNOWN } from '../types.js'

/** Where a column stands, for errors. */
export interface Place {
  path: string
  column: string
  firstRow: number // row number of the batch's first row
}

type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

const FLOAT16_EXACT = 2048 // the largest integer up to which float16 holds every integer

/**
 * A list column as rows of equal width. Float32 columns come as a view, without copying.
 * @param width expected width, or null to take the first row's
 * @returns [rows × width], and the width
 * @throws UserError for a null or ragged row, naming it
 */
export function readLists(
  batch: RecordBatch,
  place: Place,
  width: number | null,
): { values: Float32Array; width: number } {
  const data = onlyData(batch, place)
  if (data === null) return { values: new Float32Array(0), width: width ?? 0 }
  const nullRow = firstNull(data)
  if (nullRow !== null) throw atRow(place, nullRow, 'is null; expected a list of numbers')
  const child = data.children[0]!
  const expected = width ?? listLength(data, 0)
  for (let row = 0; row < data.length; row++) {
    const length = listLength(data, row)
    if (length !== expected) throw atRow(place, row, `has ${length} numbers; the rows before it have ${expected}`)
  }
  const start = listStart(data)
  const nullItem = hasNullMarks(child) ? firstNull(child) : 0
  if (nullItem !== null) throw atRow(place, Math.floor(nullItem / expected), 'has a null among its numbers')
  const values = asFloat32(child)
  const end = start + data.length * expected
  if (child.length < end || values.length < end)
    throw atRow(place, 0, 'begins a batch with too few numbers; the file is damaged')
  return { values: values.subarray(start, end), width: expected }
}

/** Refuses NaN and infinite numbers. @throws UserError naming the row */
export function requireFinite(values: Float32Array, width: number, place: Place): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value - value !== 0) {
      throw atRow(place, Math.floor(i / width), `has ${value} at position ${i % width}; expected finite numbers`)
    }
  }
}

/**
 * Labels as class numbers; null and −1 become UNKNOWN.
 * @param classes number of classes, or null where the file does not say
 * @throws UserError for other negative, fractional, out-of-range or ambiguous float16 labels, naming the row
 */
export function readLabels(batch: RecordBatch, place: Place, classes: number | null): Int32Array {
  const labels = new Int32Array(batch.numRows)
  const data = onlyData(batch, place)
  if (data === null) return labels
  const isHalf = DataType.isFloat(data.type) && data.values instanceof Uint16Array
  const numbers = asNumbers(data)
  for (let row = 0; row < labels.length; row++) {
    const label = data.getValid(row) ? Number(numbers[row]) : UNKNOWN
    if (!Number.isInteger(label)) throw atRow(place, row, `is ${label}; expected an integer`)
    if (label < UNKNOWN) throw atRow(place, row, `is ${label}; expected 0 or more, or −1 for an unknown class`)
    if (isHalf && label > FLOAT16_EXACT) {
      throw atRow(
        place,
        row,
        `is ${label} in float16, which merges classes above ${FLOAT16_EXACT}; write labels as integers`,
      )
    }
    if (classes !== null && label >= classes)
      throw atRow(place, row, `is ${label}; the file declares ${classes} classes`)
    if (label > 2 ** 31 - 1) throw atRow(place, row, `is ${label}; expected at most ${2 ** 31 - 1}`)
    labels[row] = label
  }
  return labels
}

/** Encoded image files, one a row. @throws UserError for a row without bytes */
export function readFiles(batch: RecordBatch, place: Place): Uint8Array[] {
  const column = batch.getChild(place.column)!
  const bytes = (DataType.isStruct(column.type) ? column.getChild('bytes') : column) as Vector | null
  return Array.from({ length: batch.numRows }, (_, row) => {
    const file = bytes?.get(row) as Uint8Array | null | undefined
    if (file === null || file === undefined || file.length === 0) throw atRow(place, row, 'has no image bytes')
    return file
  })
}

/** Ids as strings. */
export function readIds(batch: RecordBatch, column: string): string[] {
  const ids = batch.getChild(column)!
  return Array.from({ length: batch.numRows }, (_, row) => String(ids.get(row)))
}

/** A list column of numbers as whole [rows × width] integers, e.g. head classes. */
export function readInts(batch: RecordBatch, column: string): Int32Array {
  const child = batch.getChild(column)!.data[0]?.children[0]
  return child === undefined ? new Int32Array(0) : Int32Array.from(child.values as Int32Array)
}

function onlyData(batch: RecordBatch, place: Place): Data | null {
  const column = batch.getChild(place.column)
  if (column === null) throw dataError('column-missing', `${place.path} has no column "${place.column}"`)
  const data = column.data[0] ?? null
  if (data !== null && !hasNullMarks(data))
    throw atRow(place, 0, 'begins a batch that counts nulls without marking them; the file is damaged')
  return data
}

/** A column that counts nulls says which rows they are, one bit each. */
function hasNullMarks({ nullCount, nullBitmap, length }: Data): boolean {
  return nullCount === 0 || (nullBitmap?.length ?? 0) * 8 >= length
}

function atRow(place: Place, row: number, what: string): Error {
  return dataError('bad-row', `${place.path}: column "${place.column}", row ${place.firstRow + row} ${what}`)
}

function firstNull(data: Data): number | null {
  if (data.nullCount === 0) return null
  for (let row = 0; row < data.length; row++) if (!data.getValid(row)) return row
  return null
}

function listLength(data: Data, row: number): number {
  if (DataType.isFixedSizeList(data.type)) return data.type.listSize
  if (data.length === 0) return 0
  return Number(data.valueOffsets[row + 1]) - Number(data.valueOffsets[row])
}

function listStart(data: Data): number {
  return DataType.isFixedSizeList(data.type) || data.length === 0 ? 0 : Number(data.valueOffsets[0])
}

function asFloat32(data: Data): Float32Array {
  const values = asNumbers(data)
  return values instanceof Float32Array ? values : Float32Array.from(values as Numbers)
}

function asNumbers(data: Data): Numbers {
  if (DataType.isFloat(data.type) && data.values instanceof Uint16Array) return fromHalf(data.values)
  const values: Numbers | BigInt64Array | BigUint64Array = data.values
  return values instanceof BigInt64Array || values instanceof BigUint64Array
    ? Float64Array.from(values, Number)
    : values
}

/** Arrow columns → typed arrays, in bulk, each checked once where it enters. */
import { type Data, DataType, type RecordBatch } from 'apache-arrow'
import { firstNotFinite } from '../../math/finite.js'
import { UNKNOWN } from '../../types.js'
import { isRawVector } from './column-types.js'
import { asFloat32, listLength, listStart, numbersOf } from './numbers.js'
import { atRow, columnData, firstNull, hasNullMarks, type Place } from './place.js'

export type { Place } from './place.js'

/** Rows of equal width. */
interface Rows {
  values: Float32Array // [rows × width]
  width: number
}

const FLOAT16_EXACT = 2048 // the largest integer up to which float16 holds every integer

/**
 * A column of vectors: lists of numbers, or bytes that are little-endian float32. Float32 columns come as a view, without
 * copying.
 * @param width expected width, or null to take the first row's
 * @throws UserError for a null or ragged row, naming it
 */
export function readLists(batch: RecordBatch, place: Place, width: number | null): Rows {
  const data = columnData(batch, place)
  if (data === null) return { values: new Float32Array(0), width: width ?? 0 }
  const nullRow = firstNull(data)
  if (nullRow !== null) throw atRow(place, nullRow, 'is null; expected a list of numbers')
  if (isRawVector(data.type)) return readRaw(batch, data, place, width)
  const child = data.children[0]!
  const expected = width ?? (data.length === 0 ? 0 : listLength(data, 0))
  requireWidth(data, place, expected)
  const start = data.length === 0 ? 0 : listStart(data, 0)
  const end = start + data.length * expected
  const nullItem = hasNullMarks(child) ? firstNull(child, start, end) : start
  if (nullItem !== null)
    throw atRow(place, Math.floor((nullItem - start) / Math.max(1, expected)), 'has a null among its numbers')
  const values = asFloat32(numbersOf(child))
  if (child.length < end || values.length < end)
    throw atRow(place, 0, 'begins a batch with too few numbers; the file is damaged')
  return { values: values.subarray(start, end), width: expected }
}

function requireWidth(data: Data, place: Place, expected: number): void {
  const rows = DataType.isFixedSizeList(data.type) ? Math.min(1, data.length) : data.length
  for (let row = 0; row < rows; row++) {
    const length = listLength(data, row)
    if (length !== expected) throw atRow(place, row, `has ${length} numbers; the rows before it have ${expected}`)
  }
}

/** Bytes as float32: a view where the rows lie one after the other at a multiple of four bytes, else a copy. */
function readRaw(batch: RecordBatch, { type, values, length }: Data, place: Place, width: number | null): Rows {
  if (DataType.isFixedSizeBinary(type)) {
    const own = type.byteWidth / 4
    if (width !== null && own !== width) throw atRow(place, 0, `has ${own} numbers; the rows before it have ${width}`)
    const bytes = values as Uint8Array
    if (bytes.length < length * type.byteWidth)
      throw atRow(place, 0, 'begins a batch with too few numbers; the file is damaged')
    const isAligned = bytes.byteOffset % 4 === 0
    const [buffer, at] = isAligned ? [bytes.buffer, bytes.byteOffset] : [Uint8Array.from(bytes).buffer, 0]
    return { values: new Float32Array(buffer, at, length * own), width: own }
  }
  const column = batch.getChild(place.column)!
  let expected = width
  let copied = new Uint8Array(0)
  for (let row = 0; row < length; row++) {
    const bytes = column.get(row) as Uint8Array
    if (bytes.length % 4 !== 0)
      throw atRow(place, row, `has ${bytes.length} bytes; expected float32 numbers, four bytes each`)
    expected ??= bytes.length / 4
    if (bytes.length !== expected * 4)
      throw atRow(place, row, `has ${bytes.length / 4} numbers; the rows before it have ${expected}`)
    if (row === 0) copied = new Uint8Array(length * bytes.length)
    copied.set(bytes, row * bytes.length)
  }
  return { values: new Float32Array(copied.buffer), width: expected ?? 0 }
}

/** Refuses NaN and infinite numbers. @throws UserError naming the row */
export function requireFinite(values: Float32Array, width: number, place: Place): void {
  const bad = firstNotFinite(values)
  if (bad === -1) return
  const [row, position] = [Math.floor(bad / width), bad % width]
  throw atRow(place, row, `has ${values[bad]} at position ${position}; expected finite numbers`)
}

/**
 * Labels as class numbers; null and −1 become UNKNOWN.
 * @param classes number of classes, or null where the file does not say
 * @throws UserError for other negative, fractional, out-of-range or ambiguous float16 labels, naming the row
 */
export function readLabels(batch: RecordBatch, place: Place, classes: number | null): Int32Array {
  const labels = new Int32Array(batch.numRows)
  const data = columnData(batch, place)
  if (data === null) return labels
  const isHalf = DataType.isFloat(data.type) && data.values instanceof Uint16Array
  const numberAt = numberReader(batch, data, place)
  for (let row = 0; row < labels.length; row++) {
    const label = data.getValid(row) ? numberAt(row) : UNKNOWN
    if (isHalf && label > FLOAT16_EXACT) {
      const found = `is ${label} in float16, which merges classes above ${FLOAT16_EXACT}`
      throw atRow(place, row, `${found}; write labels as integers`)
    }
    const wrong = wrongLabel(label, classes)
    if (wrong !== null) throw atRow(place, row, `is ${label}; ${wrong}`)
    labels[row] = label
  }
  return labels
}

/** A dictionary holds each value once, so the values of the rows are looked up. */
function numberReader(batch: RecordBatch, data: Data, place: Place): (row: number) => number {
  if (DataType.isDictionary(data.type)) {
    const column = batch.getChild(place.column)!
    return (row) => Number(column.get(row) ?? UNKNOWN)
  }
  const numbers = numbersOf(data)
  return (row) => Number(numbers[row])
}

function wrongLabel(label: number, classes: number | null): string | null {
  if (!Number.isInteger(label)) return 'expected an integer'
  if (label < UNKNOWN) return 'expected 0 or more, or −1 for an unknown class'
  if (classes !== null && label >= classes) return `the file declares ${classes} classes`
  return label > 2 ** 31 - 1 ? `expected at most ${2 ** 31 - 1}` : null
}

/** Ids as strings. @throws UserError for a null, naming the row */
export function readIds(batch: RecordBatch, place: Place): string[] {
  const ids = batch.getChild(place.column)!
  return Array.from({ length: batch.numRows }, (_, row) => {
    const id = ids.get(row) as unknown
    if (id === null || id === undefined) throw atRow(place, row, 'is null; expected an id')
    return String(id)
  })
}

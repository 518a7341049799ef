/** Lists of lists of numbers → pixels of images, or flat rows of numbers. */
import type { Data, RecordBatch } from 'apache-arrow'
import type { Pixels } from '../../types.js'
import { isList } from '../columns/column-types.js'
import { asFloat32, listLength, listStart, type Numbers, numbersOf } from '../columns/numbers.js'
import { atRow, columnData, type Place } from '../columns/place.js'

/** A column of nested lists: its levels from the outside in, and the numbers inside. */
interface Grid {
  levels: readonly Data[]
  values: Numbers
  items: number
}

/** Numbers of one row and the lengths of its axes. */
interface GridRow {
  values: Numbers
  shape: readonly number[]
}

/**
 * The images of the rows `from` to before `to`, of integers 0…255 as [H][W], [H][W][C] or [C][H][W]; where both of the
 * last fit (a side of 1, 3 or 4), the channels come last.
 * @throws UserError for another shape, a ragged row, a null or a number that is no pixel, naming the row
 */
export function readPixels(batch: RecordBatch, place: Place, from: number, to: number): Pixels[] {
  const grid = openGrid(batch, place)
  return Array.from({ length: to - from }, (_, i) => {
    const { values, shape } = gridRow(grid, place, from + i)
    const isPixel = values instanceof Uint8Array || values.every((value) => value >= 0 && value <= 255)
    if (!isPixel) throw atRow(place, from + i, 'has numbers that are no pixels; expected integers from 0 to 255')
    return asPixels(Uint8Array.from(values), shape, place, from + i)
  })
}

/** Rows of nested lists as flat rows. @returns [rows × size] @throws UserError for ragged rows and nulls, naming the row */
export function readGrid(
  batch: RecordBatch,
  place: Place,
  size: number | null,
): { values: Float32Array; width: number } {
  const grid = openGrid(batch, place)
  const rows = Array.from({ length: batch.numRows }, (_, row) => gridRow(grid, place, row).values)
  const width = size ?? rows[0]?.length ?? 0
  const values = new Float32Array(rows.length * width)
  for (const [row, numbers] of rows.entries()) {
    if (numbers.length !== width)
      throw atRow(place, row, `has ${numbers.length} numbers; the rows before it have ${width}`)
    values.set(asFloat32(numbers), row * width)
  }
  return { values, width }
}

function openGrid(batch: RecordBatch, place: Place): Grid {
  const levels: Data[] = []
  let data = columnData(batch, place)
  for (; data !== null && isList(data.type); data = data.children[0]!) levels.push(data)
  if (data === null) return { levels: [], values: new Uint8Array(0), items: 0 }
  return { levels, values: numbersOf(data), items: data.nullCount > 0 ? 0 : data.length }
}

function gridRow({ levels, values, items }: Grid, place: Place, row: number): GridRow {
  const shape: number[] = []
  let [start, count] = [row, 1]
  for (const level of levels) {
    if (count === 0) break
    const length = listLength(level, start)
    for (let i = 0; i < count; i++) {
      if (!level.getValid(start + i)) throw atRow(place, row, 'is null, or has a null inside')
      if (listLength(level, start + i) !== length)
        throw atRow(
          place,
          row,
          `has lists of ${length} and of ${listLength(level, start + i)} items; expected equal ones`,
        )
    }
    start = listStart(level, start)
    count *= length
    shape.push(length)
    if (!(count >= 0 && count <= 2 ** 31))
      throw atRow(place, row, 'has lists that end before they begin; the file is damaged')
  }
  if (start + count > Math.min(items, values.length))
    throw atRow(place, row, 'has a null among its numbers, or too few of them')
  return { values: values.subarray(start, start + count), shape }
}

const CHANNELS: ReadonlySet<number> = new Set([1, 3, 4])

function asPixels(values: Uint8Array, shape: readonly number[], place: Place, row: number): Pixels {
  const [a, b, c = 1] = shape as [number, number, number?]
  if (values.length > 0 && CHANNELS.has(c)) return { values, height: a, width: b, channels: c }
  if (values.length > 0 && CHANNELS.has(a)) return { values: channelsLast(values, a), height: b, width: c, channels: a }
  throw atRow(place, row, `is ${shape.join(' × ')}; expected H × W, H × W × C or C × H × W with 1, 3 or 4 channels`)
}

/** [C, H, W] → [H, W, C] */
function channelsLast(values: Uint8Array, channels: number): Uint8Array {
  const plane = values.length / channels
  const turned = new Uint8Array(values.length)
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane; i++) turned[i * channels + c] = values[c * plane + i]!
  }
  return turned
}

/** What the files of README's table of formats hold; the generators beside them say how each was written. */
import { readFileSync } from 'node:fs'
import { file, GREY, RGB } from './cells.js'
import type { FormatName, Layout, LayoutCell } from './layouts.js'

const COUNT = [0, 1, 2, 3]
export const PNG = COUNT.map((i) => Uint8Array.from(readFileSync(file(`cells/pictures/${i}.png`))))
export const PICTURES = COUNT.map((i) => {
  return { values: Uint8Array.from({ length: 10 }, (_, p) => 16 * i + p), height: 2, width: 5, channels: 1 }
})
export const FRUIT = ['pear', 'apple', 'fig', 'apple']
export const HALVES = COUNT.map((i) => [0, 1, 2].map((j) => i - j / 2))
export const SUMS = COUNT.map((i) => [0, 1, 2].map((j) => i + j))

/** The columns that make_cells.py writes, by name: their layout, and what is in them. */
const COLUMNS: Readonly<Record<string, readonly [Layout, readonly unknown[]]>> = {
  embedding: ['float32', HALVES],
  f16: ['float16', HALVES],
  f64: ['float64', HALVES],
  i8: ['integers', SUMS],
  u8: ['integers', SUMS],
  label: ['labels: numbers', [2, 0, 1, 0]],
  kind: ['labels: strings, dictionaries, booleans', FRUIT],
  dictionary: ['labels: strings, dictionaries, booleans', FRUIT],
  bool: ['labels: strings, dictionaries, booleans', ['true', 'false', 'true', 'false']],
  named: ['`ClassLabel` names', ['star', 'circle', 'square', null]],
  image: ['images: bytes or paths', PNG],
  pixels: ['images: pixels', PICTURES],
  text: ['texts', ['plain', 'a "quoted", word', 'Grüße, 世界 🌍', 'two\nlines']],
  id: ['ids', ['r0', 'r1', 'r2', 'r3']],
}

export const NUMBERS = ['embedding', 'f16', 'f64', 'i8', 'u8']
export const FLAT = ['label', 'kind', 'bool', 'text', 'id', 'image']
export const OF_DATASETS = [...NUMBERS, ...FLAT, 'named', 'pixels']
export const OF_PYARROW = [...OF_DATASETS, 'dictionary']
export const OF_POLARS = [...NUMBERS, ...FLAT, 'pixels', 'dictionary']

/** Columns that are found by their usual names; where a table has class names, those are the labels. */
const USUAL = ['embedding', 'image', 'text', 'id', 'named']

/** Columns of a file of make_cells.py. */
export function table(format: FormatName, writer: string, name: string, columns: readonly string[]): LayoutCell[] {
  return columns.map((column) => {
    const isFound = USUAL.includes(column) || (column === 'label' && !columns.includes('named'))
    const [layout, expected] = COLUMNS[column]!
    return { format, layout, writer, file: `cells/${name}`, column: isFound ? null : column, expected }
  })
}

/** Columns of a file that another generator wrote: layout, content, and the column that is told. */
export function other(
  format: FormatName,
  writer: string,
  name: string,
  columns: readonly (readonly [Layout, readonly unknown[], string?])[],
): LayoutCell[] {
  return columns.map(([layout, expected, column = null]) => ({ format, layout, writer, file: name, column, expected }))
}

/** Rows of make_arrow.py and make_parquet.py. */
export const rows = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i))
export const vectors = (width: number) => rows(20, (i) => rows(width, (j) => i + j / 4 - 2))
export const whole = (start: number) => rows(20, (i) => rows(6, (j) => 3 * i + j + start))
export const CLASSES = rows(20, (i) => ['circle', 'square', 'star'][i % 3])
export const THIRDS = rows(20, (i) => i % 3)
export const grey = GREY.map((image) => ({ values: Uint8Array.from(image.flat()), height: 4, width: 3, channels: 1 }))
export const rgb = RGB.map((image) => ({ values: Uint8Array.from(image.flat(2)), height: 4, width: 3, channels: 3 }))

export const STRINGS = 'labels: strings, dictionaries, booleans'

/** Every cell of README's table of formats. The generators beside the files say how each was written. */
import { readFileSync } from 'node:fs'
import { file, GREY, LABELS, NAMES, RGB, WHOLE, X } from './cells.js'
import type { FormatName, Layout, LayoutCell } from './layouts.js'

const COUNT = [0, 1, 2, 3]
const PICTURES = COUNT.map((i) => Uint8Array.from({ length: 10 }, (_, p) => 16 * i + p))
const FRUIT = ['pear', 'apple', 'fig', 'apple']
const HALVES = COUNT.map((i) => [0, 1, 2].map((j) => i - j / 2))
const SUMS = COUNT.map((i) => [0, 1, 2].map((j) => i + j))

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
  image: ['images: bytes or paths', COUNT.map((i) => Uint8Array.from(readFileSync(file(`cells/pictures/${i}.png`))))],
  pixels: ['images: pixels', PICTURES.map((values) => ({ values, height: 2, width: 5, channels: 1 }))],
  text: ['texts', ['plain', 'a "quoted", word', 'Grüße, 世界 🌍', 'two\nlines']],
  id: ['ids', ['r0', 'r1', 'r2', 'r3']],
}

const NUMBERS = ['embedding', 'f16', 'f64', 'i8', 'u8']
const FLAT = ['label', 'kind', 'bool', 'text', 'id', 'image']
const OF_DATASETS = [...NUMBERS, ...FLAT, 'named', 'pixels']
const OF_PYARROW = [...OF_DATASETS, 'dictionary']
const OF_POLARS = [...NUMBERS, ...FLAT, 'pixels', 'dictionary']

/** Columns that are found by their usual names; where a table has class names, those are the labels. */
const USUAL = ['embedding', 'image', 'text', 'id', 'named']

/** Columns of a file of make_cells.py. */
function table(format: FormatName, writer: string, name: string, columns: readonly string[]): LayoutCell[] {
  return columns.map((column) => {
    const isFound = USUAL.includes(column) || (column === 'label' && !columns.includes('named'))
    const [layout, expected] = COLUMNS[column]!
    return { format, layout, writer, file: `cells/${name}`, column: isFound ? null : column, expected }
  })
}

/** One column of a file that has other content. */
function one(format: FormatName, writer: string, layout: Layout, name: string, expected: readonly unknown[]): LayoutCell
function one(
  format: FormatName,
  writer: string,
  layout: Layout,
  name: string,
  expected: readonly unknown[],
  column: string,
): LayoutCell
function one(
  format: FormatName,
  writer: string,
  layout: Layout,
  name: string,
  expected: readonly unknown[],
  column: string | null = null,
): LayoutCell {
  return { format, writer, layout, file: name, expected, column }
}

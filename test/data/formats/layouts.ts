/** The formats × column layouts that README says are read: what a real writer put into a file, cell by cell. */
import { CELLS } from './layout-cells.js'

export const FORMATS = [
  'Arrow IPC file',
  'Arrow IPC stream',
  'Feather V2, LZ4',
  'Feather V2, ZSTD',
  '`save_to_disk` folder, `DatasetDict`',
  'shards and globs',
  'Parquet',
  '`.npy`',
  '`.npz`',
  'HDF5',
  '`.fvecs`, `.ivecs`, `.bvecs`',
  '`.fbin`, `.u8bin`, `.i8bin`, `.ibin`',
  'IDX, `.gz`',
  'JSON lines',
  'CSV, TSV',
  'BEIR folder',
] as const

export const LAYOUTS = [
  'float32',
  'float16',
  'float64',
  'integers',
  'labels: numbers',
  'labels: strings, dictionaries, booleans',
  '`ClassLabel` names',
  'images: bytes or paths',
  'images: pixels',
  'texts',
  'ids',
] as const

export type FormatName = (typeof FORMATS)[number]
export type Layout = (typeof LAYOUTS)[number]

/** One column of one file. */
export interface LayoutCell {
  format: FormatName
  layout: Layout
  writer: string // the library
  file: string // in test/data/files, with its part
  column: string | null // told; null: found
  expected: readonly unknown[] // what was written: vectors, labels (names where there are any), files, pixels, texts
}

const WRITERS = 2 // at most so many are named in a cell

/** The table in README: in every cell the libraries whose files are tested. */
export function formatsTable(): string {
  const row = (format: FormatName) => [format, ...LAYOUTS.map((layout) => writersOf(format, layout))]
  const header = ['format', ...LAYOUTS]
  const lines = [header, ...FORMATS.map(row)].map((cells) => `| ${cells.join(' | ')} |`)
  return lines.toSpliced(1, 0, `|${'---|'.repeat(header.length)}`).join('\n')
}

function writersOf(format: FormatName, layout: Layout): string {
  const own = CELLS.filter((cell) => cell.format === format && cell.layout === layout)
  const names = [...new Set(own.map(({ writer }) => writer))].slice(0, WRITERS)
  return names.length === 0 ? '–' : names.join(', ')
}

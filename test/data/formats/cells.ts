/** What a file holds, cell by cell. */
import { fileURLToPath } from 'node:url'
import { openRows } from '../../../src/data/formats/index.js'

/** A file that another library wrote. */
export function file(name: string): string {
  return fileURLToPath(new URL(`../files/${name}`, import.meta.url))
}

export interface Cells {
  columns: Record<string, unknown[]> // by name; lists as arrays, 64-bit integers as numbers
  types: Record<string, string>
  rows: number
  batches: number
}

export async function cellsOf(path: string): Promise<Cells> {
  const opened = await openRows(path)
  try {
    const columns: Record<string, unknown[]> = {}
    for (const i of opened.batchRows.keys()) {
      const batch = await opened.read(i)
      for (const { name } of opened.schema.fields) {
        columns[name] ??= []
        for (const cell of batch.getChild(name)!) columns[name].push(plain(cell))
      }
    }
    const types = Object.fromEntries(opened.schema.fields.map(({ name, type }) => [name, String(type)]))
    return { columns, types, rows: opened.rows, batches: opened.batchRows.length }
  } finally {
    await opened.close()
  }
}

function plain(cell: unknown): unknown {
  if (typeof cell === 'bigint') return Number(cell)
  const isList = typeof cell === 'object' && cell !== null && Symbol.iterator in cell
  return isList ? Array.from(cell as Iterable<unknown>, plain) : cell
}

/** What make_arrays.py puts into its files. */
const rows = (count: number, width: number, of: (i: number, j: number) => number) =>
  Array.from({ length: count }, (_, i) => Array.from({ length: width }, (_, j) => of(i, j)))
export const X = rows(8, 4, (i, j) => i + j / 4 - 2)
export const WHOLE = rows(8, 4, (i, j) => 4 * i + j)
export const LABELS = [0, 1, 2, 0, 1, 2, 0, 1]
export const NAMES = LABELS.map((_, i) => (i % 2 ? `row ${i}` : `Zeile ${i} ä😀`))
export const GREY = Array.from({ length: 6 }, (_, i) => rows(4, 3, (h, w) => (16 * i + 4 * h + w) % 256))
export const RGB = Array.from({ length: 6 }, (_, i) =>
  Array.from({ length: 4 }, (_, h) => rows(3, 3, (w, c) => (16 * i + 4 * h + w + 100 * c) % 256)),
)

/** JSON lines: an object a line, or a list of numbers, which is an embedding. */
import { dataError, messageOf } from '../../errors.js'
import { endsWith, requireNoPart } from '../files/source.js'
import { BOOLEAN, integer, type Kind, type Look, list, NESTED, NUMBER, TEXT } from '../lines/cell-kinds.js'
import { requireLines, requireRow } from '../lines/json-shapes.js'
import { lineEnd } from '../lines/line-blocks.js'
import { type Cells, openLines } from '../lines/line-table.js'
import type { Format } from './format.js'

const ENDINGS = ['.jsonl', '.ndjson', '.json'].flatMap((ending) => [ending, `${ending}.gz`])

export const jsonl: Format = {
  id: 'jsonl',
  name: 'JSON lines (.jsonl, .ndjson, also .gz)',
  matches: (source) => source.kind === 'file' && endsWith(source, ...ENDINGS),
  async open(source) {
    requireNoPart(source)
    requireLines(Buffer.from(source.head).toString('utf8'), source.path)
    return openLines(source, async () => ({
      start: { offset: 0, line: 1 },
      recordEnd: lineEnd,
      parse: (text, line) => parseLines(text, line, source.path),
      look,
      mixed: ({ kind, width }, other) => mixed({ kind: kind!, width }, other),
      value: (cell, kind) => (kind === 'nested' ? JSON.stringify(cell) : cell),
    }))
  },
}

/** Characters that tell whether lines follow; files that are compressed show them here only. */
const BEGINNING = 4096

function parseLines(text: string, first: number, path: string): Cells {
  const lines: number[] = []
  const objects: (readonly [string, unknown][])[] = []
  if (first === 1) requireLines(text.slice(0, BEGINNING), path)
  for (const [i, line] of text.split('\n').entries()) {
    const own = i === 0 && first === 1 ? line.replace(/^\uFEFF/, '') : line
    if (own.trim() === '') continue
    objects.push(entriesOf(own, `${path}, line ${first + i}`))
    lines.push(first + i)
  }
  if (first === 1 && objects.length === 1) requireRow(objects[0]!, path)
  const columns = new Map<string, unknown[]>()
  for (const [row, entries] of objects.entries()) {
    for (const [name, value] of entries) {
      const column = columns.get(name) ?? new Array<unknown>(lines.length).fill(null)
      column[row] = value
      columns.set(name, column)
    }
  }
  return { lines, columns }
}

/** @throws UserError (exit 3) for a line that is no object or list, and for integers that JSON.parse would round */
function entriesOf(line: string, place: string): [string, unknown][] {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    const why = /\b(NaN|Infinity)\b/.test(line) ? 'NaN and Infinity are no JSON' : messageOf(error)
    throw dataError('bad-row', `${place} is no JSON: ${why}`, 'write or download the file again')
  }
  const rounded = roundedInteger(line)
  if (rounded !== null) {
    const what = `${place} has the integer ${rounded}, which JSON numbers do not hold exactly`
    throw dataError('bad-row', what, 'write it as text, in quotes')
  }
  if (Array.isArray(value)) return [['embedding', value]]
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  const found = line.length > 40 ? `${line.slice(0, 40)}…` : line
  throw dataError('bad-row', `${place} is ${found}; expected an object, or a list of numbers`)
}

const LONG_INTEGER = /[:[,]\s*(-?\d{16,})(?=\s*[,}\]])/g

/** An integer that is not safe in float64, outside of texts. */
function roundedInteger(line: string): string | null {
  if (line.search(LONG_INTEGER) === -1) return null
  const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
  return (
    [...bare.matchAll(LONG_INTEGER)]
      .map(([, digits]) => digits!)
      .find((digits) => !Number.isSafeInteger(Number(digits))) ?? null
  )
}

function look(cell: unknown): Look {
  if (typeof cell === 'string') return TEXT
  if (typeof cell === 'boolean') return BOOLEAN
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? integer(cell) : NUMBER
  return Array.isArray(cell) && cell.every((item) => typeof item === 'number' || item === null)
    ? list(cell.length)
    : NESTED
}

/** Integers are numbers, and an empty list is a list of anything. */
function mixed(column: { kind: Kind; width: number | null }, { kind, width }: Look): Kind | null {
  const both = new Set([column.kind, kind])
  if (both.has('integer') && both.has('number')) return 'number'
  const isEmpty = column.kind === 'list' ? column.width === 0 : width === 0
  return both.has('list') && both.has('nested') && isEmpty ? 'nested' : null
}

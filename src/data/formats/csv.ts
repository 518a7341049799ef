/** CSV and TSV with a header row, quoted as RFC 4180 has it. */
import type { FileHandle } from 'node:fs/promises'
import { dataError } from '../../errors.js'
import { endsWith, requireNoPart } from '../files/source.js'
import { BOOLEAN, type ColumnKind, integer, type Kind, type Look, list, NUMBER, TEXT } from '../lines/cell-kinds.js'
import { type Row, recordEnd, records } from '../lines/csv-records.js'
import { readBlocks, textOf } from '../lines/line-blocks.js'
import { type Cells, type Dialect, openLines } from '../lines/line-table.js'
import { isInteger, isNumber, listOfText, toNumber } from '../lines/number-text.js'
import { numberedRuns } from '../lines/numbered-columns.js'
import type { Format } from './format.js'

export const csv: Format = {
  id: 'csv',
  name: 'CSV or TSV with a header (.csv, .tsv, also .gz)',
  matches: (source) => source.kind === 'file' && endsWith(source, '.csv', '.tsv', '.csv.gz', '.tsv.gz'),
  async open(source) {
    requireNoPart(source)
    const delimiters = endsWith(source, '.tsv', '.tsv.gz') ? ['\t'] : [',', ';', '\t']
    return openLines(source, (handle, size) => begin(handle, size, source.path, delimiters))
  },
}

/** The header says what the columns are called. @param delimiters the first of those that it has */
async function begin(handle: FileHandle, size: number, path: string, delimiters: readonly string[]): Promise<Dialect> {
  const parser = await import('csv-parse/sync')
  let [offset, line] = [0, 1]
  for await (const block of readBlocks(handle, path, { offset, line }, size, recordEnd, 1)) {
    const text = textOf(block, path).replace(/^\uFEFF/, '')
    offset += block.bytes.length
    const blank = text.trim() === ''
    line += text.split('\n').length - 1
    if (blank) continue
    const delimiter = delimiters.find((candidate) => text.includes(candidate)) ?? delimiters[0]!
    const [names = []] = records(text, block.line, path, delimiter, parser).map(({ cells }) => cells)
    return dialect(
      headerNames(names, path),
      { offset, line },
      (rows, first) => records(rows, first, path, delimiter, parser),
      path,
    )
  }
  throw dataError('no-rows', `${path} has no rows; expected a header and rows below it`)
}

/** @throws UserError (exit 3) for a header that is none */
function headerNames(cells: readonly string[], path: string): string[] {
  const names = cells.map((cell, i) => (cell.trim() === '' ? `Unnamed: ${i}` : cell.trim())) // as pandas calls them
  const twin = names.find((name, i) => names.indexOf(name) < i)
  if (twin !== undefined) throw badHeader(path, `two columns are called "${twin}"`)
  const areNumbers =
    names.length > 1 && names.every(isInteger) && numberedRuns(names)[0]?.members.length !== names.length
  if (areNumbers || names.some((name) => /\d/.test(name) && isNumber(name) && !isInteger(name)))
    throw badHeader(path, `it begins with ${names.slice(0, 3).join(', ')}, which are numbers`)
  return names
}

function badHeader(path: string, why: string): Error {
  return dataError('csv-header', `${path} has no header: ${why}; expected names of columns in the first line`)
}

function dialect(
  names: readonly string[],
  start: Dialect['start'],
  rowsOf: (text: string, line: number) => Row[],
  path: string,
): Dialect {
  return {
    start,
    recordEnd,
    parse(text, line) {
      const rows = rowsOf(text, line)
      const wrong = rows.find(({ cells }) => cells.length !== names.length)
      if (wrong !== undefined) {
        const found = `${path}, line ${wrong.line} has ${wrong.cells.length} columns; the header has ${names.length}`
        throw dataError('bad-row', found, 'quote cells that hold the separator or line ends')
      }
      return columnsOf(rows, names)
    },
    look: (cell, known) => look(cell as string, known, path),
    mixed,
    value: (cell, kind) => value(cell as string, kind, path),
  }
}

function columnsOf(rows: readonly Row[], names: readonly string[]): Cells {
  const columns = names.map((name, j): [string, (string | null)[]] => [
    name,
    rows.map(({ cells }) => (cells[j] === '' ? null : cells[j]!)),
  ])
  return { lines: rows.map(({ line }) => line), columns: new Map(columns) }
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, True: true, false: false, False: false }

function look(cell: string, known: Kind | null, path: string): Look {
  if (known === 'text') return TEXT
  if (known !== 'number' && isInteger(cell)) return integer(Number(cell))
  if (isNumber(cell)) return NUMBER
  if (Object.hasOwn(BOOLEANS, cell)) return BOOLEAN
  const numbers = listOfText(cell, path)
  return numbers === null ? TEXT : list(numbers.length)
}

/** Integers are numbers; other mixtures are text, but a list among others that is none is an error. */
function mixed({ kind }: ColumnKind, look: Look): Kind | null {
  if (kind === 'list') return null
  return (kind === 'integer' && look.kind === 'number') || (kind === 'number' && look.kind === 'integer')
    ? 'number'
    : 'text'
}

function value(cell: string, kind: Kind, path: string): unknown {
  if (kind === 'boolean') return BOOLEANS[cell]
  if (kind === 'integer' || kind === 'number') return toNumber(cell)
  return kind === 'list' ? listOfText(cell, path) : cell
}

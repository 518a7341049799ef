/** Records of CSV text, quoted as RFC 4180 has it. */
import { dataError } from '../../errors.js'
import { lineEnd, type RecordEnd } from './line-blocks.js'

const QUOTE = 34

/** A line feed ends a record where the quotes before it are closed, that is, where their number is even. */
export const recordEnd: RecordEnd = (bytes, from) => {
  let isOpen = false
  for (let at = from; ; ) {
    const end = lineEnd(bytes, at)
    if (end === -1) return -1
    const line = bytes.subarray(at, end) // indexOf has no end of its own
    for (let quote = line.indexOf(QUOTE); quote !== -1; quote = line.indexOf(QUOTE, quote + 1)) isOpen = !isOpen
    if (!isOpen) return end
    at = end
  }
}

/** csv-parse, which takes a while to load. */
export type Parser = typeof import('csv-parse/sync')

export interface Row {
  line: number
  cells: readonly string[]
}

/** @throws UserError (exit 3) for quotes where none can be, naming the line */
export function records(
  text: string,
  first: number,
  path: string,
  delimiter: string,
  { parse, CsvError }: Parser,
): Row[] {
  if (!text.includes('"')) {
    return text
      .split('\n')
      .map((line, i) => ({ line: first + i, cells: line.replace(/\r$/, '').split(delimiter) }))
      .filter(({ cells }) => cells.length > 1 || cells[0] !== '')
  }
  const rows: Row[] = []
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        rows.push({ line: first + lines - 1, cells })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = first + Number(error.lines ?? 1) - 1
    const why = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is not closed' : 'a quote stands where none can be'
    throw dataError('bad-row', `${path}, line ${line}: ${why}`, 'quote whole cells, and write a quote in them twice')
  }
  return rows
}

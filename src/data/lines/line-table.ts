/**
 * Text files with a row a line, or a record, as Arrow record batches. One pass over the file finds where blocks of rows lie, how
 * many rows there are, and what every column is, by all of its cells; after that, blocks are read by position.
 */
import { type FileHandle, stat } from 'node:fs/promises'
import { Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import { isGzip, openInflated } from '../files/gzip.js'
import type { Source } from '../files/source.js'
import type { RowFile } from '../row-file.js'
import { type ColumnKind, type Kind, type Look, UNSEEN, withCell, wordsOf } from './cell-kinds.js'
import { type RecordEnd, readBlock, readBlocks, type TextBlock, textOf } from './line-blocks.js'
import { fieldOf, type LineColumn, lineBatch, lineColumns } from './line-columns.js'

/** Rows of a block, by column of the file. */
export interface Cells {
  lines: readonly number[] // of each row. [rows]
  columns: ReadonlyMap<string, readonly unknown[]> // null: missing. Each [rows]
}

/** How rows stand in the text of a file. */
export interface Dialect {
  start: Pick<TextBlock, 'offset' | 'line'> // of the first row
  recordEnd: RecordEnd
  /** @throws UserError (exit 3) for text that is not in this dialect, naming the line */
  parse(text: string, line: number): Cells
  look(cell: unknown, known: Kind | null): Look
  /** What a column is when a cell is of another kind than those before; null: that is an error. */
  mixed(column: ColumnKind, look: Look): Kind | null
  /** A cell as Arrow takes it. */
  value(cell: unknown, kind: Kind): unknown
}

/** What one pass over a file finds out. */
interface Layout {
  identity: string
  dialect: Dialect
  blocks: readonly { offset: number; line: number; length: number; rows: number }[]
  columns: readonly LineColumn[]
}

const COLUMNS = 2 ** 16 // at most
const KEPT = 32 // layouts

/** Layouts of files that were opened before, since a command opens its files several times. */
const layouts = new Map<string, Layout>()

/**
 * @param begin reads how rows stand from the beginning of the file
 * @throws UserError (exit 3) for a file without rows, or with a row that is damaged or of another kind than the others
 */
export async function openLines(
  { path, head }: Source,
  begin: (handle: FileHandle, size: number) => Promise<Dialect>,
): Promise<RowFile> {
  const handle = await openInflated(path, isGzip(head))
  try {
    const { size } = await handle.stat()
    const { size: stored, mtimeNs, ino } = await stat(path, { bigint: true })
    const identity = [stored, mtimeNs, ino].join()
    const known = layouts.get(path)
    const layout =
      known?.identity === identity ? known : await layOut(handle, path, size, identity, await begin(handle, size))
    if (layouts.size >= KEPT) layouts.clear()
    layouts.set(path, layout)
    const { blocks, columns, dialect } = layout
    return {
      path,
      schema: new Schema(columns.map(fieldOf)),
      rows: blocks.reduce((sum, { rows }) => sum + rows, 0),
      batchRows: blocks.map(({ rows }) => rows),
      async read(i, wanted) {
        const block = blocks[i]!
        const { lines, columns: cells } = parsed(await readBlock(handle, path, block), path, dialect)
        if (lines.length !== block.rows)
          throw dataError('file-changed', `${path} changed while it was read`, 'run the command again')
        const missing = new Array<null>(block.rows).fill(null)
        const own = wanted === undefined ? columns : columns.filter(({ name }) => wanted.includes(name))
        return lineBatch(own, block.rows, (name, kind) =>
          (cells.get(name) ?? missing).map((cell) => (cell === null ? null : dialect.value(cell, kind))),
        )
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function layOut(
  handle: FileHandle,
  path: string,
  size: number,
  identity: string,
  dialect: Dialect,
): Promise<Layout> {
  const blocks: Layout['blocks'][number][] = []
  const kinds = new Map<string, ColumnKind>()
  for await (const block of readBlocks(handle, path, dialect.start, size, dialect.recordEnd)) {
    const cells = parsed(block, path, dialect)
    for (const name of cells.columns.keys())
      kinds.set(name, columnKind(name, cells, kinds.get(name) ?? UNSEEN, dialect, path))
    if (kinds.size > COLUMNS)
      throw dataError('too-many-columns', `${path} has over ${COLUMNS} columns by line ${block.line}; expected fewer`)
    const { offset, line, bytes } = block
    if (cells.lines.length > 0) blocks.push({ offset, line, length: bytes.length, rows: cells.lines.length })
  }
  if (blocks.length === 0) throw dataError('no-rows', `${path} has no rows`)
  return { identity, dialect, blocks, columns: lineColumns(kinds, path) }
}

/** What a column is by the cells of one more block. */
function columnKind(name: string, { lines, columns }: Cells, before: ColumnKind, dialect: Dialect, path: string) {
  let column = before
  const own = columns.get(name)!
  for (let row = 0; row < own.length; row++) {
    const cell = own[row]
    if (cell === null) continue
    const look = dialect.look(cell, column.kind)
    column = withCell(column, look, lines[row]!, () => {
      const joint = dialect.mixed(column, look)
      if (joint === null) throw mixedKinds(path, name, lines[row]!, look, column)
      return joint
    })
  }
  return column
}

function parsed(block: TextBlock, path: string, dialect: Dialect): Cells {
  return dialect.parse(textOf(block, path), block.line)
}

function mixedKinds(path: string, name: string, line: number, look: Look, before: ColumnKind): Error {
  return dataError(
    'bad-row',
    `${path}, line ${line}: column "${name}" has ${wordsOf(look.kind)}; line ${before.line} has ${wordsOf(before.kind!)}`,
    'write every row of a column alike',
  )
}

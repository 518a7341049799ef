/** Cells of text files → Arrow columns. */
import {
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { dataError } from '../../errors.js'
import { type ColumnKind, type Kind, wordsOf } from './cell-kinds.js'
import { numberedRuns } from './numbered-columns.js'

/** A column of the table, made of one column of the file or of several numbered ones. */
export interface LineColumn {
  name: string
  kind: Kind | null
  width: number | null // numbers of a list; null: rows differ
  isLarge: boolean // integers that int32 does not hold
  members: readonly string[] // columns of the file
}

/** Cells by column of the file, as Arrow takes them. Missing ones are null. [rows] */
export type Values = (column: string, kind: Kind) => readonly unknown[]

/**
 * Numbered columns of numbers become one vector, where the first of them stood.
 * @throws UserError (exit 3) where most of them are numbers, and one is not
 */
export function lineColumns(kinds: ReadonlyMap<string, ColumnKind>, path: string): LineColumn[] {
  const isNumber = (name: string) => ['integer', 'number'].includes(kinds.get(name)!.kind ?? 'integer')
  const runs = numberedRuns([...kinds.keys()]).filter(({ members }) => {
    const others = members.filter((name) => !isNumber(name))
    if (others.length === 0) return members.some((name) => kinds.get(name)!.kind !== null)
    if (others.length >= members.length / 2) return false
    const { line, kind } = kinds.get(others[0]!)!
    const what = `${path}, line ${line}: column "${others[0]}" has ${wordsOf(kind!)}`
    throw dataError('bad-row', `${what}; expected numbers, as in ${members[0]} to ${members.at(-1)}`)
  })
  return [...kinds].flatMap(([name, { kind, width, isLarge }]): LineColumn[] => {
    const run = runs.find(({ members }) => members.includes(name))
    if (run === undefined) return [{ name, kind, width, isLarge, members: [name] }]
    if (run.members[0] !== name) return []
    return [{ name: run.name, kind: 'list', width: run.members.length, isLarge: false, members: run.members }]
  })
}

export function fieldOf({ name, kind, width, isLarge }: LineColumn): Field {
  return new Field(name, typeOf(kind, width, isLarge), true)
}

function typeOf(kind: Kind | null, width: number | null, isLarge: boolean): DataType {
  const item = new Field('item', new Float64(), true)
  if (kind === 'boolean') return new Bool()
  if (kind === 'integer') return isLarge ? new Int64() : new Int32()
  if (kind === 'number') return new Float64()
  if (kind === 'list') return width === null || width === 0 ? new List(item) : new FixedSizeList(width, item)
  return new Utf8()
}

/** @returns a record batch of the columns, in their order */
export function lineBatch(columns: readonly LineColumn[], rows: number, values: Values): RecordBatch {
  const schema = new Schema(columns.map(fieldOf))
  const children = columns.map((column, i) => {
    const { type } = schema.fields[i]!
    return column.members.length > 1 ? joined(column, type, rows, values) : single(column, type, rows, values)
  })
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }))
}

function single({ kind, members, isLarge }: LineColumn, type: DataType, rows: number, values: Values): Data {
  const cells = kind === null ? new Array<null>(rows).fill(null) : values(members[0]!, kind)
  if (kind === 'integer' && isLarge)
    return dataOf(
      cells.map((cell) => (cell === null ? null : BigInt(cell as number))),
      type,
    )
  const lists = kind === 'list' && type instanceof FixedSizeList ? cells.map(wholeList) : []
  if (lists.length === 0 || lists.includes(null)) return dataOf(cells, type)
  const { listSize } = type as FixedSizeList
  const numbers = new Float64Array(rows * listSize)
  for (const [row, list] of lists.entries()) numbers.set(list!, row * listSize)
  return listData(type as FixedSizeList, rows, numbers)
}

/** null: a row or a number is missing. */
function wholeList(cell: unknown): number[] | null {
  return Array.isArray(cell) && !cell.includes(null) ? (cell as number[]) : null
}

/** Numbered columns, row by row. */
function joined({ members }: LineColumn, type: DataType, rows: number, values: Values): Data {
  const width = members.length
  const columns = members.map((name) => values(name, 'number'))
  if (columns.some((cells) => cells.includes(null))) {
    return dataOf(
      Array.from({ length: rows }, (_, row) => columns.map((cells) => cells[row])),
      type,
    )
  }
  const numbers = new Float64Array(rows * width)
  for (const [j, cells] of columns.entries()) {
    for (let row = 0; row < rows; row++) numbers[row * width + j] = cells[row] as number
  }
  return listData(type as FixedSizeList, rows, numbers)
}

function listData(type: FixedSizeList, rows: number, numbers: Float64Array): Data {
  const child = makeData({ type: new Float64(), length: numbers.length, nullCount: 0, data: numbers })
  return makeData({ type, length: rows, nullCount: 0, child })
}

function dataOf(cells: readonly unknown[], type: DataType): Data {
  return vectorFromArray([...cells], type).data[0]!
}

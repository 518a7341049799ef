/** Arrays whose first axis is rows, as columns of one table. */
import {
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { dataError } from '../../errors.js'
import { product } from '../../math/product.js'
import type { RowFile } from '../row-file.js'
import { NUMBERS, type NumberType } from './number-type.js'

/** Numbers of one row, in C order. */
interface NumberColumn {
  name: string
  type: NumberType
  shape: readonly number[] // of a row; [] is one number
  /** @returns little-endian, in a buffer of their own. [rows × shape] */
  read(start: number, rows: number): Promise<Uint8Array>
}

/** Texts, one a row. */
interface TextColumn {
  name: string
  type: 'text'
  size: number // bytes of a row: a bound, or for texts of any length an estimate
  read(start: number, rows: number): Promise<readonly string[]>
}

/** Booleans, one a row. */
interface BoolColumn {
  name: string
  type: 'bool'
  /** @returns 0 where it is false. [rows] */
  read(start: number, rows: number): Promise<Uint8Array>
}

export type ArrayColumn = NumberColumn | TextColumn | BoolColumn

export interface ArrayTable {
  path: string
  rows: number
  columns: readonly ArrayColumn[]
  metadata?: ReadonlyMap<string, string>
  fortran?: boolean // the values of a row lie apart
  batchOf?: number // a record batch has a multiple of so many rows, where that stays within its bytes
  close(): Promise<void>
}

const BATCH_BYTES = 2 ** 23
const FORTRAN_BATCH_BYTES = 2 ** 25 // a larger batch makes runs of rows longer
const BATCH_ROWS = 2 ** 16
const MOST_BYTES = 2 ** 31 - 1 // of one buffer

/** @throws UserError (exit 3) for rows of more than 2 GiB */
export function arrayRows({ path, rows, columns, metadata, fortran = false, batchOf = 1, close }: ArrayTable): RowFile {
  const rowBytes = columns.map(bytesOfRow)
  const widest = Math.max(...rowBytes)
  if (widest > MOST_BYTES)
    throw dataError('batch-too-large', `${path} has rows of ${widest} bytes; at most 2 GiB can be read at once`)
  const batchBytes = fortran ? FORTRAN_BATCH_BYTES : BATCH_BYTES
  const fitting = Math.min(BATCH_ROWS, Math.floor(batchBytes / rowBytes.reduce((sum, bytes) => sum + bytes, 0)))
  const size = Math.max(1, fitting >= batchOf ? fitting - (fitting % batchOf) : fitting)
  const batchRows = Array.from({ length: Math.ceil(rows / size) }, (_, i) => Math.min(size, rows - i * size))
  const schema = new Schema(
    columns.map((column) => new Field<DataType>(column.name, columnType(column), false)),
    new Map(metadata),
  )
  return {
    path,
    schema,
    rows,
    batchRows,
    async read(i, wanted) {
      const length = batchRows[i]!
      const children: Data[] = []
      const fields = schema.fields.filter(({ name }) => wanted?.includes(name) ?? true)
      for (const column of columns)
        if (wanted?.includes(column.name) ?? true) children.push(await columnData(column, i * size, length))
      const own = fields.length === schema.fields.length ? schema : new Schema(fields, schema.metadata)
      return new RecordBatch(own, makeData({ type: new Struct(fields), length, nullCount: 0, children }))
    },
    close,
  }
}

function bytesOfRow(column: ArrayColumn): number {
  if (column.type === 'text') return column.size
  if (column.type === 'bool') return 1
  return NUMBERS[column.type].size * product(column.shape)
}

/** A row of one number is a number, of a vector a list, of pixels lists of lists. */
function columnType(column: ArrayColumn): DataType {
  if (column.type === 'text') return new Utf8()
  if (column.type === 'bool') return new Bool()
  return column.shape.reduceRight<DataType>((type, size) => listOf(size, type), NUMBERS[column.type].type)
}

function listOf(size: number, item: DataType): FixedSizeList {
  return new FixedSizeList(size, new Field<DataType>('item', item, false))
}

async function columnData(column: ArrayColumn, start: number, rows: number): Promise<Data> {
  if (column.type === 'text') return vectorFromArray(await column.read(start, rows), new Utf8()).data[0]!
  if (column.type === 'bool') {
    const values = Array.from(await column.read(start, rows), (value) => value !== 0)
    return vectorFromArray(values, new Bool()).data[0]!
  }
  const { type, stored } = NUMBERS[column.type]
  const values = stored((await column.read(start, rows)).buffer)
  let length = values.length
  let data: Data = makeData({ type, length, nullCount: 0, data: values } as Parameters<typeof makeData>[0])
  for (const size of column.shape.toReversed()) {
    length /= size
    data = makeData({ type: listOf(size, data.type), length, nullCount: 0, child: data })
  }
  return data
}

/**
 * The column that an array is which has no name of its own: one number a row is the label, a vector the embedding,
 * pixels an image, and all else numbers to feed a model with.
 * @param shape of a row
 * @returns the column's name, and the shape in which its rows are read
 */
export function columnFor(type: string, shape: readonly number[]): { name: string; shape: readonly number[] } {
  if (type === 'text') return { name: 'id', shape }
  if (shape.every((axis) => axis === 1) && shape.length <= 1) return { name: 'label', shape: [] }
  if (shape.length === 1) return { name: 'embedding', shape }
  if (isImage(type, shape)) return { name: 'image', shape }
  return { name: 'x', shape: [product(shape)] }
}

/** [H, W], [H, W, C] or [C, H, W] of bytes, for C of 1, 3 or 4. */
function isImage(type: string, shape: readonly number[]): boolean {
  const isChannels = (axis: number | undefined) => axis === 1 || axis === 3 || axis === 4
  if (type !== 'u1') return false
  return shape.length === 2 || (shape.length === 3 && (isChannels(shape[2]) || isChannels(shape[0])))
}

/** Small Arrow files, written with apache-arrow. */
import { writeFileSync } from 'node:fs'
import {
  Binary,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'

export interface Column {
  type: DataType
  values: readonly unknown[]
}

export interface Layout {
  format?: 'file' | 'stream'
  recordRows?: number // rows of a record batch; all in one when left out
  metadata?: Readonly<Record<string, string>>
}

/** Columns of equal length → an Arrow file at `path`, which is returned. */
export function writeArrow(path: string, columns: Readonly<Record<string, Column>>, layout: Layout = {}): string {
  writeFileSync(path, arrowBytes(columns, layout))
  return path
}

export function arrowBytes(columns: Readonly<Record<string, Column>>, layout: Layout = {}): Uint8Array {
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true))
  const schema = new Schema(fields, new Map(Object.entries(layout.metadata ?? {})))
  const rows = Object.values(columns)[0]!.values.length
  const size = layout.recordRows ?? rows
  const writer = layout.format === 'stream' ? new RecordBatchStreamWriter() : new RecordBatchFileWriter()
  writer.reset(undefined, schema)
  for (let at = 0; at < rows; at += size) {
    const length = Math.min(size, rows - at)
    const children = Object.values(columns).map(({ type, values }) => dataOf(type, values.slice(at, at + length)))
    writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children })))
  }
  writer.close()
  return writer.toUint8Array(true)
}

function dataOf(type: DataType, values: readonly unknown[]): Data {
  return vectorFromArray([...values], type).data[0]!
}

/** [[1, 2], [3, 4]] as FixedSizeList[2]<Float32>. */
export function vectors(rows: readonly (readonly number[] | null)[], width = rows[0]!.length): Column {
  return { type: new FixedSizeList(width, new Field('item', new Float32(), true)), values: rows }
}

/** Rows of any length as List<Float32>. */
export function lists(rows: readonly (readonly (number | null)[] | null)[]): Column {
  return { type: new List(new Field('item', new Float32(), true)), values: rows }
}

export function ints(values: readonly (number | null)[]): Column {
  return { type: new Int32(), values }
}

export function texts(values: readonly (string | null)[]): Column {
  return { type: new Utf8(), values }
}

export function binaries(values: readonly (Uint8Array | null)[]): Column {
  return { type: new Binary(), values }
}

/** Hugging Face features, as the datasets library keeps them in the schema. */
export function features(roles: Readonly<Record<string, object>>): Record<string, string> {
  return { huggingface: JSON.stringify({ info: { features: roles } }) }
}

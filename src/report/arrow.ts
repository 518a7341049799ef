/**
 * Reports → an Arrow file (Feather V2, uncompressed): the lines of the CSV in columns with types. The rest of the document, or of
 * each of several, is JSON in the schema's metadata.
 */
import {
  Bool,
  type DataType,
  Float64,
  Int32,
  RecordBatch,
  Schema,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import type { Row } from '../types.js'
import { type Column, longTable, textOf } from './long-table.js'
import type { Named } from './titles.js'

const KEY = 'mrl_eval_report'

type Kind = 'integer' | 'number' | 'switch' | 'text'

const KINDS: Readonly<Record<Kind, { type: DataType; holds: (value: unknown) => boolean }>> = {
  integer: { type: new Int32(), holds: (value) => (Number(value) | 0) === value },
  number: { type: new Float64(), holds: (value) => typeof value === 'number' },
  switch: { type: new Bool(), holds: (value) => typeof value === 'boolean' },
  text: { type: new Utf8(), holds: () => true },
}

type KeyOf<R> = R extends unknown ? keyof R : never

/** What columns hold whatever is in them; all others hold texts, or lists and tables as JSON. */
const NUMERIC: Readonly<Record<string, Kind>> = {
  interpolated: 'switch',
  dim: 'integer',
  shots: 'integer',
  ways: 'integer',
  shortlist: 'integer',
  rerank: 'integer',
  shortlistSize: 'integer',
  clusterDim: 'integer',
  efSearch: 'integer',
  nprobe: 'integer',
  cap: 'integer',
  point: 'number',
  againstDim: 'integer',
  smallest: 'switch',
  measuredRows: 'integer',
  fits: 'switch',
  sure: 'switch',
  reference: 'switch',
  value: 'number',
  ci95_low: 'number',
  ci95_high: 'number',
  sd: 'number',
} satisfies Partial<Record<KeyOf<Row> | 'value' | 'ci95_low' | 'ci95_high' | 'sd', Kind>>

export function renderArrow(reports: readonly Named[]): Uint8Array {
  const columns = longTable(reports).map((column) => [column.name, vectorOf(column)] as const)
  const documents = reports.map(({ report: { rows: _, ...document } }) => document)
  const metadata = new Map([[KEY, JSON.stringify(documents.length === 1 ? documents[0] : documents)]])
  const { schema, batches } = new Table(Object.fromEntries(columns))
  const told = new Schema(schema.fields, metadata)
  return tableToIPC(
    new Table(
      told,
      batches.map(({ data }) => new RecordBatch(told, data)),
    ),
    'file',
  )
}

/** A report that someone edited may hold what its column cannot: that makes it one of numbers, or of texts. */
function vectorOf({ name, values }: Column) {
  const kinds: readonly Kind[] = [NUMERIC[name] ?? 'text', 'number', 'text']
  const kind = kinds.find((one) => values.every((value) => value === null || KINDS[one].holds(value)))!
  return vectorFromArray(kind === 'text' ? values.map(textOf) : values, KINDS[kind].type)
}

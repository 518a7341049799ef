/**
 * Which buffers a record batch has by its schema, what each must hold, and whether it does: what apache-arrow takes on
 * trust. Order of nodes and buffers: https://arrow.apache.org/docs/format/Columnar.html#recordbatch-message
 */
import { DataType, type Field, type Int } from 'apache-arrow'
import type { RecordBatch as BatchHeader } from 'apache-arrow/ipc/metadata/message'

/** A column of a batch, or a dictionary. */
export interface Column {
  name: string
  type: DataType
}

/** One buffer of a column. `buffer` is its number in the message. */
export type Part = { column: string; buffer: number; rows: number } & (
  | { kind: 'validity'; nulls: number }
  | { kind: 'offsets'; bytes: 4 | 8; items: number | null } // items they point into; null: bytes of the next buffer
  | { kind: 'values'; bits: number }
  | { kind: 'keys'; type: Int; dictionary: number; validity: number | null } // validity: its buffer; null: no nulls
  | { kind: 'views'; buffers: number } // strings of up to 12 bytes, or places in the buffers after it
  | { kind: 'bytes' } // of any length
)

const VIEW = 16 // bytes

/**
 * The buffers of the columns, in order.
 * @throws Error when columns or buffers are missing, have other rows than they must, or there are more than the schema has
 */
export function layoutOf(columns: readonly Column[], header: BatchHeader): Part[] {
  const parts: Part[] = []
  const cursor = { node: 0, buffer: 0, views: 0 }
  for (const { name, type } of columns) addColumn(type, name, header.length, true, { header, parts, cursor })
  const { node, buffer, views } = cursor
  const counts = header.variadicBufferCounts
  if (node !== header.nodes.length || buffer !== header.buffers.length || views !== counts.length)
    throw new Error(`it has ${header.buffers.length} buffers; its schema has ${buffer}`)
  return parts
}

interface Walk {
  header: BatchHeader
  parts: Part[]
  cursor: { node: number; buffer: number; views: number }
}

/** @param exact a child of a list may have more rows than the list points to */
function addColumn(type: DataType, column: string, rows: number, exact: boolean, walk: Walk): void {
  const node = walk.header.nodes[walk.cursor.node++]
  const found = node?.length ?? 0
  if (exact ? found !== rows : found < rows)
    throw new Error(`its column "${column}" has ${found} of ${rows} ${exact ? 'rows' : 'items'}`)
  if (node === undefined || DataType.isNull(type)) return
  const part = { column, rows: found }
  const next = () => walk.cursor.buffer++
  const child = (i: number, least: number) => addColumn((type.children as Field[])[i]!.type, column, least, false, walk)
  if (DataType.isUnion(type)) {
    walk.parts.push({ ...part, kind: 'values', bits: 8, buffer: next() })
    if (DataType.isDenseUnion(type)) walk.parts.push({ ...part, kind: 'values', bits: 32, buffer: next() })
    for (const i of type.children.keys()) child(i, DataType.isDenseUnion(type) ? 0 : found)
    return
  }
  const validity = next()
  walk.parts.push({ ...part, kind: 'validity', nulls: node.nullCount, buffer: validity })
  if (DataType.isStruct(type)) {
    for (const i of type.children.keys()) child(i, found)
  } else if (DataType.isFixedSizeList(type)) {
    child(0, found * type.listSize)
  } else if (DataType.isList(type) || DataType.isMap(type) || DataType.isLargeList(type)) {
    const items = walk.header.nodes[walk.cursor.node]?.length ?? 0
    walk.parts.push({ ...part, kind: 'offsets', bytes: DataType.isLargeList(type) ? 8 : 4, items, buffer: next() })
    child(0, 0)
  } else if (
    DataType.isUtf8(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isLargeBinary(type)
  ) {
    const bytes = DataType.isLargeUtf8(type) || DataType.isLargeBinary(type) ? 8 : 4
    walk.parts.push({ ...part, kind: 'offsets', bytes, items: null, buffer: next() })
    walk.parts.push({ ...part, kind: 'bytes', buffer: next() })
  } else if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) {
    const buffers = walk.header.variadicBufferCounts[walk.cursor.views++] ?? -1
    if (buffers < 0 || buffers > walk.header.buffers.length)
      throw new Error(`its column "${column}" does not count its buffers`)
    walk.parts.push({ ...part, kind: 'views', buffers, buffer: next() })
    for (let i = 0; i < buffers; i++) walk.parts.push({ ...part, kind: 'bytes', buffer: next() })
  } else if (DataType.isDictionary(type)) {
    const keys = { type: type.indices as Int, dictionary: type.id, validity: node.nullCount > 0 ? validity : null }
    walk.parts.push({ ...part, kind: 'keys', ...keys, buffer: next() })
  } else {
    walk.parts.push({ ...part, kind: 'values', bits: bitsOf(type), buffer: next() })
  }
}

/** Bits of one value of a type of fixed width. */
export function bitsOf(type: DataType): number {
  if (DataType.isBool(type)) return 1
  if (DataType.isInt(type) || DataType.isTime(type) || DataType.isDecimal(type)) return type.bitWidth
  if (DataType.isFloat(type)) return 16 << type.precision
  if (DataType.isFixedSizeBinary(type)) return 8 * type.byteWidth
  if (DataType.isDate(type)) return type.unit === 0 ? 32 : 64 // days, or milliseconds
  if (DataType.isInterval(type)) return [32, 64, 128][type.unit] ?? 128 // months; days and time; both with nanoseconds
  return 64
}

const PADDING = 64 // bytes: to what writers fill buffers up, at most

/** @throws Error when a buffer is shorter than its rows need, or longer, as values of a narrower type would be */
export function requireLengths(parts: readonly Part[], lengths: readonly number[]): void {
  for (const part of parts) {
    const length = lengths[part.buffer] ?? -1
    const needed = bytesNeeded(part)
    const most = isOfFixedWidth(part) ? Math.max(1, Math.ceil(needed / PADDING)) * PADDING : length
    if (length < needed || length > most)
      throw new Error(`its column "${part.column}" has a buffer of ${Math.max(0, length)} bytes; it needs ${needed}`)
  }
}

function isOfFixedWidth({ kind }: Part): boolean {
  return kind === 'values' || kind === 'keys' || kind === 'views'
}

function bytesNeeded(part: Part): number {
  const { rows } = part
  if (part.kind === 'validity') return part.nulls === 0 ? 0 : Math.ceil(rows / 8)
  if (part.kind === 'offsets') return rows === 0 ? 0 : (rows + 1) * part.bytes
  if (part.kind === 'values') return Math.ceil((rows * part.bits) / 8)
  if (part.kind === 'keys') return (rows * part.type.bitWidth) / 8
  return part.kind === 'views' ? rows * VIEW : 0
}

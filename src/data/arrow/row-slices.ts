/**
 * Some rows of a large record batch, read by themselves: memory stays small whatever the batch has, and small buffers are
 * several times faster to come by than large ones, whose pages the system hands out anew each time.
 */
import { DataType, type Field, Type } from 'apache-arrow'
import { RecordBatch as BatchHeader, BufferRegion, FieldNode } from 'apache-arrow/ipc/metadata/message'
import { countSet, cutBits } from './bits.js'
import { bitsOf, type Column } from './layout.js'

const LARGE = 12 * 2 ** 20 // bytes of a batch that is read in slices
const SLICE = 8 * 2 ** 20 // bytes of a slice, about

/** Rows of the slices that a batch is read in, each a multiple of 8 but the last; all rows where it is read whole. */
export function rowsOfSlices(columns: readonly Column[], header: BatchHeader, bodyLength: number): number[] {
  const { length: rows, compression } = header
  const size = Math.max(8, Math.floor((SLICE * rows) / bodyLength / 8) * 8)
  const isWhole = compression !== null || bodyLength <= LARGE || size >= rows
  if (isWhole || !columns.every(({ type }) => isSliceable(type))) return [rows]
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => Math.min(size, rows - i * size))
}

function isSliceable(type: DataType): boolean {
  if (DataType.isUnion(type) || DataType.isUtf8View(type) || DataType.isBinaryView(type)) return false
  if (DataType.isDictionary(type)) return true
  return ((type.children ?? []) as readonly Field[]).every((child) => isSliceable(child.type))
}

/** Bytes of the body of the batch. */
export type ReadBody = (offset: number, length: number) => Promise<Uint8Array>

interface Walk {
  header: BatchHeader
  read: ReadBody
  at: { node: number; buffer: number } // next in the header
  nodes: FieldNode[] // of the slice
  buffers: Uint8Array[]
}

/**
 * Rows `from` to `to` as a batch of their own, with offsets and marks of nulls that begin with them.
 * @throws Error when offsets lead out of the batch, or nulls are marked and not counted
 */
export async function sliceRows(
  columns: readonly Column[],
  header: BatchHeader,
  [from, to]: readonly [number, number],
  read: ReadBody,
): Promise<{ header: BatchHeader; buffers: Uint8Array[] }> {
  const walk: Walk = { header, read, at: { node: 0, buffer: 0 }, nodes: [], buffers: [] }
  for (const { type } of columns) await sliceColumn(type, from, to, walk)
  const regions = walk.buffers.map(({ length }) => new BufferRegion(0, length))
  return { header: new BatchHeader(to - from, walk.nodes, regions, null), buffers: walk.buffers }
}

async function sliceColumn(type: DataType, from: number, to: number, walk: Walk): Promise<void> {
  const { header, at, nodes, buffers } = walk
  const { nullCount } = header.nodes[at.node++]!
  const rows = to - from
  if (DataType.isNull(type)) {
    nodes.push(new FieldNode(rows, Math.min(rows, nullCount)))
    return
  }
  const marks = await sliceBits(header.buffers[at.buffer++]!, from, rows, walk.read)
  const nulls = marks.length === 0 ? 0 : rows - countSet(marks, rows)
  if (nulls > nullCount) throw new Error(`it counts ${nullCount} nulls and marks ${nulls}`)
  nodes.push(new FieldNode(rows, nulls))
  buffers.push(marks)
  const child = (a: number, b: number) => sliceColumn((type.children as Field[])[0]!.type, a, b, walk)
  if (DataType.isStruct(type)) {
    for (const field of type.children) await sliceColumn(field.type, from, to, walk)
  } else if (DataType.isFixedSizeList(type)) {
    await child(from * type.listSize, to * type.listSize)
  } else if (DataType.isList(type) || DataType.isMap(type) || DataType.isLargeList(type)) {
    const items = header.nodes[at.node]!.length
    const [a, b] = await sliceOffsets(DataType.isLargeList(type), from, to, items, walk)
    await child(a, b)
  } else if (isOfBytes(type)) {
    const data = header.buffers[at.buffer + 1]!
    const isLarge = DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)
    const [a, b] = await sliceOffsets(isLarge, from, to, data.length, walk)
    buffers.push(await walk.read(data.offset + a, b - a))
    at.buffer++
  } else if (DataType.isBool(type)) {
    buffers.push(await sliceBits(header.buffers[at.buffer++]!, from, rows, walk.read))
  } else {
    const bytes = bitsOf(DataType.isDictionary(type) ? type.indices : type) / 8
    buffers.push(await walk.read(header.buffers[at.buffer++]!.offset + from * bytes, rows * bytes))
  }
}

function isOfBytes({ typeId }: DataType): boolean {
  return [Type.Utf8, Type.Binary, Type.LargeUtf8, Type.LargeBinary].includes(typeId)
}

/** Reads the offsets of the rows and lets them begin at 0. @returns what they led to */
async function sliceOffsets(
  isLarge: boolean,
  from: number,
  to: number,
  end: number,
  walk: Walk,
): Promise<[number, number]> {
  const width = isLarge ? 8 : 4
  const { offset } = walk.header.buffers[walk.at.buffer++]!
  const items = to - from + 1
  const { buffer, byteOffset } = await walk.read(offset + from * width, items * width)
  const offsets = isLarge ? new BigInt64Array(buffer, byteOffset, items) : new Int32Array(buffer, byteOffset, items)
  const [first, last] = [Number(offsets[0]), Number(offsets.at(-1))]
  if (first < 0 || last < first || last > end) throw new Error('it has offsets that lead out of it')
  const begun = isLarge
    ? (offsets as BigInt64Array).map((value) => value - BigInt(first))
    : (offsets as Int32Array).map((value) => value - first)
  walk.buffers.push(new Uint8Array(begun.buffer))
  return [first, last]
}

/** Bits of some rows, moved to begin with the first of them. @returns empty where there are none */
async function sliceBits(
  { offset, length }: BufferRegion,
  from: number,
  rows: number,
  read: ReadBody,
): Promise<Uint8Array> {
  if (length === 0 || rows === 0) return new Uint8Array(0)
  const [start, shift] = [from >> 3, from & 7]
  const bytes = await read(offset + start, Math.ceil((shift + rows) / 8))
  return cutBits(bytes, shift, rows)
}

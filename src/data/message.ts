/** Encapsulated Arrow messages: one read and checked at a time, and a schema written as one. */
import type { FileHandle } from 'node:fs/promises'
import { DataType, type Field, Schema } from 'apache-arrow'
import { RecordBatch as BatchHeader, DictionaryBatch, Message } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf } from '../errors.js'
import { requireSoundMessage } from './flatbuffer.js'

const MAX_BODY = 2 ** 31 - 1 // apache-arrow's offsets are int32: a larger batch would read as empty

export type Header = Schema | DictionaryBatch | BatchHeader

/** A whole message; or the marker that ends a stream; or the end of the file inside a message. */
export type Frame = { header: Header; length: number } | 'end' | 'cut'

/** @throws UserError (exit 3) when the message is damaged, compressed or too large */
export async function readFrame(handle: FileHandle, offset: number, end: number, path: string): Promise<Frame> {
  if (offset + 8 > end) return 'cut'
  const prefix = await readAt(handle, offset, 8)
  const view = new DataView(prefix.buffer, prefix.byteOffset)
  const marked = view.getInt32(0, true) === -1 // files older than Arrow 0.15 have no marker
  const metadataLength = view.getInt32(marked ? 4 : 0, true)
  if (metadataLength === 0) return 'end'
  const bodyStart = offset + (marked ? 8 : 4) + metadataLength
  if (metadataLength < 0 || bodyStart > end) return 'cut'
  const metadata = await readAt(handle, bodyStart - metadataLength, metadataLength)
  const { header, bodyLength } = decodeMessage(metadata, offset, path)
  const length = bodyStart - offset + bodyLength
  return offset + length > end ? 'cut' : { header, length }
}

/** A message's header and the length of its body, with everything checked that apache-arrow takes on trust. */
function decodeMessage(metadata: Uint8Array, offset: number, path: string): { header: Header; bodyLength: number } {
  let message: Message
  let header: unknown
  try {
    requireSoundMessage(metadata)
    message = Message.decode(metadata)
    header = message.header()
  } catch (error) {
    throw damaged(path, offset, messageOf(error))
  }
  const { bodyLength } = message
  if (bodyLength > MAX_BODY) {
    throw dataError(
      'batch-too-large',
      `${path}: the record batch at byte ${offset} is ${bodyLength} bytes; at most 2 GiB can be read`,
      'write the file again in smaller record batches',
    )
  }
  if (!(bodyLength >= 0)) throw damaged(path, offset, `its body has ${bodyLength} bytes`)
  if (header instanceof Schema || header instanceof DictionaryBatch) return { header, bodyLength }
  if (!(header instanceof BatchHeader)) throw damaged(path, offset, 'it is of an unknown kind')
  if (message.compression || header.compression) {
    throw dataError(
      'file-compressed',
      `${path} has compressed record batches; only uncompressed Arrow files can be read`,
      "write it again without compression (pyarrow: feather.write_feather(..., compression='uncompressed'))",
    )
  }
  const wrong = firstWrong(header, bodyLength)
  if (wrong !== null) throw damaged(path, offset, wrong)
  return { header, bodyLength }
}

/** What is wrong with the columns' buffers: they stand in order, inside the body, and do not overlap. */
function firstWrong({ buffers, nodes }: BatchHeader, bodyLength: number): string | null {
  let end = 0
  for (const buffer of buffers) {
    if (buffer.length === 0) continue
    if (buffer.offset < end || buffer.length < 0 || buffer.offset + buffer.length > bodyLength)
      return 'a column lies outside its body'
    end = buffer.offset + buffer.length
  }
  return nodes.some(({ length, nullCount }) => length < 0 || nullCount < 0 || nullCount > length)
    ? 'it counts more nulls than values'
    : null
}

/** The error for a message that cannot be read. */
export function damaged(path: string, offset: number, why: string): Error {
  return dataError('file-damaged', `${path}: the Arrow message at byte ${offset} cannot be read: ${why}`)
}

/** apache-arrow would fill a short column up with nulls. @throws UserError when a column has not the batch's rows */
export function requireWholeColumns(
  schema: Schema,
  { nodes, length: rows }: BatchHeader,
  path: string,
  offset: number,
): void {
  const nodesOf = ({ type }: Field): number =>
    (DataType.isDictionary(type) ? [] : ((type.children ?? []) as Field[])).reduce(
      (sum, child) => sum + nodesOf(child),
      1,
    )
  let at = 0
  for (const field of schema.fields) {
    const found = nodes[at]?.length ?? 0
    if (found !== rows) throw damaged(path, offset, `its column "${field.name}" has ${found} of ${rows} rows`)
    at += nodesOf(field)
  }
}

/** The schema itself. @throws UserError when a column has no name, or a list no items */
export function soundSchema(schema: Schema, path: string): Schema {
  const isSound = ({ name, type }: Field): boolean => {
    if (DataType.isFixedSizeList(type) && type.listSize < 0) return false
    const isList = DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type)
    const children = (type.children ?? []) as readonly (Field | undefined)[]
    return (
      typeof name === 'string' &&
      (!isList || children.length === 1) &&
      children.every((child) => child !== undefined && isSound(child))
    )
  }
  if (!schema.fields.every(isSound))
    throw damaged(path, 0, 'its schema has a column without a name or a list without items')
  return schema
}

/** A schema as the first message of a stream. */
export function schemaMessage(schema: Schema): Uint8Array {
  const metadata = Message.encode(Message.from(schema))
  const length = Math.ceil(metadata.length / 8) * 8
  const bytes = new Uint8Array(8 + length)
  new Int32Array(bytes.buffer, 0, 2).set([-1, length])
  bytes.set(metadata, 8)
  return bytes
}

/** Reads `length` bytes at `offset`. */
export async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  await readInto(handle, bytes, offset)
  return bytes
}

/** Fills `bytes` from `offset`. @throws UserError when the file ends before */
export async function readInto(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done)
    if (bytesRead === 0) throw dataError('file-truncated', `the file ended while byte ${offset + done} was being read`)
    done += bytesRead
  }
}

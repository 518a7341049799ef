/** Encapsulated Arrow messages, one read and checked at a time. */
import type { FileHandle } from 'node:fs/promises'
import { DataType, type Field, Schema } from 'apache-arrow'
import { RecordBatch as BatchHeader, DictionaryBatch, Message } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf } from '../../errors.js'
import { readAt } from '../files/read.js'
import { requireSoundMessage } from './flatbuffer.js'

export const MAX_BODY = 2 ** 31 - 1 // apache-arrow's offsets are int32: a larger batch would read as empty
const FIRST = 1024 // bytes that are read of a message at once; most have no more before their body
const EXPERIMENTAL = 'ARROW:experimental_compression' // of Arrow 0.17
const CAST = 'cast it with pyarrow, for example to list<float>, and write the file again'

export type Header = Schema | DictionaryBatch | BatchHeader

/** A whole message; or the marker that ends a stream; or the end of the file inside a message. */
export type Frame = { header: Header; bodyStart: number; bodyLength: number } | 'end' | 'cut'

/** @throws UserError (exit 3) when the message is damaged or too large */
export async function readFrame(handle: FileHandle, offset: number, end: number, path: string): Promise<Frame> {
  if (offset + 8 > end) return 'cut'
  const first = await readAt(handle, offset, Math.min(FIRST, end - offset), path)
  const view = new DataView(first.buffer, first.byteOffset)
  const marked = view.getInt32(0, true) === -1 // files older than Arrow 0.15 have no marker
  const metadataLength = view.getInt32(marked ? 4 : 0, true)
  if (metadataLength === 0) return 'end'
  const prefix = marked ? 8 : 4
  const bodyStart = offset + prefix + metadataLength
  if (metadataLength < 0 || bodyStart > end) return 'cut'
  const metadata =
    prefix + metadataLength <= first.length
      ? first.slice(prefix, prefix + metadataLength)
      : await readAt(handle, offset + prefix, metadataLength, path)
  const { header, bodyLength } = decodeMessage(metadata, offset, path)
  return bodyStart + bodyLength > end ? 'cut' : { header, bodyStart, bodyLength }
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
    throw unreadable(path, offset, error)
  }
  const { bodyLength } = message
  if (bodyLength > MAX_BODY) throw tooLarge(path, offset, bodyLength)
  if (!(bodyLength >= 0)) throw damaged(path, offset, `its body has ${bodyLength} bytes`)
  if (message.metadata.has(EXPERIMENTAL)) {
    const what = `${path} is compressed as Arrow 0.17 did, before there was a standard`
    throw dataError('compression-too-old', what, 'read and write it again with a newer pyarrow')
  }
  if (header instanceof Schema) return { header, bodyLength }
  const batch = header instanceof DictionaryBatch ? header.data : header
  if (!(batch instanceof BatchHeader)) throw damaged(path, offset, 'it is of an unknown kind')
  const wrong = firstWrong(batch, bodyLength)
  if (wrong !== null) throw damaged(path, offset, wrong)
  return { header: header as DictionaryBatch | BatchHeader, bodyLength }
}

/** What is wrong with the columns' buffers: they stand in order, inside the body, and do not overlap. */
function firstWrong({ buffers, nodes, length: rows }: BatchHeader, bodyLength: number): string | null {
  if (!(rows >= 0)) return `it has ${rows} rows`
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

/** The error for a batch that apache-arrow would read as empty, or that would not fit into memory when decoded. */
export function tooLarge(path: string, offset: number, bytes: number): Error {
  const what = `${path}: the record batch at byte ${offset} is ${bytes} bytes; at most 2 GiB can be read`
  return dataError('batch-too-large', what, 'write the file again in smaller record batches')
}

/** apache-arrow says so of types that are newer than it, such as list views and run-end encoding. */
export function unreadable(path: string, offset: number, error: unknown): Error {
  const type = /^Unrecognized type: "(\w+)"/.exec(messageOf(error))?.[1] ?? 'undefined'
  if (type === 'undefined') return damaged(path, offset, messageOf(error))
  return dataError('column-type', `${path} has a column of the Arrow type ${type}, which is not read`, CAST)
}

/** The schema itself. @throws UserError when a column has no name, or a list no items */
export function soundSchema(schema: Schema, path: string): Schema {
  const isSoundType = (type: DataType): boolean => {
    if (DataType.isDictionary(type)) return isSoundType(type.dictionary) && isSoundType(type.indices)
    if (DataType.isInt(type)) return [8, 16, 32, 64].includes(type.bitWidth)
    if (DataType.isFixedSizeBinary(type)) return type.byteWidth >= 0
    if (DataType.isFixedSizeList(type) && type.listSize < 0) return false
    const isList =
      DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type) || DataType.isMap(type)
    const children = (type.children ?? []) as readonly (Field | undefined)[]
    return (!isList || children.length === 1) && children.every((child) => child !== undefined && isSound(child))
  }
  const isSound = ({ name, type }: Field): boolean => typeof name === 'string' && isSoundType(type)
  if (!schema.fields.every(isSound))
    throw damaged(path, 0, 'its schema has a column without a name, of an impossible width, or a list without items')
  return schema
}

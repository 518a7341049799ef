/**
 * The footer of an Arrow IPC file, which says where its messages lie. The schema before them must be the same where it
 * can be read; some writers (polars) leave there what is no message.
 */
import type { FileHandle } from 'node:fs/promises'
import { Schema } from 'apache-arrow'
import { type FileBlock, Footer } from 'apache-arrow/ipc/metadata/file'
import { DictionaryBatch } from 'apache-arrow/ipc/metadata/message'
import { dataError } from '../../errors.js'
import { readAt } from '../files/read.js'
import { type Block, blocksOf, type DictionaryBlock, requireSoundLayout } from './blocks.js'
import { requireSoundFooter } from './flatbuffer.js'
import { damaged, type Frame, readFrame, soundSchema, unreadable } from './message.js'

/** How the file format begins and ends. */
export const MAGIC = 'ARROW1'

const PADDING = 64 // bytes: what writers align messages to, at most
const END = 8 // bytes: the marker that ends the messages

/** What a file holds, and where. */
export interface Index {
  schema: Schema
  batches: readonly Block[]
}

/** @throws UserError (exit 3) when the file is cut off, or its messages are not where the footer says */
export async function indexByFooter(handle: FileHandle, size: number, path: string): Promise<Index> {
  const listed = await readFooter(handle, size, path)
  const { start } = listed
  const schema = soundSchema(listed.schema, path)
  const first = await firstSchema(handle, start, path)
  if (first !== null && textOf(first.schema) !== textOf(schema))
    throw damaged(path, 8, 'it is another schema than that of the footer')
  requireNoGaps([...listed.dictionaries, ...listed.batches], first?.end ?? null, start, path)

  const dictionaries: DictionaryBlock[] = []
  for (const place of listed.dictionaries) {
    const { header } = await messageAt(handle, place, start, path)
    if (!(header instanceof DictionaryBatch)) throw damaged(path, place.offset, 'the footer lists it as a dictionary')
    requireSoundLayout(header, { path, schema }, place.offset)
    dictionaries.push({ offset: place.offset, id: header.id })
  }
  const batches: Block[] = []
  for (const place of listed.batches) {
    const { header, bodyLength } = await messageAt(handle, place, start, path)
    if (header instanceof Schema || header instanceof DictionaryBatch)
      throw damaged(path, place.offset, 'the footer lists it as a record batch')
    batches.push(...blocksOf({ header, bodyLength }, { path, schema }, place.offset, dictionaries))
  }
  return { schema, batches }
}

interface Listed {
  start: number // byte of the footer
  schema: Schema
  dictionaries: readonly FileBlock[]
  batches: readonly FileBlock[]
}

/** The footer stands before its length (int32) and the closing magic. */
async function readFooter(handle: FileHandle, size: number, path: string): Promise<Listed> {
  const truncated = dataError(
    'file-truncated',
    `${path} is cut off at byte ${size}: an Arrow file was expected to end with a footer`,
    'write or download the file again',
  )
  if (size < 18) throw truncated
  const tail = await readAt(handle, size - 10, 10, path)
  if (Buffer.from(tail).toString('latin1', 4) !== MAGIC) throw truncated
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true)
  const start = size - 10 - length
  if (length <= 0 || start < 8) throw truncated
  const bytes = await readAt(handle, start, length, path)
  try {
    requireSoundFooter(bytes)
    const footer = Footer.decode(bytes)
    const [dictionaries, batches] = [[...footer.dictionaryBatches()], [...footer.recordBatches()]]
    return { start, schema: footer.schema, dictionaries, batches }
  } catch (error) {
    throw unreadable(path, start, error)
  }
}

type Message = Exclude<Frame, 'end' | 'cut'>

async function messageAt(handle: FileHandle, place: FileBlock, end: number, path: string): Promise<Message> {
  const frame = await readFrame(handle, place.offset, end, path)
  if (frame === 'end' || frame === 'cut') throw damaged(path, place.offset, 'it goes on beyond the footer')
  if (frame.bodyStart + frame.bodyLength !== endOf(place))
    throw damaged(path, place.offset, 'the footer lists it with another length')
  return frame
}

/** The schema before the messages, and where it ends; null where it cannot be read. */
async function firstSchema(
  handle: FileHandle,
  end: number,
  path: string,
): Promise<{ schema: Schema; end: number } | null> {
  const frame = await readFrame(handle, 8, end, path).catch(() => null)
  if (frame === null || frame === 'end' || frame === 'cut' || !(frame.header instanceof Schema)) return null
  return { schema: soundSchema(frame.header, path), end: frame.bodyStart + frame.bodyLength }
}

function textOf({ fields, metadata }: Schema): string {
  return JSON.stringify([fields.map(({ name, type }) => [name, String(type)]), [...metadata]])
}

/** A footer that lists too few messages would lose rows: what it lists fills the file. */
function requireNoGaps(listed: readonly FileBlock[], begin: number | null, end: number, path: string): void {
  const stray = listed.find((place) => !(place.offset >= 8 && place.offset < endOf(place) && endOf(place) <= end))
  if (stray !== undefined) throw damaged(path, stray.offset, 'the footer lists it where no message can be')
  let at = begin
  for (const place of listed.toSorted((a, b) => a.offset - b.offset)) {
    if (at !== null && (place.offset < at || place.offset - at > PADDING))
      throw damaged(path, at, 'the footer does not list it')
    at = endOf(place)
  }
  if (at !== null && end - at > PADDING + END) throw damaged(path, at, 'the footer does not list it')
}

function endOf({ offset, metaDataLength, bodyLength }: FileBlock): number {
  return offset + metaDataLength + bodyLength
}

/** Record batches of an Arrow file, read one at a time: decompressed, held to their schema, and made into vectors. */
import type { FileHandle } from 'node:fs/promises'
import { type Data, makeData, RecordBatch, type Schema, Struct, Vector } from 'apache-arrow'
import { type RecordBatch as BatchHeader, DictionaryBatch } from 'apache-arrow/ipc/metadata/message'
import { CompressedVectorLoader } from 'apache-arrow/visitor/vectorloader'
import { dataError, messageOf, UserError } from '../../errors.js'
import { codecOf, decoded, decodedLength } from '../compression/codecs.js'
import { readAt } from '../files/read.js'
import { type Block, columnsOf, type DictionaryBlock } from './blocks.js'
import { requireSoundBuffers } from './buffer-contents.js'
import { layoutOf, requireLengths } from './layout.js'
import { damaged, MAX_BODY, readFrame, tooLarge } from './message.js'
import { type ReadBody, sliceRows } from './row-slices.js'

type Dictionaries = ReadonlyMap<number, Vector>

interface File {
  handle: FileHandle
  size: number // bytes
  path: string
  schema: Schema
}

/** Reads the record batches of a file. Dictionaries are kept while the batches that are read share them. */
export function batchReader(file: File): (block: Block) => Promise<RecordBatch> {
  let last: { offset: number; message: Promise<Message> } | null = null // slices of one batch share its header
  let kept: { blocks: readonly DictionaryBlock[]; vectors: Dictionaries } = { blocks: [], vectors: new Map() }
  return async ({ offset, from, rows, dictionaries }) => {
    if (kept.blocks !== dictionaries)
      kept = { blocks: dictionaries, vectors: await readDictionaries(file, dictionaries) }
    if (last?.offset !== offset) last = { offset, message: messageAt(file, offset) }
    const { header, children } = await readColumns(file, offset, await last.message, kept.vectors, [from, from + rows])
    if (header instanceof DictionaryBatch || header.length < from + rows) throw changed(file.path)
    const type = new Struct(file.schema.fields)
    return new RecordBatch(file.schema, makeData({ type, length: rows, nullCount: 0, children }))
  }
}

async function readDictionaries(file: File, blocks: readonly DictionaryBlock[]): Promise<Dictionaries> {
  const vectors = new Map<number, Vector>()
  for (const { offset, id } of blocks) {
    const { header, children } = await readColumns(file, offset, await messageAt(file, offset), vectors)
    if (!(header instanceof DictionaryBatch) || header.id !== id) throw changed(file.path)
    const values = new Vector(children)
    vectors.set(id, (header.isDelta ? (vectors.get(id)?.concat(values) ?? values) : values).memoize())
  }
  return vectors
}

function changed(path: string): Error {
  return dataError('file-changed', `${path} changed while it was being read`, 'run again')
}

interface Message {
  header: BatchHeader | DictionaryBatch
  bodyStart: number // byte
  bodyLength: number // bytes
}

async function messageAt({ handle, size, path }: File, offset: number): Promise<Message> {
  const frame = await readFrame(handle, offset, size, path)
  if (frame === 'end' || frame === 'cut' || !('length' in frame.header)) throw changed(path)
  return { ...frame, header: frame.header }
}

/**
 * The columns of a message, or the values of a dictionary.
 * @param rows of which they are; null: of all
 */
async function readColumns(
  { handle, path, schema }: File,
  offset: number,
  { header, bodyStart, bodyLength }: Message,
  dictionaries: Dictionaries,
  rows: readonly [number, number] | null = null,
): Promise<{ header: BatchHeader | DictionaryBatch; children: Data[] }> {
  const read: ReadBody = (at, length) => readAt(handle, bodyStart + at, length, path)
  try {
    const columns = columnsOf(header, schema)
    const whole = header instanceof DictionaryBatch ? header.data : header
    const isSlice = rows !== null && rows[1] - rows[0] < whole.length
    const { header: batch, buffers } = isSlice
      ? await sliceRows(columns, whole, rows, read)
      : {
          header: whole,
          buffers: await buffersOf(whole, await read(0, bodyLength), (sum) => tooLarge(path, offset, sum)),
        }
    const parts = layoutOf(columns, batch)
    requireLengths(
      parts,
      buffers.map(({ length }) => length),
    )
    requireSoundBuffers(parts, buffers, new Map([...dictionaries].map(([id, { length }]) => [id, length])))
    const { nodes, buffers: places, variadicBufferCounts: counts } = batch
    const known = new Map(dictionaries)
    const loader = new CompressedVectorLoader(buffers, nodes, places, known, schema.metadataVersion, counts)
    return { header, children: loader.visitMany(columns.map(({ type }) => type)) as Data[] }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw damaged(path, offset, messageOf(error))
  }
}

/** The buffers of a message, each decompressed into memory of its own, or a view of the body. */
async function buffersOf(
  { buffers, compression }: BatchHeader,
  body: Uint8Array,
  tooMuch: (bytes: number) => Error,
): Promise<Uint8Array[]> {
  const views = buffers.map(({ offset, length }) => body.subarray(offset, offset + length))
  if (compression === null) return views
  const codec = await codecOf(compression.type)
  const lengths = views.map((view) => decodedLength(view, codec))
  const sum = lengths.reduce((total, length) => total + length, 0)
  if (sum > MAX_BODY) throw tooMuch(sum)
  return views.map((view, i) => decoded(view, lengths[i]!, codec))
}

/**
 * Record batches of an Arrow file, read one at a time: decompressed, held to their schema, and made into vectors. Their
 * memory is used again where they are given back.
 */
import type { FileHandle } from 'node:fs/promises'
import { type Data, makeData, RecordBatch, type Schema, Struct, Vector } from 'apache-arrow'
import { type RecordBatch as BatchHeader, DictionaryBatch } from 'apache-arrow/ipc/metadata/message'
import { CompressedVectorLoader } from 'apache-arrow/visitor/vectorloader'
import { dataError, messageOf, UserError } from '../../errors.js'
import { readInto } from '../files/read.js'
import { type Block, columnsOf, type DictionaryBlock } from './blocks.js'
import { requireSoundBuffers } from './buffer-contents.js'
import { buffersOf } from './decompressed.js'
import { layoutOf, requireLengths } from './layout.js'
import { type Memory, openMemory, type Take } from './memory.js'
import { damaged, readFrame, tooLarge } from './message.js'
import { type ReadBody, sliceRows } from './row-slices.js'

type Dictionaries = ReadonlyMap<number, Vector>

interface File {
  handle: FileHandle
  size: number // bytes
  path: string
  schema: Schema
}

/** What reads the record batches of a file. */
export interface BatchReader {
  read(block: Block): Promise<RecordBatch>
  /** Takes back the memory of a batch that was read, for those after it: its columns are empty from now on. */
  giveBack(batch: RecordBatch): void
}

/** Dictionaries are kept while the batches that are read share them. */
export function batchReader(file: File): BatchReader {
  let last: { offset: number; message: Promise<Message> } | null = null // slices of one batch share its header
  let kept: { blocks: readonly DictionaryBlock[]; vectors: Dictionaries } = { blocks: [], vectors: new Map() }
  const memory = openMemory()
  const lent = new WeakMap<RecordBatch, readonly Uint8Array[]>()
  return {
    async read({ offset, from, rows, dictionaries }) {
      if (kept.blocks !== dictionaries)
        kept = { blocks: dictionaries, vectors: await readDictionaries(file, dictionaries) }
      if (last?.offset !== offset) last = { offset, message: messageAt(file, offset) }
      const message = await last.message
      const { header, children, taken } = await readColumns(file, offset, message, kept.vectors, memory, [
        from,
        from + rows,
      ])
      if (header instanceof DictionaryBatch || header.length < from + rows) throw changed(file.path)
      const type = new Struct(file.schema.fields)
      const batch = new RecordBatch(file.schema, makeData({ type, length: rows, nullCount: 0, children }))
      lent.set(batch, taken)
      return batch
    },
    giveBack(batch) {
      for (const bytes of lent.get(batch) ?? []) memory.giveBack(bytes)
      lent.delete(batch)
    },
  }
}

async function readDictionaries(file: File, blocks: readonly DictionaryBlock[]): Promise<Dictionaries> {
  const vectors = new Map<number, Vector>()
  for (const { offset, id } of blocks) {
    const { header, children } = await readColumns(file, offset, await messageAt(file, offset), vectors, openMemory())
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

interface Columns {
  header: BatchHeader | DictionaryBatch
  children: Data[]
  taken: readonly Uint8Array[] // memory that they are views of
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
  memory: Memory,
  rows: readonly [number, number] | null = null,
): Promise<Columns> {
  const taken: Uint8Array[] = []
  const take: Take = (bytes) => {
    taken.push(memory.take(bytes))
    return taken.at(-1)!
  }
  const read: ReadBody = async (at, length) => {
    const bytes = take(length)
    await readInto(handle, bytes, bodyStart + at, path)
    return bytes
  }
  try {
    const columns = columnsOf(header, schema)
    const whole = header instanceof DictionaryBatch ? header.data : header
    const isSlice = rows !== null && rows[1] - rows[0] < whole.length
    const { header: batch, buffers } = isSlice
      ? await sliceRows(columns, whole, rows, read)
      : {
          header: whole,
          buffers: await buffersOf(whole, await read(0, bodyLength), take, (sum) => tooLarge(path, offset, sum)),
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
    const used = new Set(buffers.map(({ buffer }) => buffer))
    for (const bytes of taken) if (!used.has(bytes.buffer)) memory.giveBack(bytes)
    return {
      header,
      children: loader.visitMany(columns.map(({ type }) => type)) as Data[],
      taken: taken.filter(({ buffer }) => used.has(buffer)),
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw damaged(path, offset, messageOf(error))
  }
}

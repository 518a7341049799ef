/**
 * The framing of Arrow IPC files and streams, walked without reading any body: where each record batch lies and how
 * many rows it has. Reading through it takes one positional read a batch, so files of any size need the memory of one
 * batch, and a half-written file gives back the batches that are whole.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
import type { FileHandle } from 'node:fs/promises'
import { type RecordBatch, RecordBatchReader, Schema } from 'apache-arrow'
import { type FileBlock, Footer } from 'apache-arrow/ipc/metadata/file'
import { DictionaryBatch } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf } from '../errors.js'
import { requireSoundFooter } from './flatbuffer.js'
import { damaged, readAt, readFrame, readInto, requireWholeColumns, schemaMessage, soundSchema } from './message.js'
import { openForReading } from './open.js'
import type { RowFile } from './row-file.js'

/** A message of the file: its place, and for a record batch its rows. */
interface Block {
  offset: number // bytes from the start of the file, of the continuation marker
  length: number // bytes, metadata and body
  rows: number // 0 for dictionaries
}

/** How the file format begins and ends. */
export const MAGIC = 'ARROW1'

/**
 * Opens an Arrow IPC file or stream, told apart by content. Numeric columns of its batches are views of one buffer.
 * @param partial true: take the whole batches of a file whose writing was cut off, instead of refusing it
 * @throws UserError (exit 3) for a missing, empty, truncated, foreign, compressed or over-large file
 */
export async function openIpc(path: string, partial = false): Promise<RowFile> {
  const handle = await openForReading(path)
  try {
    return await indexMessages(handle, path, partial)
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function indexMessages(handle: FileHandle, path: string, partial: boolean): Promise<RowFile> {
  const stat = await handle.stat()
  if (stat.isDirectory()) throw dataError('file-is-folder', `${path} is a folder; expected an Arrow file`)
  if (!stat.isFile())
    throw dataError('file-is-pipe', `${path} is a pipe or device; expected a file, which can be read by position`)
  if (stat.size === 0) throw dataError('file-empty', `${path} is empty (0 bytes); expected an Arrow file`)
  const head = await readAt(handle, 0, Math.min(8, stat.size))
  const isFile = Buffer.from(head).toString('latin1', 0, 6) === MAGIC
  if (!isFile && !looksLikeStream(head)) {
    throw dataError('not-arrow', `${path} is not an Arrow file: it begins with neither "${MAGIC}" nor a stream marker`)
  }
  const truncated = (at: number) =>
    dataError(
      'file-truncated',
      `${path} is cut off at byte ${at}: an Arrow message was expected to go on`,
      'write or download the file again',
    )
  const footer = isFile && !partial ? await readFooter(handle, stat.size, path, truncated) : null
  const end = footer?.start ?? stat.size

  let schema = footer === null || footer.schema === null ? null : soundSchema(footer.schema, path)
  const dictionaries: Block[] = []
  const batches: Block[] = []
  for (let offset = isFile ? 8 : 0; offset < end; ) {
    const frame = await readFrame(handle, offset, end, path)
    if (frame === 'end') break
    if (frame === 'cut') {
      if (partial) break
      throw truncated(stat.size)
    }
    const { header, length } = frame
    if (header instanceof Schema) schema = soundSchema(header, path)
    else if (header instanceof DictionaryBatch) dictionaries.push({ offset, length, rows: 0 })
    else {
      if (schema !== null) requireWholeColumns(schema, header, path, offset)
      batches.push({ offset, length, rows: Number(header.length) })
    }
    offset += length
  }
  if (schema === null) throw truncated(stat.size)
  if (footer !== null) requireSameBlocks(batches, footer.batches, path)
  const schemaBytes = schemaMessage(schema)
  return {
    path,
    schema,
    rows: batches.reduce((sum, block) => sum + block.rows, 0),
    batchRows: batches.map((block) => block.rows),
    read: (i) => readBatch(handle, path, schemaBytes, dictionaries, batches[i]!),
    close: () => handle.close(),
  }
}

/** The schema, the dictionaries and one batch are a stream of their own, which apache-arrow reads without copying. */
async function readBatch(
  handle: FileHandle,
  path: string,
  schema: Uint8Array,
  dictionaries: Block[],
  block: Block,
): Promise<RecordBatch> {
  const blocks = [...dictionaries, block]
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, schema.length))
  bytes.set(schema)
  let at = schema.length
  for (const { offset, length } of blocks) {
    await readInto(handle, bytes.subarray(at, at + length), offset)
    at += length
  }
  let batch: RecordBatch | null
  try {
    batch = RecordBatchReader.from(bytes).next().value ?? null
  } catch (error) {
    throw dataError(
      'file-damaged',
      `${path}: the record batch at byte ${block.offset} cannot be read: ${messageOf(error)}`,
    )
  }
  if (batch === null || batch.numRows !== block.rows) {
    throw damaged(path, block.offset, `it gave ${batch?.numRows ?? 0} of ${block.rows} rows`)
  }
  return batch
}

interface FileFooter {
  start: number // byte
  schema: Schema | null
  batches: readonly FileBlock[]
}

/** The footer of the file format, which stands before its length (int32) and the closing magic. */
async function readFooter(
  handle: FileHandle,
  size: number,
  path: string,
  truncated: (at: number) => Error,
): Promise<FileFooter> {
  if (size < 18) throw truncated(size)
  const tail = await readAt(handle, size - 10, 10)
  if (Buffer.from(tail).toString('latin1', 4) !== MAGIC) throw truncated(size)
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true)
  const start = size - 10 - length
  if (length <= 0 || start < 8) throw truncated(size)
  const bytes = await readAt(handle, start, length)
  try {
    requireSoundFooter(bytes)
    const footer = Footer.decode(bytes)
    return { start, schema: footer.schema, batches: [...footer.recordBatches()] }
  } catch (error) {
    throw dataError('file-damaged', `${path}: its footer cannot be read: ${messageOf(error)}`)
  }
}

/** A stream begins with the marker −1, or in old files with the length of a schema. */
export function looksLikeStream(head: Uint8Array): boolean {
  if (head.length < 8) return false
  const first = new DataView(head.buffer, head.byteOffset).getInt32(0, true)
  return first === -1 || (first > 0 && first < 1 << 24 && first % 8 === 0)
}

/** A damaged length would lose batches or shift them; the footer says where each of them is. */
function requireSameBlocks(found: readonly Block[], listed: readonly FileBlock[], path: string): void {
  const ordered = listed.toSorted((a, b) => a.offset - b.offset)
  const differs = found.findIndex(
    (block, i) =>
      block.offset !== ordered[i]?.offset || block.length !== ordered[i].metaDataLength + ordered[i].bodyLength,
  )
  if (differs !== -1) throw damaged(path, found[differs]!.offset, 'the footer does not list it so')
  if (found.length !== listed.length)
    throw damaged(path, 0, `the footer lists ${listed.length} record batches; the file has ${found.length}`)
}

/**
 * The framing of Arrow IPC files and streams, walked without reading any body: where each record batch lies and how
 * many rows it has. Reading through it takes one positional read a batch, so files of any size need the memory of one
 * batch, and a half-written file gives back the batches that are whole.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
import { type FileHandle, open } from 'node:fs/promises'
import { type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow'
import { Footer } from 'apache-arrow/ipc/metadata/file'
import { Message } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf, systemCode } from '../errors.js'

/** A message of the file: its place, and for a record batch its rows. */
interface Block {
  offset: number // bytes from the start of the file, of the continuation marker
  length: number // bytes, metadata and body
  rows: number // 0 for dictionaries
}

/** An open Arrow file. Close it when done. */
export interface IpcFile {
  path: string
  schema: Schema
  rows: number
  batchRows: readonly number[] // rows of each record batch, in file order
  /** Reads record batch `i`; numeric columns are views of one buffer. */
  read(i: number): Promise<RecordBatch>
  close(): Promise<void>
}

const MAGIC = 'ARROW1'
const MAX_BODY = 2 ** 31 - 1 // apache-arrow's offsets are int32: a larger batch would read as empty

/**
 * Opens an Arrow IPC file or stream, told apart by content.
 * @param partial true: take the whole batches of a file whose writing was cut off, instead of refusing it
 * @throws UserError (exit 3) for a missing, empty, truncated, foreign, compressed or over-large file
 */
export async function openIpc(path: string, partial = false): Promise<IpcFile> {
  const handle = await openForReading(path)
  try {
    return await indexMessages(handle, path, partial)
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('file-missing', `no file at ${path}`)
    throw dataError('file-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  }
}

async function indexMessages(handle: FileHandle, path: string, partial: boolean): Promise<IpcFile> {
  const stat = await handle.stat()
  if (stat.isDirectory()) throw dataError('file-is-folder', `${path} is a folder; expected an Arrow file`)
  if (stat.size === 0) throw dataError('file-empty', `${path} is empty (0 bytes); expected an Arrow file`)
  const head = await readAt(handle, 0, Math.min(8, stat.size))
  const isFile = Buffer.from(head).toString('latin1', 0, 6) === MAGIC
  if (!isFile && !looksLikeStream(head)) {
    throw dataError(
      'not-arrow',
      `${path} is not an Arrow file: it begins with neither "${MAGIC}" nor a stream marker`,
    )
  }
  const truncated = (at: number) =>
    dataError(
      'file-truncated',
      `${path} is cut off at byte ${at}: an Arrow message was expected to go on`,
      'write or download the file again',
    )
  const footer = isFile && !partial ? await readFooter(handle, stat.size, path, truncated) : null
  const end = footer?.start ?? stat.size

  let schema: Schema | null = footer?.schema ?? null
  const dictionaries: Block[] = []
  const batches: Block[] = []
  for (let offset = isFile ? 8 : 0; offset < end; ) {
    const frame = await readFrame(handle, offset, end, path)
    if (frame === 'end') break
    if (frame === 'cut') {
      if (partial) break
      throw truncated(stat.size)
    }
    const { message, length } = frame
    if (message.isSchema()) schema = message.header()
    else if (message.isDictionaryBatch()) dictionaries.push({ offset, length, rows: 0 })
    else if (message.isRecordBatch()) batches.push({ offset, length, rows: Number(message.header().length) })
    offset += length
  }
  if (schema === null) throw truncated(stat.size)
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

/** A schema as the first message of a stream. */
function schemaMessage(schema: Schema): Uint8Array {
  const metadata = Message.encode(Message.from(schema))
  const length = Math.ceil(metadata.length / 8) * 8
  const bytes = new Uint8Array(8 + length)
  new Int32Array(bytes.buffer, 0, 2).set([-1, length])
  bytes.set(metadata, 8)
  return bytes
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
    throw dataError(
      'file-damaged',
      `${path}: the record batch at byte ${block.offset} gave ${batch?.numRows ?? 0} of ${block.rows} rows`,
    )
  }
  return batch
}

type Frame = { message: Message; length: number } | 'end' | 'cut'

async function readFrame(handle: FileHandle, offset: number, end: number, path: string): Promise<Frame> {
  if (offset + 8 > end) return 'cut'
  const prefix = await readAt(handle, offset, 8)
  const view = new DataView(prefix.buffer, prefix.byteOffset)
  const marked = view.getInt32(0, true) === -1 // files older than Arrow 0.15 have no marker
  const metadataLength = view.getInt32(marked ? 4 : 0, true)
  if (metadataLength === 0) return 'end'
  const bodyStart = offset + (marked ? 8 : 4) + metadataLength
  if (metadataLength < 0 || bodyStart > end) return 'cut'
  const message = decodeMessage(
    await readAt(handle, bodyStart - metadataLength, metadataLength),
    offset,
    path,
  )
  if (message.bodyLength > MAX_BODY) {
    throw dataError(
      'batch-too-large',
      `${path}: the record batch at byte ${offset} is ${message.bodyLength} bytes; at most 2 GiB can be read`,
      'write the file again in smaller record batches',
    )
  }
  if (message.compression || (message.isRecordBatch() && message.header().compression)) {
    throw dataError(
      'file-compressed',
      `${path} has compressed record batches; only uncompressed Arrow files can be read`,
      "write it again without compression (pyarrow: feather.write_feather(..., compression='uncompressed'))",
    )
  }
  const length = bodyStart - offset + message.bodyLength
  return offset + length > end ? 'cut' : { message, length }
}

function decodeMessage(metadata: Uint8Array, offset: number, path: string): Message {
  try {
    return Message.decode(metadata)
  } catch (error) {
    throw dataError(
      'file-damaged',
      `${path}: the Arrow message at byte ${offset} cannot be read: ${messageOf(error)}`,
    )
  }
}

/** The footer of the file format, which stands before its length (int32) and the closing magic. */
async function readFooter(
  handle: FileHandle,
  size: number,
  path: string,
  truncated: (at: number) => Error,
): Promise<{ start: number; schema: Schema | null }> {
  if (size < 18) throw truncated(size)
  const tail = await readAt(handle, size - 10, 10)
  if (Buffer.from(tail).toString('latin1', 4) !== MAGIC) throw truncated(size)
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true)
  const start = size - 10 - length
  if (length <= 0 || start < 8) throw truncated(size)
  const bytes = await readAt(handle, start, length)
  try {
    return { start, schema: Footer.decode(bytes).schema }
  } catch (error) {
    throw dataError('file-damaged', `${path}: its footer cannot be read: ${messageOf(error)}`)
  }
}

/** A stream begins with the marker −1, or in old files with the length of a schema. */
function looksLikeStream(head: Uint8Array): boolean {
  if (head.length < 8) return false
  const first = new DataView(head.buffer, head.byteOffset).getInt32(0, true)
  return first === -1 || (first > 0 && first < 1 << 24 && first % 8 === 0)
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  await readInto(handle, bytes, offset)
  return bytes
}

async function readInto(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done)
    if (bytesRead === 0)
      throw dataError('file-truncated', `the file ended while byte ${offset + done} was being read`)
    done += bytesRead
  }
}

/**
 * The framing of Arrow IPC files and streams, walked without reading any body: where each record batch lies and how
 * many rows it has. Reading through it takes one positional read a batch, so files of any size need the memory of one
 * batch, and a half-written file gives back the batches that are whole.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
import type { FileHandle } from 'node:fs/promises'
import { Schema } from 'apache-arrow'
import { DictionaryBatch } from 'apache-arrow/ipc/metadata/message'
import { dataError } from '../../errors.js'
import { openFile } from '../files/open.js'
import { readAt } from '../files/read.js'
import type { RowFile } from '../row-file.js'
import { type Block, blocksOf, type DictionaryBlock, requireSoundLayout } from './blocks.js'
import { type Index, indexByFooter, MAGIC } from './ipc-footer.js'
import { damaged, readFrame, soundSchema } from './message.js'
import { readAhead } from './read-ahead.js'
import { batchReader } from './record-batches.js'

const AHEAD = 2 ** 24 // bytes of a batch that is read before it is asked for, at most

/**
 * Opens an Arrow IPC file or stream, told apart by content. Numeric columns of its batches are views of one buffer.
 * @param partial true: take the whole batches of a file whose writing was cut off, instead of refusing it
 * @throws UserError (exit 3) for a missing, empty, truncated, foreign or over-large file
 */
export async function openIpc(path: string, partial = false): Promise<RowFile> {
  const { handle, size } = await openFile(path)
  try {
    if (size === 0) throw dataError('file-empty', `${path} is empty (0 bytes); expected an Arrow file`)
    const { schema, batches } = await indexOf(handle, size, path, partial)
    const { read, giveBack } = batchReader({ handle, size, path, schema })
    return {
      path,
      schema,
      rows: batches.reduce((sum, block) => sum + block.rows, 0),
      batchRows: batches.map((block) => block.rows),
      read: readAhead(
        (i) => read(batches[i]!),
        (i) => (batches[i]?.bytes ?? AHEAD) < AHEAD,
      ),
      giveBack,
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** A file is read by its footer, a stream from message to message, as is a file whose footer was not written. */
async function indexOf(handle: FileHandle, size: number, path: string, partial: boolean): Promise<Index> {
  const head = await readAt(handle, 0, Math.min(8, size), path)
  const isFile = Buffer.from(head).toString('latin1', 0, MAGIC.length) === MAGIC
  if (!isFile && !looksLikeStream(head)) {
    throw dataError('not-arrow', `${path} is not an Arrow file: it begins with neither "${MAGIC}" nor a stream marker`)
  }
  return isFile && !partial
    ? await indexByFooter(handle, size, path)
    : await walk(handle, isFile ? 8 : 0, size, path, partial)
}

async function walk(handle: FileHandle, start: number, end: number, path: string, partial: boolean): Promise<Index> {
  const truncated = () =>
    dataError(
      'file-truncated',
      `${path} is cut off at byte ${end}: an Arrow message was expected to go on`,
      'write or download the file again',
    )
  let schema: Schema | null = null
  let dictionaries: readonly DictionaryBlock[] = [] // that hold so far
  const batches: Block[] = []
  for (let offset = start; offset < end; ) {
    const frame = await readFrame(handle, offset, end, path)
    if (frame === 'end') {
      if (!partial) await requireNothing(handle, offset, end, path)
      break
    }
    if (frame === 'cut') {
      if (partial) break
      throw truncated()
    }
    const { header, bodyStart, bodyLength } = frame
    if (header instanceof Schema) {
      if (schema !== null) throw damaged(path, offset, 'it is a second schema; expected one table')
      schema = soundSchema(header, path)
    } else {
      if (schema === null) throw damaged(path, offset, 'it comes before the schema')
      if (header instanceof DictionaryBatch) {
        requireSoundLayout(header, { path, schema }, offset)
        dictionaries = withDictionary(dictionaries, header, offset)
      } else batches.push(...blocksOf({ header, bodyLength }, { path, schema }, offset, dictionaries, partial))
    }
    offset = bodyStart + bodyLength
  }
  if (schema === null) throw truncated()
  return { schema, batches }
}

/** In a stream, a dictionary may be replaced between batches, or added to. */
function withDictionary(
  before: readonly DictionaryBlock[],
  { id, isDelta }: DictionaryBatch,
  offset: number,
): readonly DictionaryBlock[] {
  return [...(isDelta ? before : before.filter((block) => block.id !== id)), { offset, id }]
}

/** A second stream after the first, or a damaged length, would lose rows. */
async function requireNothing(handle: FileHandle, offset: number, end: number, path: string): Promise<void> {
  const rest = await readAt(handle, offset, Math.min(64, end - offset), path)
  const marker = new DataView(rest.buffer).getInt32(0, true) === -1 ? 8 : 4
  if (rest.subarray(marker).every((byte) => byte === 0)) return
  throw damaged(path, offset, `it ends the stream, but ${end - offset - marker} bytes come after it`)
}

/** A stream begins with the marker −1, or in old files with the length of a schema. */
export function looksLikeStream(head: Uint8Array): boolean {
  if (head.length < 8) return false
  const first = new DataView(head.buffer, head.byteOffset).getInt32(0, true)
  return first === -1 || (first > 0 && first < 1 << 24 && first % 8 === 0)
}

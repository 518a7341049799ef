/**
 * Writes an embeddings file batch by batch, so that a run that was cut off can go on where it stopped.
 *
 * Rows go to `PATH.PID.partial`; only a finished file gets its name, by renaming. A later run takes over the partial
 * file of a process that is gone, keeps its whole record batches if its provenance is the same, and goes on after
 * them. Record batches begin at fixed rows, so the finished file has the same bytes as one written without a stop.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { RecordBatch, RecordBatchFileWriter, type Schema } from 'apache-arrow'
import { Message } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf, systemCode, UserError } from '../errors.js'
import type { EncodedBatch, Provenance } from '../types.js'
import { embeddingSchema, PROVENANCE_KEY, recordBatch } from './embedding-columns.js'
import { drop, type Earlier, partialOf, takeOver, wholeRows } from './partial.js'

/** Rows after row `from`, in batches of `provenance.batch` rows. */
export type Encode = (from: number) => AsyncIterable<EncodedBatch>

/** What was written. */
export interface Written {
  resumedRows: number // rows taken over from an earlier run
  finished: boolean // false: `stop` said so; the rows so far are kept for the next run
}

const RECORD_ROWS = 1024 // about 8 MiB a record batch at D = 2048

/**
 * @param path where the finished file goes; an existing file there is replaced at the end
 * @param stop asked after every record batch; true ends the run early, keeping what was done
 * @throws UserError (exit 3) when the disk is full or the folder cannot be written; whole batches are kept
 */
export async function writeEmbeddings(
  path: string,
  provenance: Provenance,
  encode: Encode,
  stop: () => boolean,
): Promise<Written> {
  const schema = embeddingSchema(provenance)
  const partial = partialOf(path)
  const written = { rows: 0 }
  let earlier: Earlier | null = null
  try {
    await mkdir(dirname(path), { recursive: true })
    earlier = await takeOver(
      path,
      ({ schema: { metadata } }) => metadata.get(PROVENANCE_KEY) === schema.metadata.get(PROVENANCE_KEY),
    )
    const batches = recordBatches(schema, provenance, earlier, encode, written, stop)
    const writer = ResumableFileWriter.throughNode({ autoDestroy: true, writableHighWaterMark: 1 })
    await pipeline(batches, writer, createWriteStream(partial))
    await drop(earlier)
    const resumedRows = earlier?.file.rows ?? 0
    if (written.rows < provenance.data.rows) {
      if (written.rows === 0) await rm(partial, { force: true })
      return { resumedRows, finished: false }
    }
    await sync(partial)
    await rename(partial, path)
    return { resumedRows, finished: true }
  } catch (error) {
    const kept = await clearUp(partial, earlier, error instanceof UserError)
    throw writeError(path, kept, provenance.data.rows, error)
  }
}

/** Keeps the longer of the two partial files, or neither after an error that another run would meet again. */
async function clearUp(partial: string, earlier: Earlier | null, isFinal: boolean): Promise<Kept | null> {
  const rows = isFinal ? 0 : await wholeRows(partial)
  const keepsEarlier = earlier !== null && !isFinal && earlier.file.rows >= rows
  if (keepsEarlier || rows === 0) await rm(partial, { force: true })
  if (keepsEarlier) return { path: earlier.path, rows: earlier.file.rows }
  await drop(earlier)
  return rows === 0 ? null : { path: partial, rows }
}

interface Kept {
  path: string
  rows: number
}

/** The file format, with the schema also in front, so that the rows of a file without its footer can be read. */
class ResumableFileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    return super._writeSchema(schema)._writeMessage(Message.from(schema))
  }
}

/** Earlier rows first, copied as they stand; then new ones, grouped into record batches. */
async function* recordBatches(
  schema: Schema,
  provenance: Provenance,
  earlier: Earlier | null,
  encode: Encode,
  written: { rows: number },
  stop: () => boolean,
): AsyncGenerator<RecordBatch> {
  if (earlier !== null) {
    for (let i = 0; i < earlier.file.batchRows.length; i++) {
      const batch = await earlier.file.read(i)
      yield new RecordBatch(schema, batch.data)
      written.rows += batch.numRows
    }
  }
  const recordRows = Math.ceil(RECORD_ROWS / provenance.batch) * provenance.batch
  let waiting: EncodedBatch[] = []
  let rows = 0
  for await (const batch of encode(written.rows)) {
    waiting.push(batch)
    rows += batch.rows
    if (rows < recordRows && batch.start + batch.rows < provenance.data.rows) {
      if (stop()) return
      continue
    }
    yield recordBatch(schema, provenance, waiting, rows)
    written.rows += rows
    waiting = []
    rows = 0
    if (stop()) return
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await handle.sync()
  await handle.close()
}

function writeError(path: string, kept: Kept | null, rows: number, error: unknown): unknown {
  const code = systemCode(error)
  if (error instanceof UserError || code === null) return error
  const state = kept === null ? 'nothing was kept' : `${kept.rows} of ${rows} rows are kept in ${kept.path}`
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : messageOf(error)
  const next =
    kept === null
      ? ['make room, or choose another place']
      : ['make room and run the same command again to go on', `or delete ${kept.path}`]
  return dataError('write-failed', `${path} cannot be written: ${why}; ${state}`, ...next)
}

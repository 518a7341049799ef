/**
 * Writes an Arrow file batch by batch, so that a run that was cut off can go on where it stopped.
 *
 * Rows go to `PATH.PID.partial`; only a finished file gets its name, by renaming. A later run takes over the partial
 * file of a process that is gone, keeps its whole record batches if they are of the same work, and goes on after
 * them. When record batches begin at fixed rows, the finished file has the same bytes as one written without a stop.
 */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { RecordBatch, RecordBatchFileWriter, type Schema } from 'apache-arrow'
import { Message } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf, systemCode, UserError } from '../../errors.js'
import { partialOf, placeOf } from '../files/whole-file.js'
import { drop, type Earlier, takeOver, wholeRows } from './partial.js'

/** What is to be written. */
export interface ArrowWork {
  schema: Schema
  key: string // of the schema's metadata: equal values are the same work
  rows: number // of the finished file
  /** Record batches after row `from`; ends early when it is stopped. */
  batches(from: number): AsyncIterable<RecordBatch>
}

/** What was written. */
export interface Written {
  resumedRows: number // rows taken over from an earlier run
  finished: boolean // false: the batches ended early; the rows so far are kept for the next run
}

/**
 * @param output where the finished file goes; an existing file there is replaced at the end
 * @throws UserError (exit 3) when the disk is full or the folder cannot be written; whole batches are kept
 */
export async function writeArrow(output: string, work: ArrowWork): Promise<Written> {
  const path = await placeOf(output)
  const made = work.schema.metadata.get(work.key)
  const partial = partialOf(path)
  const run: Run = { rows: 0, failure: null }
  let earlier: Earlier | null = null
  try {
    await mkdir(dirname(path), { recursive: true })
    earlier = await takeOver(path, (file) => file.schema.metadata.get(work.key) === made)
    const file = await open(partial, 'w') // before the pipeline, which cannot report that this fails
    const writer = ResumableFileWriter.throughNode({ autoDestroy: true, writableHighWaterMark: 1 })
    await pipeline(recordBatches(work, earlier, run), writer, file.createWriteStream())
    if (run.failure !== null) throw run.failure.error
    const finished = run.rows === work.rows
    if (finished) {
      await sync(partial)
      await rename(partial, path)
    } else if (run.rows === 0) {
      await rm(partial, { force: true })
    }
    await drop(earlier)
    return { resumedRows: earlier?.file.rows ?? 0, finished }
  } catch (error) {
    const kept = await clearUp(partial, earlier, error instanceof UserError)
    throw writeError(path, kept, work.rows, error)
  }
}

/** How far a run has come. */
interface Run {
  rows: number // handed to the writer
  failure: { error: unknown } | null // what ended the batches; thrown once the rows before it are on disk
}

interface Kept {
  path: string
  rows: number
}

/** Keeps the longer of the two partial files, or neither after an error that another run would meet again. */
async function clearUp(partial: string, earlier: Earlier | null, isFinal: boolean): Promise<Kept | null> {
  const rows = isFinal ? 0 : await wholeRows(partial)
  if (earlier !== null && !isFinal && earlier.file.rows >= rows) {
    await drop({ path: partial, file: null })
    return { path: earlier.path, rows: earlier.file.rows }
  }
  await drop(earlier)
  if (rows > 0) return { path: partial, rows }
  await drop({ path: partial, file: null })
  return null
}

/** The file format, with the schema also in front, so that the rows of a file without its footer can be read. */
class ResumableFileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    return super._writeSchema(schema)._writeMessage(Message.from(schema))
  }
}

/** Earlier rows first, copied as they stand; then new ones. Ends early, without throwing, when these fail. */
async function* recordBatches(work: ArrowWork, earlier: Earlier | null, run: Run): AsyncGenerator<RecordBatch> {
  for (let i = 0; i < (earlier?.file.batchRows.length ?? 0); i++) {
    const batch = await earlier!.file.read(i)
    yield new RecordBatch(work.schema, batch.data)
    run.rows += batch.numRows
  }
  try {
    for await (const batch of work.batches(run.rows)) {
      yield batch
      run.rows += batch.numRows
    }
  } catch (error) {
    run.failure = { error }
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

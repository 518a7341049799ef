/**
 * Writes an embeddings file batch by batch, so that a run that was cut off can go on where it stopped.
 *
 * Rows go to `PATH.PID.partial`; only a finished file gets its name, by renaming. A later run takes over the partial
 * file of a process that is gone, keeps its whole record batches if its provenance is the same, and goes on after
 * them. Record batches begin at fixed rows, so the finished file has the same bytes as one written without a stop.
 */
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
const RECORD_BYTES = 2 ** 26 // of a record batch with logits of many classes

/**
 * @param path where the finished file goes; an existing file there is replaced at the end
 * @param stop asked after every batch; true ends the run early, keeping what was done
 * @throws UserError (exit 3) when the disk is full or the folder cannot be written; whole batches are kept
 */
export async function writeEmbeddings(
  path: string,
  provenance: Provenance,
  encode: Encode,
  stop: () => boolean,
): Promise<Written> {
  const schema = embeddingSchema(provenance)
  const made = schema.metadata.get(PROVENANCE_KEY)
  const partial = partialOf(path)
  const run: Run = { rows: 0, failure: null, stop }
  let earlier: Earlier | null = null
  try {
    await mkdir(dirname(path), { recursive: true })
    earlier = await takeOver(path, (file) => file.schema.metadata.get(PROVENANCE_KEY) === made)
    const file = await open(partial, 'w') // before the pipeline, which cannot report that this fails
    const batches = recordBatches(schema, provenance, earlier, encode, run)
    const writer = ResumableFileWriter.throughNode({ autoDestroy: true, writableHighWaterMark: 1 })
    await pipeline(batches, writer, file.createWriteStream())
    if (run.failure !== null) throw run.failure.error
    const finished = run.rows === provenance.data.rows
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
    throw writeError(path, kept, provenance.data.rows, error)
  }
}

/** How far a run has come. */
interface Run {
  rows: number // handed to the writer
  failure: { error: unknown } | null // what ended the model's work; thrown once the rows before it are on disk
  stop: () => boolean
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

/** Earlier rows first, copied as they stand; then new ones. Ends early, without throwing, when the model fails. */
async function* recordBatches(
  schema: Schema,
  provenance: Provenance,
  earlier: Earlier | null,
  encode: Encode,
  run: Run,
): AsyncGenerator<RecordBatch> {
  for (let i = 0; i < (earlier?.file.batchRows.length ?? 0); i++) {
    const batch = await earlier!.file.read(i)
    yield new RecordBatch(schema, batch.data)
    run.rows += batch.numRows
  }
  try {
    for await (const group of grouped(encode(run.rows), provenance, run.stop)) {
      const rows = group.reduce((sum, batch) => sum + batch.rows, 0)
      yield recordBatch(schema, provenance, group, rows)
      run.rows += rows
    }
  } catch (error) {
    run.failure = { error }
  }
}

/** The same for every run of one provenance. */
function recordRows({ width, model, logits = 0 }: Provenance): number {
  const bytes = 4 * (width + model.headDims.length * (4 + logits))
  return Math.min(RECORD_ROWS, Math.ceil(RECORD_BYTES / bytes))
}

/** Batches that make up a record batch each; those of an unfinished one are dropped on a stop. */
async function* grouped(
  batches: AsyncIterable<EncodedBatch>,
  provenance: Provenance,
  stop: () => boolean,
): AsyncGenerator<EncodedBatch[]> {
  const enough = recordRows(provenance)
  let waiting: EncodedBatch[] = []
  let waitingRows = 0
  for await (const batch of batches) {
    waiting.push(batch)
    waitingRows += batch.rows
    if (waitingRows >= enough || batch.start + batch.rows === provenance.data.rows) {
      yield waiting
      waiting = []
      waitingRows = 0
    }
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

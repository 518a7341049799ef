/**
 * Writes an embeddings file batch by batch, so that a run that was cut off can go on where it stopped.
 *
 * Rows go to `PATH.PID.partial`; only a finished file gets its name, by renaming. A later run takes over the partial
 * file of a process that is gone, keeps its whole record batches if its provenance is the same, and goes on after
 * them. Record batches begin at fixed rows, so the finished file has the same bytes as one written without a stop.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { Message } from 'apache-arrow/ipc/metadata/message'
import { dataError, messageOf, systemCode, UserError } from '../errors.js'
import type { EncodedBatch, Provenance } from '../types.js'
import { COLUMN, PROVENANCE_KEY } from './embeddings.js'
import { type IpcFile, openIpc } from './ipc.js'

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
  const partial = `${path}.${process.pid}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    const earlier = await takeOver(path, schema)
    const written = { rows: 0 }
    const batches = recordBatches(schema, provenance, earlier, encode, written, stop)
    await pipeline(
      batches,
      ResumableFileWriter.throughNode({ autoDestroy: true, writableHighWaterMark: 1 }),
      createWriteStream(partial),
    )
    const resumedRows = earlier?.file.rows ?? 0
    if (earlier !== null) await rm(earlier.path, { force: true })
    if (written.rows < provenance.data.rows) return { resumedRows, finished: false }
    await sync(partial)
    await rename(partial, path)
    return { resumedRows, finished: true }
  } catch (error) {
    const kept = error instanceof UserError ? 0 : await wholeRows(partial)
    if (kept === 0) await rm(partial, { force: true })
    throw writeError(path, partial, kept, provenance.data.rows, error)
  }
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
    try {
      for (let i = 0; i < earlier.file.batchRows.length; i++) {
        const batch = await earlier.file.read(i)
        yield new RecordBatch(schema, batch.data)
        written.rows += batch.numRows
      }
    } finally {
      await earlier.file.close()
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

/** The Arrow schema of an embeddings file, with its provenance. */
function embeddingSchema(provenance: Provenance): Schema {
  const fields: Field[] = [
    new Field(COLUMN.id, new Utf8(), false),
    new Field(COLUMN.label, new Int32(), false),
  ]
  const heads = provenance.model.headDims.length
  if (provenance.width > 0)
    fields.push(new Field(COLUMN.embedding, listOf(provenance.width, new Float32()), false))
  if (heads > 0) {
    fields.push(new Field(COLUMN.headClass, listOf(heads, new Int32()), false))
    fields.push(new Field(COLUMN.headConfidence, listOf(heads, new Float32()), false))
    fields.push(new Field(COLUMN.headRank, listOf(heads, new Int32()), false))
    fields.push(new Field(COLUMN.headLoss, listOf(heads, new Float32()), false))
  }
  return new Schema(fields, new Map([[PROVENANCE_KEY, JSON.stringify(provenance)]]))
}

function listOf<T extends DataType>(size: number, item: T): FixedSizeList<T> {
  return new FixedSizeList(size, new Field('item', item, false))
}

function recordBatch(
  schema: Schema,
  provenance: Provenance,
  parts: readonly EncodedBatch[],
  rows: number,
): RecordBatch {
  const ids = vectorFromArray(
    parts.flatMap((part) => part.ids),
    new Utf8(),
  ).data[0]!
  const children: Data[] = [
    ids,
    ints(
      concat(
        parts.map((part) => part.labels),
        Int32Array,
      ),
    ),
  ]
  const heads = provenance.model.headDims.length
  if (provenance.width > 0) {
    children.push(
      lists(
        provenance.width,
        floats(
          concat(
            parts.map((part) => part.vectors ?? new Float32Array(0)),
            Float32Array,
          ),
        ),
      ),
    )
  }
  if (heads > 0) {
    const scores = parts.flatMap((part) => (part.heads === null ? [] : [part.heads]))
    children.push(
      lists(
        heads,
        ints(
          concat(
            scores.map((score) => score.classes),
            Int32Array,
          ),
        ),
      ),
    )
    children.push(
      lists(
        heads,
        floats(
          concat(
            scores.map((score) => score.confidence),
            Float32Array,
          ),
        ),
      ),
    )
    children.push(
      lists(
        heads,
        ints(
          concat(
            scores.map((score) => score.rank),
            Int32Array,
          ),
        ),
      ),
    )
    children.push(
      lists(
        heads,
        floats(
          concat(
            scores.map((score) => score.loss),
            Float32Array,
          ),
        ),
      ),
    )
  }
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }),
  )
}

function ints(data: Int32Array): Data<Int32> {
  return makeData({ type: new Int32(), length: data.length, nullCount: 0, data })
}

function floats(data: Float32Array): Data<Float32> {
  return makeData({ type: new Float32(), length: data.length, nullCount: 0, data })
}

function lists<T extends Int32 | Float32>(size: number, child: Data<T>): Data {
  return makeData({ type: listOf(size, child.type), length: child.length / size, nullCount: 0, child })
}

function concat<T extends Int32Array | Float32Array>(
  parts: readonly T[],
  Type: new (length: number) => T,
): T {
  const whole = new Type(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

interface Earlier {
  path: string
  file: IpcFile
}

/** The longest partial file of a process that is gone, claimed by renaming, if it was writing the same thing. */
async function takeOver(path: string, schema: Schema): Promise<Earlier | null> {
  let longest: Earlier | null = null
  for (const [i, candidate] of (await abandoned(path)).entries()) {
    const claimed = `${path}.${process.pid}.resuming-${i}.partial`
    try {
      await rename(candidate, claimed)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') continue // another process was faster
      throw error
    }
    const file = await openPartial(claimed)
    const same = file?.schema.metadata.get(PROVENANCE_KEY) === schema.metadata.get(PROVENANCE_KEY)
    if (file !== null && same && file.rows > (longest?.file.rows ?? 0)) {
      await drop(longest)
      longest = { path: claimed, file }
    } else {
      await drop({ path: claimed, file })
    }
  }
  return longest
}

async function drop(partial: { path: string; file: IpcFile | null } | null): Promise<void> {
  if (partial === null) return
  await partial.file?.close()
  await rm(partial.path, { force: true })
}

async function abandoned(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`
  const names = await readdir(dirname(path))
  const partials = names.filter((name) => name.startsWith(prefix) && name.endsWith('.partial'))
  return partials
    .filter((name) => !isRunning(Number.parseInt(name.slice(prefix.length), 10)))
    .map((name) => join(dirname(path), name))
}

/** Our own number on a partial file is an earlier process's: this one has not written yet. */
function isRunning(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

async function openPartial(path: string): Promise<IpcFile | null> {
  try {
    return await openIpc(path, true)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

async function wholeRows(partial: string): Promise<number> {
  const file = await openPartial(partial)
  await file?.close()
  return file?.rows ?? 0
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await handle.sync()
  await handle.close()
}

function writeError(path: string, partial: string, kept: number, rows: number, error: unknown): unknown {
  if (error instanceof UserError) return error
  const code = systemCode(error)
  if (code === null) return error
  const state = kept > 0 ? `${kept} of ${rows} rows are kept in ${partial}` : 'nothing was kept'
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : messageOf(error)
  const next =
    kept > 0
      ? ['make room and run the same command again to go on', `or delete ${partial}`]
      : ['make room, or choose another place']
  return dataError('write-failed', `${path} cannot be written: ${why}; ${state}`, ...next)
}

/** Rows in any format → one Arrow file, batch by batch, so that files of any size need the memory of one batch. */
import type { RecordBatch } from 'apache-arrow'
import { dataError } from '../errors.js'
import type { Progress } from '../types.js'
import { type Written, writeArrow } from './arrow/write-arrow.js'
import type { ToldColumns } from './columns/columns.js'
import { isRead, plainBatch, plainSchema } from './columns/plain-columns.js'
import { openRows } from './formats/index.js'
import { UNSUPPORTED } from './row-file.js'

/** Schema metadata key that says what a file was converted from. */
const ORIGIN_KEY = 'mrl_eval_origin'

export interface Conversion {
  path: string // what is read
  sha256: string // of it
  output: string
  told: ToldColumns
  progress: Progress
  stop: () => boolean // asked after every batch; true ends the run early, keeping what was done
}

export interface Converted extends Written {
  rows: number
  columns: readonly { name: string; type: string }[]
  leftOut: readonly { name: string; type: string }[] // of types that are not read
}

/**
 * Every column as it stands, but for columns that are dictionaries or views, which become plain ones. The same input gives the same
 * bytes, whether the work was cut off or not.
 * @throws UserError (exit 3) when the input cannot be read or the output not be written; whole batches are kept
 */
export async function convert({ path, sha256, output, told, progress, stop }: Conversion): Promise<Converted> {
  const file = await openRows(path)
  try {
    if (file.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const origin = new Map([[ORIGIN_KEY, JSON.stringify({ sha256, columns: told })]])
    const schema = plainSchema(file.schema, told, origin, path)
    const wanted = file.schema.fields.filter(isRead).map(({ name }) => name)
    const leftOut = file.schema.fields
      .filter((field) => !isRead(field))
      .map(({ name, metadata }) => ({ name, type: metadata.get(UNSUPPORTED)! }))
    async function* batches(from: number): AsyncGenerator<RecordBatch> {
      progress.start(`converting ${path}`, file.rows, 'rows', from)
      for (let i = 0, start = 0; i < file.batchRows.length; start += file.batchRows[i++]!) {
        if (start < from || file.batchRows[i] === 0) continue
        if (stop()) return
        const batch = plainBatch(await file.read(i, wanted), schema)
        yield batch
        progress.advance(batch.numRows)
      }
    }
    const written = await writeArrow(output, { schema, key: ORIGIN_KEY, rows: file.rows, batches })
    const columns = schema.fields.map(({ name, type }) => ({ name, type: String(type) }))
    return { ...written, rows: file.rows, columns, leftOut }
  } finally {
    progress.stop()
    await file.close()
  }
}

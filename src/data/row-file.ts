/** Rows in any format that is read, as Arrow record batches. */
import type { RecordBatch, Schema } from 'apache-arrow'

/** Field metadata key of a column whose type is not read, and which comes as nulls; its value is that type. */
export const UNSUPPORTED = 'unsupported'

/** An open file, or several that are one table. Close it when done. */
export interface RowFile {
  path: string // as it was given
  schema: Schema // with the `huggingface` features in its metadata, where the format has them
  rows: number
  batchRows: readonly number[] // rows of each record batch, in order
  /**
   * Reads record batch `i`. Batches may be asked for in any order.
   * @param columns those that are wanted; a format may leave out the others
   */
  read(i: number, columns?: readonly string[]): Promise<RecordBatch>
  /**
   * Takes back the memory of a batch that nobody looks at any more, for those after it: its columns are empty from now on. A
   * batch that is not given back lasts; where this is missing, all do.
   */
  giveBack?(batch: RecordBatch): void
  close(): Promise<void>
}

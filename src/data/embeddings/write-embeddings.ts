/** Writes an embeddings file batch by batch; a run that was cut off goes on where it stopped and ends with the same bytes. */
import type { RecordBatch } from 'apache-arrow'
import type { EncodedBatch, Provenance } from '../../types.js'
import { type Written, writeArrow } from '../arrow/write-arrow.js'
import { embeddingSchema, PROVENANCE_KEY, recordBatch } from './embedding-columns.js'

/** Rows after row `from`, in batches of `provenance.batch` rows. */
export type Encode = (from: number) => AsyncIterable<EncodedBatch>

const RECORD_ROWS = 1024 // about 8 MiB a record batch at D = 2048
const RECORD_BYTES = 2 ** 26 // of a record batch with logits of many classes

/**
 * @param path where the finished file goes; an existing file there is replaced at the end
 * @param stop asked after every batch; true ends the run early, keeping what was done
 * @throws UserError (exit 3) when the disk is full or the folder cannot be written; whole batches are kept
 */
export function writeEmbeddings(
  path: string,
  provenance: Provenance,
  encode: Encode,
  stop: () => boolean,
): Promise<Written> {
  const schema = embeddingSchema(provenance)
  async function* batches(from: number): AsyncGenerator<RecordBatch> {
    for await (const group of grouped(encode(from), provenance, stop)) {
      const rows = group.reduce((sum, batch) => sum + batch.rows, 0)
      yield recordBatch(schema, provenance, group, rows)
    }
  }
  return writeArrow(path, { schema, key: PROVENANCE_KEY, rows: provenance.data.rows, batches })
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

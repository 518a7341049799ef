/** What our files say of a model's heads: a column for each kind of score. */
import type { RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import type { HeadScores, Provenance } from '../../types.js'
import { type Place, readLists } from '../columns/values.js'
import { COLUMN, PROVENANCE_KEY } from './embedding-columns.js'

/** The columns. @param logits of a head; 0: not kept */
export function scoreColumns(logits: number): string[] {
  const { headClass, headConfidence, headRank, headLoss, headLogits } = COLUMN
  return [headClass, headConfidence, headRank, headLoss, ...(logits > 0 ? [headLogits] : [])]
}

/** @throws UserError (exit 3) for a file that says it has heads and has lost their columns */
export function requireHeads(schema: Schema, { model, logits = 0 }: Provenance, path: string): void {
  if (model.headDims.length === 0) return
  const absent = scoreColumns(logits).filter((column) => schema.fields.every(({ name }) => name !== column))
  if (absent.length === 0) return
  throw dataError(
    'heads-missing',
    `${path} says it has the scores of ${model.headDims.length} heads, but has no column ${absent.join(', ')}`,
    'embed it again',
    `or drop the metadata of its schema ("${PROVENANCE_KEY}") with the columns`,
  )
}

/**
 * @throws UserError for heads of another number than the file says, naming the row
 */
export function readHeads(
  batch: RecordBatch,
  place: (column: string) => Place,
  { heads, logits }: { heads: number; logits: number },
): HeadScores {
  const read = (column: string, width = heads) => readLists(batch, place(column), width).values
  return {
    classes: Int32Array.from(read(COLUMN.headClass)), // class numbers and ranks are far below 2²⁴, where float32 ends
    confidence: read(COLUMN.headConfidence),
    rank: Int32Array.from(read(COLUMN.headRank)),
    loss: read(COLUMN.headLoss),
    logits: logits > 0 ? read(COLUMN.headLogits, heads * logits) : null,
  }
}

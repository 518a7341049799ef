/** The columns of an embeddings file, and its record batches. */
import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import type { EncodedBatch, Provenance } from '../../types.js'

/** Schema metadata key of the provenance. */
export const PROVENANCE_KEY = 'mrl_eval'

/** Column names in files that mrl-eval writes. Head columns are lists of G values, one a head; logits of G × C. */
export const COLUMN = {
  id: 'id',
  label: 'label',
  embedding: 'embedding',
  headClass: 'head_class',
  headConfidence: 'head_confidence',
  headRank: 'head_rank',
  headLoss: 'head_loss',
  headLogits: 'head_logits',
} as const

/** A list column: so many numbers a row, taken from the encoded batches. */
interface ListColumn {
  name: string
  size: number
  type: Float32 | Int32
  of: (batch: EncodedBatch) => Float32Array | Int32Array
}

/** The list columns of a file; a model without embedding or without heads has none of theirs. */
function listColumns({ width, model, logits = 0 }: Provenance): ListColumn[] {
  const heads = model.headDims.length
  const columns: ListColumn[] = [
    { name: COLUMN.embedding, size: width, type: new Float32(), of: (batch) => batch.vectors! },
    { name: COLUMN.headClass, size: heads, type: new Int32(), of: (batch) => batch.heads!.classes },
    { name: COLUMN.headConfidence, size: heads, type: new Float32(), of: (batch) => batch.heads!.confidence },
    { name: COLUMN.headRank, size: heads, type: new Int32(), of: (batch) => batch.heads!.rank },
    { name: COLUMN.headLoss, size: heads, type: new Float32(), of: (batch) => batch.heads!.loss },
    { name: COLUMN.headLogits, size: heads * logits, type: new Float32(), of: (batch) => batch.heads!.logits! },
  ]
  return columns.filter(({ size }) => size > 0)
}

/** The Arrow schema of an embeddings file, with its provenance. */
export function embeddingSchema(provenance: Provenance): Schema {
  const lists = listColumns(provenance).map(({ name, size, type }) => new Field(name, listOf(size, type), false))
  const fields = [new Field(COLUMN.id, new Utf8(), false), new Field(COLUMN.label, new Int32(), false), ...lists]
  return new Schema(fields, new Map([[PROVENANCE_KEY, JSON.stringify(provenance)]]))
}

/** Encoded batches as one record batch. */
export function recordBatch(
  schema: Schema,
  provenance: Provenance,
  parts: readonly EncodedBatch[],
  rows: number,
): RecordBatch {
  const ids = vectorFromArray(
    parts.flatMap((part) => part.ids),
    new Utf8(),
  ).data[0]!
  const labels = numbers(
    new Int32(),
    parts.map((part) => part.labels),
    rows,
  )
  const lists = listColumns(provenance).map(({ size, type, of }) => {
    const child = numbers(type, parts.map(of), rows * size)
    return makeData({ type: listOf(size, type), length: rows, nullCount: 0, child })
  })
  const type = new Struct(schema.fields)
  return new RecordBatch(schema, makeData({ type, length: rows, nullCount: 0, children: [ids, labels, ...lists] }))
}

function listOf(size: number, item: Float32 | Int32): FixedSizeList {
  return new FixedSizeList(size, new Field<DataType>('item', item, false))
}

/** Arrays one after the other as one column. */
function numbers(type: Float32 | Int32, parts: readonly (Float32Array | Int32Array)[], length: number): Data {
  const data = type instanceof Float32 ? new Float32Array(length) : new Int32Array(length)
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  return type instanceof Float32
    ? makeData({ type, length, nullCount: 0, data: data as Float32Array })
    : makeData({ type, length, nullCount: 0, data: data as Int32Array })
}

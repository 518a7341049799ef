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
import type { EncodedBatch, Provenance } from '../types.js'

/** Schema metadata key of the provenance. */
export const PROVENANCE_KEY = 'mrl_eval'

/** Column names in files that mrl-eval writes. Head columns are lists of G values, one a head. */
export const COLUMN = {
  id: 'id',
  label: 'label',
  embedding: 'embedding',
  headClass: 'head_class',
  headConfidence: 'head_confidence',
  headRank: 'head_rank',
  headLoss: 'head_loss',
} as const

/** The Arrow schema of an embeddings file, with its provenance. */
export function embeddingSchema(provenance: Provenance): Schema {
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

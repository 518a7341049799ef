/** Embeddings files: what `embed` wrote, or any file with a column of embeddings, or logits of heads. */
import type { RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import type { EncodedBatch, HeadScores, Provenance } from '../../types.js'
import { columnList } from '../column-list.js'
import { findColumn, type ToldColumns } from '../columns/columns.js'
import { type KeyColumns, readKeys } from '../columns/keys.js'
import { labelClasses } from '../columns/labels.js'
import { readLists, requireFinite } from '../columns/values.js'
import { stem } from '../dataset.js'
import { openRows } from '../formats/index.js'
import { COLUMN } from './embedding-columns.js'
import { type HeadColumns, headColumns, logitColumns, readHeadColumns, withoutLogits } from './logit-columns.js'
import type { ForeignTable } from './logits-kind.js'
import { readProvenance } from './provenance.js'
import { readHeads, requireHeads, scoreColumns } from './stored-heads.js'

/**
 * Opens an embeddings file. Vectors are checked (width, null, NaN) as they are read.
 * @throws UserError (exit 3) when the file cannot be read or has neither embeddings nor heads
 */
export async function openEmbeddings(path: string, told: ToldColumns = {}): Promise<ForeignTable> {
  const file = await openRows(path)
  try {
    const { schema } = file
    if (file.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const provenance = readProvenance(schema)
    if (provenance !== null) requireHeads(schema, provenance, path)
    const columns = provenance === null ? logitColumns(schema) : []
    const embedding = embeddingColumn(schema, told, path, provenance)
    if (embedding === null && columns.length === 0 && (provenance?.model.headDims.length ?? 0) === 0) {
      throw dataError(
        'no-embeddings',
        `${path} has no embedding column; it has ${columnList(schema)}`,
        'say which: --column embedding=NAME',
        'or give --model to embed its inputs',
      )
    }
    const label = findColumn(schema, 'label', told, path)?.name ?? null
    const id = findColumn(schema, 'id', told, path)?.name ?? null
    const classes = provenance?.classes ?? (label === null ? null : await labelClasses(file, label))
    const first = (wanted: readonly string[]) =>
      file.read(
        file.batchRows.findIndex((rows) => rows > 0),
        wanted,
      )
    const place = { path, column: embedding ?? '', firstRow: 0 }
    const width = embedding === null ? 0 : readLists(await first([embedding]), place, null).width
    if (embedding !== null && width === 0)
      throw dataError('no-embeddings', `${path}: column "${embedding}" holds empty lists; expected embeddings`)
    const names = columns.map(({ name }) => name)
    const foreign = names.length === 0 ? null : headColumns(await first(names), columns, path)
    const headDims = provenance?.model.headDims ?? columns.map(({ dim }) => dim)
    const logits = provenance?.logits ?? foreign?.classes ?? 0
    return {
      path,
      name: provenance?.model.name ?? stem(path),
      rows: file.rows,
      width,
      dims: provenance === null ? foreign && headDims : provenance.model.dims,
      headDims,
      logits,
      labelled: label !== null,
      classes,
      provenance,
      logitsKind: foreign?.kind ?? null,
      batches: () =>
        readBatches(path, { embedding, label, id, width, classes, heads: headDims.length, logits, foreign }),
    }
  } finally {
    await file.close()
  }
}

/** True when a column can be told to hold embeddings, or columns to hold logits. */
export function hasEmbeddings(schema: Schema, told: ToldColumns, path: string): boolean {
  if (logitColumns(schema).length > 0) return true
  return findColumn(schema, 'embedding', told, path) !== null
}

/** Files of ours say whether they have embeddings; in others the column is looked for. */
function embeddingColumn(
  schema: Schema,
  told: ToldColumns,
  path: string,
  provenance: Provenance | null,
): string | null {
  if (provenance !== null && told.embedding === undefined) return provenance.width > 0 ? COLUMN.embedding : null
  return findColumn(withoutLogits(schema, told), 'embedding', told, path)?.name ?? null
}

interface Layout extends KeyColumns {
  embedding: string | null
  width: number
  classes: readonly string[] | null
  heads: number // G
  logits: number // C, 0: not kept
  foreign: HeadColumns | null // columns of another tool in place of ours
}

async function* readBatches(path: string, layout: Layout): AsyncGenerator<EncodedBatch> {
  const file = await openRows(path)
  const wanted = columnsOf(layout)
  try {
    for (let i = 0, start = 0; i < file.batchRows.length; start += file.batchRows[i++]!) {
      const batch = await file.read(i, wanted)
      yield readBatch(batch, path, layout, start)
      file.giveBack?.(batch) // the next one is asked for, so this one was used
    }
  } finally {
    await file.close()
  }
}

/** The columns that are read; a format may leave out the others. */
function columnsOf({ embedding, label, id, heads, logits, foreign }: Layout): string[] {
  const ours = heads > 0 ? scoreColumns(logits) : []
  const scores = foreign === null ? ours : foreign.columns.map(({ name }) => name)
  return [embedding, label, id, ...scores].filter((name) => name !== null)
}

function readBatch(batch: RecordBatch, path: string, layout: Layout, start: number): EncodedBatch {
  const place = (column: string) => ({ path, column, firstRow: start })
  let vectors: Float32Array | null = null
  if (layout.embedding !== null) {
    vectors = readLists(batch, place(layout.embedding), layout.width).values
    requireFinite(vectors, layout.width, place(layout.embedding))
  }
  const keys = readKeys(batch, path, layout, layout.classes, start)
  const { rows, labels } = keys
  const heads = readScores(batch, path, layout, labels, start)
  return {
    start,
    rows,
    get ids() {
      return keys.ids
    },
    labels,
    vectors,
    heads,
  }
}

function readScores(
  batch: RecordBatch,
  path: string,
  layout: Layout,
  labels: Int32Array,
  firstRow: number,
): HeadScores | null {
  if (layout.foreign !== null) return readHeadColumns(batch, layout.foreign, labels, path, firstRow)
  return layout.heads > 0 ? readHeads(batch, (column) => ({ path, column, firstRow }), layout) : null
}

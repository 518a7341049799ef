/** Embeddings files: what `embed` wrote, or any Arrow file with a list column of numbers. */
import type { RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../errors.js'
import type { EmbeddingTable, EncodedBatch, HeadScores, Provenance } from '../types.js'
import { classNames, findColumn, type ToldColumns } from './columns.js'
import { stem } from './dataset.js'
import { COLUMN, PROVENANCE_KEY } from './embedding-columns.js'
import { openIpc } from './ipc.js'
import { type KeyColumns, readKeys } from './keys.js'
import { readInts, readLists, requireFinite } from './values.js'

/**
 * Opens an embeddings file. Vectors are checked (width, null, NaN) as they are read.
 * @throws UserError (exit 3) when the file cannot be read or has neither embeddings nor head scores
 */
export async function openEmbeddings(path: string, told: ToldColumns = {}): Promise<EmbeddingTable> {
  const file = await openIpc(path)
  try {
    const { schema } = file
    if (file.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const provenance = readProvenance(schema)
    const headDims = provenance?.model.headDims ?? []
    const embedding = embeddingColumn(schema, told, path, provenance)
    if (embedding === null && headDims.length === 0) {
      const have = schema.fields.map((field) => `${field.name} (${field.type})`).join(', ')
      throw dataError(
        'no-embeddings',
        `${path} has no embedding column; it has ${have}`,
        'say which: --column embedding=NAME',
        'or give --model to embed its inputs',
      )
    }
    const label = findColumn(schema, 'label', told, path)?.name ?? null
    const id = findColumn(schema, 'id', told, path)?.name ?? null
    const classes = provenance?.classes ?? (label === null ? null : classNames(schema, label))
    const first =
      embedding === null ? null : readLists(await file.read(0), { path, column: embedding, firstRow: 0 }, null)
    if (first?.width === 0)
      throw dataError('no-embeddings', `${path}: column "${embedding}" holds empty lists; expected embeddings`)
    const width = first?.width ?? 0
    return {
      path,
      name: provenance?.model.name ?? stem(path),
      rows: file.rows,
      width,
      dims: provenance?.model.dims ?? null,
      headDims,
      logits: provenance?.logits ?? 0,
      labelled: label !== null,
      classes,
      provenance,
      batches: () => readBatches(path, { embedding, label, id, width, classes, heads: headDims.length > 0 }),
    }
  } finally {
    await file.close()
  }
}

/** True when a column can be told to hold embeddings. */
export function hasEmbeddings(schema: Schema, told: ToldColumns, path: string): boolean {
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
  return findColumn(schema, 'embedding', told, path)?.name ?? null
}

/** The provenance in a schema, or null where another tool wrote the file. */
export function readProvenance(schema: Schema): Provenance | null {
  const text = schema.metadata.get(PROVENANCE_KEY)
  if (text === undefined) return null
  try {
    const provenance = JSON.parse(text) as Provenance
    return provenance.format === 1 ? provenance : null
  } catch {
    return null
  }
}

interface Layout extends KeyColumns {
  embedding: string | null
  width: number
  classes: readonly string[] | null
  heads: boolean
}

async function* readBatches(path: string, layout: Layout): AsyncGenerator<EncodedBatch> {
  const file = await openIpc(path)
  try {
    for (let i = 0, start = 0; i < file.batchRows.length; start += file.batchRows[i++]!) {
      yield readBatch(await file.read(i), path, layout, start)
    }
  } finally {
    await file.close()
  }
}

function readBatch(batch: RecordBatch, path: string, layout: Layout, start: number): EncodedBatch {
  const place = (column: string) => ({ path, column, firstRow: start })
  let vectors: Float32Array | null = null
  if (layout.embedding !== null) {
    vectors = readLists(batch, place(layout.embedding), layout.width).values
    requireFinite(vectors, layout.width, place(layout.embedding))
  }
  return {
    ...readKeys(batch, path, layout, layout.classes?.length ?? null, start),
    vectors,
    heads: layout.heads ? readHeads(batch, place) : null,
  }
}

function readHeads(
  batch: RecordBatch,
  place: (column: string) => { path: string; column: string; firstRow: number },
): HeadScores {
  return {
    classes: readInts(batch, COLUMN.headClass),
    confidence: readLists(batch, place(COLUMN.headConfidence), null).values,
    rank: readInts(batch, COLUMN.headRank),
    loss: readLists(batch, place(COLUMN.headLoss), null).values,
    logits: null,
  }
}

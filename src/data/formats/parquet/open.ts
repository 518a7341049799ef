/**
 * A Parquet file as record batches. Pages are read by position as they are needed, so a batch takes the memory of its
 * own rows and of one page of each column, however large its row group is. Batches may be read in any order; a batch
 * that begins inside a row group is found without decoding pages of flat columns before it.
 * Format: https://parquet.apache.org/docs/file-format/
 */
import { type Data, makeData, RecordBatch, Schema, Struct } from 'apache-arrow'
import { type OpenFile, openFile } from '../../files/open.js'
import type { RowFile } from '../../row-file.js'
import { arrowSchema } from './arrow-schema.js'
import { assemble, emptyColumn } from './assemble.js'
import { type Chunk, openChunk } from './chunk.js'
import { codecsOf } from './codecs.js'
import { type Column, columnsOf, unsupported } from './columns.js'
import { damaged, readFooter } from './footer.js'
import type { LeafRows } from './leaf-rows.js'
import { planSlices, type Slice } from './slices.js'

/** The chunks of a row group, by index of their leaf. */
type Chunks = ReadonlyMap<number, Chunk>

/** @throws UserError (exit 3) for a file that is damaged or encrypted, or of which no column can be read */
export async function openParquet(path: string): Promise<RowFile> {
  const file = await openFile(path)
  try {
    return await rowsOf(file, path)
  } catch (error) {
    await file.handle.close()
    throw error
  }
}

async function rowsOf({ handle, size }: OpenFile, path: string): Promise<RowFile> {
  const footer = await readFooter(handle, size, path)
  const stored = arrowSchema(footer.keys.get('ARROW:schema'))
  const columns = columnsOf(footer, stored, path)
  const slices = planSlices(footer, columns)
  const codecs = await codecsOf(footer)
  const metadata = new Map([...(stored?.metadata ?? []), ...footer.keys])
  metadata.delete('ARROW:schema')
  let open: { group: number; chunks: Chunks } | null = null

  const read = async (i: number, names?: readonly string[]): Promise<RecordBatch> => {
    const slice = slices[i]!
    const wanted = names === undefined ? columns : columns.filter(({ field }) => names.includes(field.name))
    const unread = names === undefined ? [] : wanted.filter(({ node }) => node === null)
    if (unread.length > 0) throw unsupported(unread, path)
    if (open?.group !== slice.group) open = { group: slice.group, chunks: chunksOf(slice.group) }
    return readSlice(wanted, open.chunks, slice, metadata, path)
  }
  const chunksOf = (group: number) => {
    const leaves = columns.flatMap((column) => column.leaves)
    return new Map(leaves.map((leaf) => [leaf.index, openChunk({ handle, path, leaf, codecs, footer, group })]))
  }

  let last: Promise<unknown> = Promise.resolve() // one read at a time: chunks remember where their pages are
  return {
    path,
    schema: schemaOf(columns, metadata),
    rows: footer.rows,
    batchRows: slices.map(({ from, to }) => to - from),
    read: (i, names) => {
      const next = last.then(() => read(i, names))
      last = next.catch(() => null)
      return next
    },
    close: () => handle.close(),
  }
}

async function readSlice(
  columns: readonly Column[],
  chunks: Chunks,
  { from, to }: Slice,
  metadata: Map<string, string>,
  path: string,
): Promise<RecordBatch> {
  const length = to - from
  const children: Data[] = []
  for (const { node, leaves, field } of columns) {
    const rows = new Map<number, LeafRows>()
    for (const { index } of leaves) rows.set(index, await chunks.get(index)!.take(from, to))
    const data = node === null ? emptyColumn(length) : assemble(node, rows, path, field.name)
    if (data.length !== length) throw damaged(path, `column "${field.name}" gave ${data.length} of ${length} rows`)
    children.push(data)
  }
  const schema = schemaOf(columns, metadata)
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }))
}

function schemaOf(columns: readonly Column[], metadata: Map<string, string>): Schema {
  return new Schema(
    columns.map(({ field }) => field),
    metadata,
  )
}

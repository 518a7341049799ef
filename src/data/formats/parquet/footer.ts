/** The footer of a Parquet file: its schema, and where the chunk of each column of each row group lies. */
import type { FileHandle } from 'node:fs/promises'
import { type ColumnMetaData, parquetMetadata, type SchemaElement } from 'hyparquet'
import { dataError, messageOf, UserError } from '../../../errors.js'
import { readAt } from '../../files/read.js'
import { thriftEnd } from './thrift.js'

export interface Footer {
  rows: number
  schema: readonly SchemaElement[]
  groups: readonly Group[]
  keys: ReadonlyMap<string, string> // key-value metadata
}

/** A row group. */
export interface Group {
  rows: number
  chunks: readonly ChunkMetadata[] // one for each leaf of the schema, in order
}

export interface ChunkMetadata extends Pick<ColumnMetaData, 'type' | 'codec' | 'path_in_schema'> {
  values: number // entries with nulls and empty lists
  start: number // byte
  end: number // byte
  inflated: number // bytes when not compressed, as far as its writer knew
}

const MAGIC = 'PAR1'
const MOST = 2 ** 40 // rows, values, or bytes of a column chunk
const REWRITE = 'write or download the file again'

/** @throws UserError (exit 3) when the file is cut off, damaged or encrypted */
export async function readFooter(handle: FileHandle, size: number, path: string): Promise<Footer> {
  const cut = () =>
    dataError('file-truncated', `${path} is cut off at byte ${size}: a Parquet file ends with "${MAGIC}"`, REWRITE)
  if (size < 12) throw cut()
  const tail = await readAt(handle, size - 8, 8, path)
  const ending = Buffer.from(tail).toString('latin1', 4)
  if (ending === 'PARE') throw encrypted(path)
  if (ending !== MAGIC) throw cut()
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true)
  if (length > size - 12) throw damaged(path, `its footer says it has ${length} bytes; the file has ${size}`)
  const start = size - 8 - length
  const bytes = await readAt(handle, start, length + 8, path)
  try {
    thriftEnd(bytes.subarray(0, length), 0)
    return soundFooter(parquetMetadata(bytes, { geoparquet: false }), start, path)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw damaged(path, `its footer cannot be read: ${messageOf(error)}`)
  }
}

/** The error for a Parquet file that cannot be read. */
export function damaged(path: string, why: string): UserError {
  return dataError('file-damaged', `${path}: ${why}`, REWRITE)
}

function encrypted(path: string): Error {
  return dataError('parquet-encrypted', `${path} is an encrypted Parquet file`, 'write it again without encryption')
}

function soundFooter(metadata: ReturnType<typeof parquetMetadata>, end: number, path: string): Footer {
  const groups = metadata.row_groups.map(({ num_rows, columns }): Group => {
    const rows = whole(num_rows)
    const chunks = columns.map(({ meta_data: chunk, file_path, crypto_metadata }): ChunkMetadata => {
      if (crypto_metadata !== undefined) throw encrypted(path)
      if (file_path) throw damaged(path, `its columns lie in another file (${file_path}), which is not read`)
      if (chunk === undefined) throw new Error('a column has no metadata')
      const starts = [chunk.data_page_offset, chunk.dictionary_page_offset ?? 0n].map(whole).filter((at) => at > 0)
      const start = Math.min(...starts)
      const found = {
        type: chunk.type,
        codec: chunk.codec,
        path_in_schema: chunk.path_in_schema,
        values: whole(chunk.num_values),
        start,
        end: start + whole(chunk.total_compressed_size),
        inflated: whole(chunk.total_uncompressed_size),
      }
      if (!(start >= MAGIC.length && found.end <= end))
        throw new Error(`column ${chunk.path_in_schema.join('.')} lies outside the file`)
      return found
    })
    return { rows, chunks }
  })
  const rows = whole(metadata.num_rows)
  const inGroups = groups.reduce((sum, group) => sum + group.rows, 0)
  if (rows !== inGroups) throw new Error(`it counts ${rows} rows, its row groups ${inGroups}`)
  const keys = (metadata.key_value_metadata ?? []).map(({ key, value }): [string, string] => [key, value ?? ''])
  return { rows, schema: metadata.schema, groups, keys: new Map(keys) }
}

function whole(count: bigint | number): number {
  const number = Number(count)
  if (!(number >= 0 && number <= MOST)) throw new Error(`it counts ${count} of something`)
  return number
}

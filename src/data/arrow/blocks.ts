/** Where the record batches and dictionaries of an Arrow file lie, each held to the schema before it is read. */
import type { Schema } from 'apache-arrow'
import { type RecordBatch as BatchHeader, DictionaryBatch } from 'apache-arrow/ipc/metadata/message'
import { messageOf } from '../../errors.js'
import { type Column, layoutOf, requireLengths } from './layout.js'
import { damaged } from './message.js'
import { rowsOfSlices } from './row-slices.js'

/** Where a record batch lies, or a slice of one. */
export interface Block {
  offset: number // of its message, in bytes from the start of the file
  from: number // its first row, in the message
  rows: number
  bytes: number // about, in the file
  dictionaries: readonly DictionaryBlock[] // that hold for it, in order
}

/** Where the values of a dictionary lie, or more of them. */
export interface DictionaryBlock {
  offset: number
  id: number
}

interface Table {
  path: string
  schema: Schema
}

/**
 * The slices that a batch is read in. Columns are as the schema lays them out, with buffers long enough for their rows;
 * what is compressed is looked at when it is read.
 * @param isWhole true: in one piece, however large, so that the batches of a partial file stay as they are
 * @throws UserError (exit 3) when they are not
 */
export function blocksOf(
  { header, bodyLength }: { header: BatchHeader; bodyLength: number },
  { path, schema }: Table,
  offset: number,
  dictionaries: readonly DictionaryBlock[],
  isWhole = false,
): Block[] {
  requireSoundLayout(header, { path, schema }, offset)
  let from = 0
  const slices = isWhole ? [header.length] : rowsOfSlices(schema.fields, header, bodyLength)
  return slices.map((rows) => {
    from += rows
    const bytes = rows === header.length ? bodyLength : (bodyLength * rows) / header.length
    return { offset, from: from - rows, rows, bytes, dictionaries }
  })
}

/** @throws UserError (exit 3) when the columns of a batch, or a dictionary, are not as the schema lays them out */
export function requireSoundLayout(
  header: BatchHeader | DictionaryBatch,
  { path, schema }: Table,
  offset: number,
): void {
  try {
    const batch = header instanceof DictionaryBatch ? header.data : header
    const parts = layoutOf(columnsOf(header, schema), batch)
    if (batch.compression !== null) return
    requireLengths(
      parts,
      batch.buffers.map(({ length }) => length),
    )
  } catch (error) {
    throw damaged(path, offset, messageOf(error))
  }
}

/** The columns of a batch, or the one that a dictionary is. @throws Error for a dictionary that no column has */
export function columnsOf(header: BatchHeader | DictionaryBatch, schema: Schema): readonly Column[] {
  if (!(header instanceof DictionaryBatch)) return schema.fields
  const type = schema.dictionaries.get(header.id)
  if (type === undefined) throw new Error(`it is dictionary ${header.id}, which no column has`)
  return [{ name: `dictionary ${header.id}`, type }]
}

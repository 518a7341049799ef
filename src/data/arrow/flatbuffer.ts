/**
 * A look at Arrow metadata before apache-arrow decodes it. A vector in it can be no longer than the metadata itself; one
 * flipped bit makes a length of two thousand million, over which apache-arrow would loop until memory runs out.
 */

import { DictionaryBatch } from 'apache-arrow/fb/dictionary-batch'
import { Endianness } from 'apache-arrow/fb/endianness'
import type { Field } from 'apache-arrow/fb/field'
import { Footer } from 'apache-arrow/fb/footer'
import { Message } from 'apache-arrow/fb/message'
import { MessageHeader } from 'apache-arrow/fb/message-header'
import { RecordBatch } from 'apache-arrow/fb/record-batch'
import { Schema } from 'apache-arrow/fb/schema'
import { ByteBuffer } from 'flatbuffers'

const DEEPEST = 64 // nested types

/** @throws Error when a vector of the message is longer than the message */
export function requireSoundMessage(metadata: Uint8Array): void {
  const message = Message.getRootAsMessage(new ByteBuffer(metadata))
  requireLengths(metadata, [message.customMetadataLength()])
  const kind = message.headerType()
  if (kind === MessageHeader.Schema) requireSoundSchema(metadata, message.header(new Schema()) as Schema | null)
  if (kind === MessageHeader.RecordBatch)
    requireSoundBatch(metadata, message.header(new RecordBatch()) as RecordBatch | null)
  if (kind === MessageHeader.DictionaryBatch) {
    requireSoundBatch(metadata, (message.header(new DictionaryBatch()) as DictionaryBatch | null)?.data() ?? null)
  }
}

/** @throws Error when a vector of the footer is longer than the footer */
export function requireSoundFooter(metadata: Uint8Array): void {
  const footer = Footer.getRootAsFooter(new ByteBuffer(metadata))
  requireLengths(metadata, [footer.recordBatchesLength(), footer.dictionariesLength(), footer.customMetadataLength()])
  requireSoundSchema(metadata, footer.schema())
}

function requireSoundBatch(metadata: Uint8Array, batch: RecordBatch | null): void {
  if (batch === null) throw new Error('it has no header')
  requireLengths(metadata, [batch.nodesLength(), batch.buffersLength(), batch.variadicBufferCountsLength()])
}

function requireSoundSchema(metadata: Uint8Array, schema: Schema | null): void {
  if (schema === null) throw new Error('it has no schema')
  requireLengths(metadata, [schema.fieldsLength(), schema.customMetadataLength()])
  if (schema.endianness() !== Endianness.Little) throw new Error('its numbers are big-endian; expected little-endian')
  for (let i = 0; i < schema.fieldsLength(); i++) requireSoundField(metadata, schema.fields(i), DEEPEST)
}

function requireSoundField(metadata: Uint8Array, field: Field | null, depth: number): void {
  if (field === null || depth === 0) throw new Error('its columns are nested without end')
  requireLengths(metadata, [field.childrenLength(), field.customMetadataLength()])
  for (let i = 0; i < field.childrenLength(); i++) requireSoundField(metadata, field.children(i), depth - 1)
}

function requireLengths(metadata: Uint8Array, lengths: readonly number[]): void {
  const bad = lengths.find((length) => length < 0 || length > metadata.length)
  if (bad !== undefined) throw new Error(`it says it holds ${bad} entries in ${metadata.length} bytes`)
}

/**
 * The Arrow schema that a Parquet file was written from, kept by its writer under the key `ARROW:schema`. Only it says
 * that lists have one length. Source: parquet/arrow/schema.cc of Apache Arrow.
 */
import { Schema } from 'apache-arrow'
import { Message } from 'apache-arrow/ipc/metadata/message'
import { requireSoundMessage } from '../../arrow/flatbuffer.js'

/** @param key an encapsulated IPC message in base64 */
export function arrowSchema(key: string | undefined): Schema | null {
  if (key === undefined) return null
  const bytes = new Uint8Array(Buffer.from(key, 'base64'))
  try {
    const view = new DataView(bytes.buffer)
    const start = view.getInt32(0, true) === -1 ? 8 : 4
    const metadata = bytes.subarray(start, start + view.getInt32(start - 4, true))
    requireSoundMessage(metadata)
    const header: unknown = Message.decode(metadata).header()
    return header instanceof Schema ? header : null
  } catch {
    return null // the Parquet schema is enough to read the file; newer Arrow types are unknown here
  }
}

/** The buffers of a message as they were before compression. */
import type { RecordBatch as BatchHeader } from 'apache-arrow/ipc/metadata/message'
import { codecOf, decoded, decodedLength } from '../compression/codecs.js'
import type { Take } from './memory.js'
import { MAX_BODY } from './message.js'

/**
 * Each decompressed into memory of its own, or a view of the body.
 * @param tooMuch the error for so many bytes, which would be more than can be read
 * @throws Error for a frame that is damaged or holds less than it says
 */
export async function buffersOf(
  { buffers, compression }: BatchHeader,
  body: Uint8Array,
  take: Take,
  tooMuch: (bytes: number) => Error,
): Promise<Uint8Array[]> {
  const views = buffers.map(({ offset, length }) => body.subarray(offset, offset + length))
  if (compression === null) return views
  const codec = await codecOf(compression.type)
  const lengths = views.map((view) => decodedLength(view, codec))
  const sum = lengths.reduce((total, length) => total + length, 0)
  if (sum > MAX_BODY) throw tooMuch(sum)
  return views.map((view, i) => decoded(view, lengths[i]!, codec, take))
}

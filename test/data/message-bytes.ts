/** Arrow streams put together by hand, for what no writer leaves. */
import { type DataType, Field, Schema } from 'apache-arrow'
import { BodyCompression, BufferRegion, FieldNode, Message, RecordBatch } from 'apache-arrow/ipc/metadata/message'

/** A message with its marker and length; its body comes after it. */
function messageBytes(message: Message): Uint8Array {
  const metadata = Message.encode(message)
  const length = Math.ceil(metadata.length / 8) * 8
  const bytes = new Uint8Array(8 + length)
  new Int32Array(bytes.buffer, 0, 2).set([-1, length])
  bytes.set(metadata, 8)
  return bytes
}

/**
 * A stream of one record batch of columns without nulls and of fixed width, so that each has one buffer.
 * @param compression number of the codec, or null
 * @param claimed bytes that the body is said to have, in place of what it has
 */
export function streamBytes(
  rows: number,
  columns: Readonly<Record<string, { type: DataType; buffer: Uint8Array }>>,
  compression: number | null = null,
  claimed: number | null = null,
): Uint8Array {
  const schema = new Schema(Object.entries(columns).map(([name, { type }]) => new Field(name, type, false)))
  const regions: BufferRegion[] = []
  const body: Uint8Array[] = []
  let at = 0
  for (const { buffer } of Object.values(columns)) {
    const padded = new Uint8Array(Math.ceil(buffer.length / 8) * 8)
    padded.set(buffer)
    regions.push(new BufferRegion(at, 0), new BufferRegion(at, buffer.length))
    body.push(padded)
    at += padded.length
  }
  const nodes = regions.filter((_, i) => i % 2 === 0).map(() => new FieldNode(rows, 0))
  const header = new RecordBatch(rows, nodes, regions, compression === null ? null : new BodyCompression(compression))
  const parts = [messageBytes(Message.from(schema)), messageBytes(Message.from(header, claimed ?? at)), ...body]
  return Buffer.concat([...parts, new Uint8Array(new Int32Array([-1, 0]).buffer)])
}

/** A compressed buffer: its decoded length before its frame; −1 where the frame is the bytes themselves. */
export function compressed(length: number, frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + frame.length)
  new DataView(bytes.buffer).setBigInt64(0, BigInt(length), true)
  bytes.set(frame, 8)
  return bytes
}

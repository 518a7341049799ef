import { writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Data, makeData, RecordBatch, Schema, Struct, Vector } from 'apache-arrow'
import { RecordBatch as BatchHeader } from 'apache-arrow/ipc/metadata/message'
import { CompressedVectorLoader } from 'apache-arrow/visitor/vectorloader'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openIpc } from '../../../src/data/arrow/ipc.js'
import { readFrame } from '../../../src/data/arrow/message.js'
import { rowsOfSlices, sliceRows } from '../../../src/data/arrow/row-slices.js'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { readAt } from '../../../src/data/files/read.js'
import type { EncodedBatch } from '../../../src/types.js'
import { arrowBytes, ints, texts, vectors, writeArrow } from '../arrow-file.js'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const path = fileURLToPath(new URL('../files/arrow/stream.arrow', import.meta.url)) // every layout, with nulls
const handle = await open(path)
const size = (await handle.stat()).size

/** The first batch of the stream with its columns, but for the dictionary, which slices do not touch. */
async function firstBatch() {
  let schema: Schema | null = null
  for (let offset = 0; ; ) {
    const frame = await readFrame(handle, offset, size, path)
    if (typeof frame === 'string') throw new Error(frame)
    if (frame.header instanceof Schema) schema = frame.header
    if (frame.header instanceof BatchHeader) {
      const { header, bodyStart } = frame
      return {
        schema: schema!,
        header,
        read: (at: number, length: number) => readAt(handle, bodyStart + at, length, path),
      }
    }
    offset = frame.bodyStart + frame.bodyLength
  }
}

const cell = (value: unknown): unknown =>
  value instanceof Vector || value instanceof Uint8Array ? Array.from(value as Iterable<unknown>) : value

test('any rows of a batch are the rows of the whole', async () => {
  const { schema, header, read } = await firstBatch()
  const whole = await openIpc(path)
  const expected = await whole.read(0)
  await whole.close()
  const columns = schema.fields.filter(({ name }) => name !== 'kind')
  const range = fc.tuple(fc.nat(header.length), fc.nat(header.length)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
  await fc.assert(
    fc.asyncProperty(range, async ([from, to]) => {
      const slice = await sliceRows(schema.fields, header, [from!, to!], read)
      const { nodes, buffers } = slice.header
      const loader = new CompressedVectorLoader(slice.buffers, nodes, buffers, new Map(), schema.metadataVersion)
      const children = loader.visitMany(columns) as Data[]
      const type = new Struct(columns)
      const batch = new RecordBatch(
        new Schema(columns),
        makeData({ type, length: to! - from!, nullCount: 0, children }),
      )
      for (const { name } of columns) {
        const found = [...batch.getChild(name)!].map(cell)
        expect(found).toEqual([...expected.getChild(name)!].map(cell).slice(from, to))
      }
    }),
  )
})

test('slices have about 8 MiB, and begin at a multiple of 8 rows', async () => {
  const { schema, header } = await firstBatch()
  const batch = new BatchHeader(10_000, header.nodes, header.buffers, null)
  // 10,000 rows in 25 MiB: 8 MiB are 3,200 rows
  expect(rowsOfSlices(schema.fields, batch, 25 * 2 ** 20)).toEqual([3200, 3200, 3200, 400])
  expect(rowsOfSlices(schema.fields, batch, 12 * 2 ** 20)).toEqual([10_000])
})

test('a large batch comes in slices, all rows once and in order', async () => {
  const [rows, width] = [4100, 1024] // 16.8 MB
  const large = join(folder, 'large.arrow')
  const columns = {
    id: texts(Array.from({ length: rows }, (_, i) => `row ${i}`)),
    note: texts(Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? null : 'é'.repeat(i % 9)))),
    label: ints(Array.from({ length: rows }, (_, i) => i % 7)),
    embedding: vectors(
      Array.from({ length: rows }, (_, i) => Array<number>(width).fill(i)),
      width,
    ),
  }
  writeArrow(large, columns)
  const file = await openIpc(large)
  expect(file.batchRows.length).toBeGreaterThan(1)
  const last = await file.read(file.batchRows.length - 1)
  await file.close()
  expect([...last.getChild('note')!].slice(-5)).toEqual(
    [4095, 4096, 4097, 4098, 4099].map((i) => columns.note.values[i]),
  )
  const batches: (EncodedBatch & { fifth: number[] })[] = []
  for await (const batch of (await openEmbeddings(large)).batches())
    batches.push({ ...batch, fifth: Array.from(batch.ids, (_, i) => batch.vectors![i * width + 5]!) })
  expect(batches.map(({ rows: own }) => own)).toEqual(file.batchRows)
  expect(batches.flatMap(({ labels }) => [...labels])).toEqual(columns.label.values)
  expect(batches.flatMap(({ ids }) => ids)).toEqual(columns.id.values)
  expect(batches.flatMap(({ fifth }) => fifth)).toEqual(Array.from({ length: rows }, (_, i) => i))
  expect(batches[0]!.vectors).toHaveLength(0) // its memory went to a batch after it
})

test('a file that is cut after it was opened', async () => {
  const cut = join(folder, 'cut.arrow')
  const bytes = arrowBytes({ label: ints([1, 2, 3]) }, { recordRows: 1 })
  writeFileSync(cut, bytes)
  const file = await openIpc(cut)
  writeFileSync(cut, bytes.subarray(0, 300))
  const error = await userError(file.read(2))
  await file.close()
  expect(error.exitCode).toBe(3)
})

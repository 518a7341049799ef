/**
 * Damaged files end in a UserError or in what the file said before the damage; never in another exception, in missing
 * rows or in values that are not there. Arrow has no checksums, so a flipped bit of a value is a changed value: one, and
 * no more; and a flipped bit of the schema may call the values another type.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Message } from 'apache-arrow/ipc/metadata/message'
import { describe, expect, test } from 'vitest'
import { openIpc } from '../../src/data/arrow/ipc.js'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { UserError } from '../../src/errors.js'
import { arrowBytes, ints, lists, vectors } from './arrow-file.js'
import { collect } from './collect.js'
import { seeded } from './formats/damaged.js'
import { realFile } from './real-files.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const ROWS = 12
const rows = Array.from({ length: ROWS }, (_, i) => [i + 1, -i - 0.5, 1 / (i + 1)])
const label = ints(rows.map((_, i) => i % 4))

const FILES: readonly (readonly [string, Uint8Array])[] = [
  ['file', arrowBytes({ embedding: vectors(rows), label }, { recordRows: 5 })],
  ['stream', arrowBytes({ embedding: vectors(rows), label }, { recordRows: 5, format: 'stream' })],
  ['lists', arrowBytes({ embedding: lists(rows), label }, { recordRows: 5 })],
  ['pyarrow file', readFileSync(realFile('fixed-float32-file'))],
  ['pyarrow stream', readFileSync(realFile('list-float64'))],
]

interface Content {
  rows: number
  width: number
  labels: number[]
  values: number[]
}

/** Everything in a file, or the UserError that it ends with. Any other exception fails the test. */
async function read(bytes: Uint8Array, what: string): Promise<Content | UserError> {
  const path = join(folder, 'damaged.arrow')
  writeFileSync(path, bytes)
  try {
    const table = await openEmbeddings(path)
    const batches = await collect(table.batches())
    return {
      rows: table.rows,
      width: table.width,
      labels: batches.flatMap((batch) => [...batch.labels]),
      values: batches.flatMap((batch) => [...batch.vectors!]),
    }
  } catch (error) {
    if (error instanceof UserError) {
      expect(error.exitCode, what).toBe(3)
      return error
    }
    throw new Error(`${what}: ${String(error)}`)
  }
}

function differences(a: readonly number[], b: readonly number[]): number {
  return a.filter((value, i) => !Object.is(value, b[i])).length + Math.abs(a.length - b.length)
}

describe.each(FILES)('%s', (name, bytes) => {
  test('cut at 50 places', async () => {
    const whole = (await read(bytes, name)) as Content
    const random = seeded(7)
    for (let i = 0; i < 50; i++) {
      const length = Math.floor(random() * bytes.length)
      const found = await read(bytes.subarray(0, length), `${name} cut at ${length}`)
      if (found instanceof UserError) continue
      expect(name, `cut at ${length} was not noticed`).toMatch(/stream/) // a stream may end after any message
      expect(found.values).toEqual(whole.values.slice(0, found.rows * whole.width))
      expect(found.labels).toEqual(whole.labels.slice(0, found.rows))
    }
  })

  test('cut anywhere, what is salvaged is right', async () => {
    const whole = await openWhole(bytes)
    const random = seeded(8)
    for (let i = 0; i < 50; i++) {
      const length = Math.floor(random() * bytes.length)
      writeFileSync(join(folder, 'cut.partial'), bytes.subarray(0, length))
      const part = await openIpc(join(folder, 'cut.partial'), true).catch((error: unknown) => error)
      if (part instanceof UserError) continue
      const file = part as Awaited<ReturnType<typeof openIpc>>
      expect(file.batchRows).toEqual(whole.slice(0, file.batchRows.length))
      for (let b = 0; b < file.batchRows.length; b++) expect((await file.read(b)).numRows).toBe(whole[b])
      await file.close()
    }
  })

  test.each(['schema', 'batch', 'frame'] as const)('one bit flipped at 200 places of a %s', async (place) => {
    const whole = (await read(bytes, name)) as Content
    const random = seeded(9)
    const unnoticed: string[] = []
    for (let i = 0; i < 200; i++) {
      let at = 0
      do at = Math.floor(random() * bytes.length)
      while (placeOf(bytes, at) !== place)
      const bit = Math.floor(random() * 8)
      const flipped = Uint8Array.from(bytes)
      flipped[at]! ^= 1 << bit
      const what = `byte ${at}, bit ${bit}`
      const found = await read(flipped, what).catch((error: Error) => error)
      if (found instanceof UserError) continue
      const nonsense = found instanceof Error ? found.message : difference(found, whole, place)
      if (nonsense !== null) unnoticed.push(`${what}: ${nonsense}`)
    }
    expect(unnoticed).toEqual([])
  })
})

/** More than what one flipped bit of one value can do, in words, or null. */
function difference(found: Content, whole: Content, place: Place): string | null {
  if (found.rows !== whole.rows) return `${found.rows} of ${whole.rows} rows`
  if (found.width !== whole.width) return `${found.width} instead of ${whole.width} dimensions`
  if (place === 'schema') return null
  const labelName = found.labels.every((label) => label === -1) // the name of the label column is hit
  const changed = differences(found.values, whole.values) + (labelName ? 0 : differences(found.labels, whole.labels))
  return changed > 1 ? `${changed} changed values` : null
}

type Place = 'schema' | 'batch' | 'frame'

/** What a byte belongs to: the flatbuffers of the schema or footer, those of a batch, or what is around them. */
function placeOf(bytes: Uint8Array, at: number): Place {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const isFile = bytes[0] === 'A'.charCodeAt(0)
  const footer = isFile ? bytes.length - 10 - view.getInt32(bytes.length - 10, true) : bytes.length
  if (at >= footer) return at < bytes.length - 10 ? 'schema' : 'frame'
  for (let offset = isFile ? 8 : 0; offset < footer; ) {
    const length = view.getInt32(offset + 4, true)
    if (length === 0 || at < offset + 8) return 'frame'
    const message = Message.decode(bytes.subarray(offset + 8, offset + 8 + length))
    if (at < offset + 8 + length) return message.isSchema() ? 'schema' : 'batch'
    offset += 8 + length + message.bodyLength
  }
  return 'frame'
}

async function openWhole(bytes: Uint8Array): Promise<readonly number[]> {
  writeFileSync(join(folder, 'whole.arrow'), bytes)
  const file = await openIpc(join(folder, 'whole.arrow'))
  await file.close()
  return file.batchRows
}

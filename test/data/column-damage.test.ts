/** Files of odd layouts with flipped bits: an error that a user can read, or rows of the same number. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { ToldColumns } from '../../src/data/columns/columns.js'
import { openDataset } from '../../src/data/dataset.js'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { UserError } from '../../src/errors.js'
import { collect } from './collect.js'
import { seeded } from './formats/damaged.js'
import { realFile } from './real-files.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
mkdirSync(join(folder, 'columns-pictures'))
for (const name of ['0.png', '1.png']) writeFileSync(join(folder, 'columns-pictures', name), name)

async function rowsOf(path: string, told: ToldColumns): Promise<number> {
  const batches =
    told.embedding === undefined
      ? await collect((await openDataset(path, told)).batches(3))
      : await collect((await openEmbeddings(path, told)).batches())
  return batches.reduce((sum, { rows }) => sum + rows, 0)
}

test.each<[string, ToldColumns]>([
  ['columns-images', { image: 'hwc' }],
  ['columns-images', { image: 'fixed' }],
  ['columns-images', { image: 'swapped' }],
  ['columns-images', { image: 'view' }],
  ['columns-labels', { label: 'dictionary' }],
  ['columns-labels', { label: 'view' }],
  ['columns-texts', { text: 'view', title: 'heading' }],
  ['columns-embeddings', { embedding: 'bytes_plain' }],
  ['columns-embeddings', { embedding: 'bytes_view' }],
  ['columns-embeddings', { embedding: 'large_f16' }],
])('%s, %o', async (name, told) => {
  const source = realFile(name)
  const bytes = readFileSync(source)
  const target = join(folder, basename(source))
  const rows = await rowsOf(source, told)
  const random = seeded(5)
  for (let i = 0; i < 40; i++) {
    const flipped = Uint8Array.from(bytes)
    const at = Math.floor(random() * bytes.length)
    flipped[at]! ^= 1 << Math.floor(random() * 8)
    writeFileSync(target, flipped)
    const found = await rowsOf(target, told).catch((error: unknown) => error)
    if (found instanceof UserError) continue
    expect(found, `flipped at ${at}`).toBe(rows)
  }
})

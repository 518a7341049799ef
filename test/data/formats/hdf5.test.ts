/** The thread that vitest starts is the compiled one: dist/data/arrays/hdf5/worker.js. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRows } from '../../../src/data/formats/index.js'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'
import { cellsOf, file, LABELS, NAMES, WHOLE, X } from './cells.js'
import { contentOf, damageTests, seeded } from './damaged.js'

const folder = temporaryFolder()

describe('files that h5py wrote', () => {
  test('ann-benchmarks: one of the datasets, and the distance', async () => {
    expect((await cellsOf(`${file('ann.hdf5')}#train`)).columns).toEqual({ embedding: X })
    expect((await cellsOf(`${file('ann.hdf5')}#/neighbors/`)).columns).toEqual({ embedding: WHOLE.slice(0, 3) })
    const opened = await openRows(`${file('ann.hdf5')}#test`)
    expect(opened.schema.metadata.get('hdf5:distance')).toBe('angular')
    await opened.close()
  })

  test('a group whose datasets are columns: float16 in chunks, texts, booleans', async () => {
    const { columns, types } = await cellsOf(`${file('columns.hdf5')}#splits/train`)
    const code = LABELS.map((_, i) => `a${i}`)
    expect(columns).toEqual({ embedding: X, label: LABELS, id: NAMES, code, odd: LABELS.map((x) => x === 1) })
    expect(types).toMatchObject({ embedding: 'FixedSizeList[4]<Float16>', label: 'Int64', id: 'Utf8', odd: 'Bool' })
  })

  test('by a path of groups, big-endian; and a file of one dataset', async () => {
    expect((await cellsOf(`${file('columns.hdf5')}#/splits/test/embedding`)).columns).toEqual({
      embedding: X.slice(0, 3),
    })
    expect((await cellsOf(file('packed.hdf5'))).columns).toEqual({ embedding: X })
  })
})

test('texts of any length are counted by what the file has for a row, not by their pointers', async () => {
  const { File, ready } = await import('h5wasm/node')
  await ready
  const path = join(folder, 'texts.h5')
  const texts = Array.from({ length: 90 }, (_, i) => String.fromCharCode(65 + (i % 26)).repeat(200_000)) // 18 MB
  const written = new File(path, 'w')
  written.create_dataset({ name: 'text', data: texts })
  written.close()
  const rows = await openRows(path)
  expect(rows.rows).toBe(90)
  expect(Math.max(...rows.batchRows)).toBeLessThan(45) // 8 MiB of them
  const found: unknown[] = []
  for (const i of rows.batchRows.keys()) found.push(...(await rows.read(i)).getChildAt(0)!)
  expect(found).toEqual(texts)
  await rows.close()
})

describe('refusals', () => {
  test('datasets of different lengths are listed', async () => {
    const error = await userError(cellsOf(file('ann.hdf5')))
    expect(error).toMatchObject({ code: 'split-missing', exitCode: 2 })
    expect(error.message).toContain('it has distances (3, 4), neighbors (3, 4), test (3, 4), train (8, 4)')
    expect((await userError(cellsOf(`${file('ann.hdf5')}#nothing`))).code).toBe('no-such-split')
  })

  test.each([['records'], ['complex']])('%s', async (name) => {
    const error = await userError(cellsOf(`${file('odd.hdf5')}#${name}`))
    expect(error).toMatchObject({ code: 'hdf5-type', exitCode: 3 })
  })

  test('another file of that name', async () => {
    writeFileSync(join(folder, 'text.h5'), 'this is text')
    const error = await userError(cellsOf(join(folder, 'text.h5')))
    expect(error).toMatchObject({ code: 'file-damaged', exitCode: 3 })
    expect(error.message).toContain('file signature not found')
  })
})

describe('damage', () => {
  damageTests(file('plain.hdf5'), { changed: 1 })
  damageTests(file('packed.hdf5'), { changed: 0 }) // everything has a checksum
})

test('bits flipped in gzipped chunks and groups; a sound file is read in between', async () => {
  const bytes = readFileSync(file('columns.hdf5'))
  const path = join(folder, 'flipped.hdf5')
  const random = seeded(5)
  for (let i = 0; i < 60; i++) {
    const flipped = Uint8Array.from(bytes)
    flipped[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
    writeFileSync(path, flipped)
    await contentOf(`${path}#splits/train`)
    if (i % 10 === 9) expect((await cellsOf(`${file('ann.hdf5')}#train`)).columns).toEqual({ embedding: X })
  }
})

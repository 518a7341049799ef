import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dictionary, Field, Int32, Schema, Utf8 } from 'apache-arrow'
import { expect, test } from 'vitest'
import type { ToldColumns } from '../../src/data/columns/columns.js'
import { declaredRole } from '../../src/data/columns/features.js'
import { labelClasses } from '../../src/data/columns/labels.js'
import { plainSchema } from '../../src/data/columns/plain-columns.js'
import { convert } from '../../src/data/convert.js'
import { openRows, rowsDigest } from '../../src/data/formats/index.js'
import { ints, texts, vectors, writeArrow } from './arrow-file.js'
import { userError } from './collect.js'
import { contentOf } from './formats/damaged.js'
import { realFile } from './real-files.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const quiet = { start() {}, advance() {}, stop() {} }
const rows = Array.from({ length: 10 }, (_, i) => [i, -i, i / 4])
const columns = { emb: vectors(rows), y: ints(rows.map((_, i) => i % 3)), note: texts(rows.map((_, i) => `row ${i}`)) }
const source = writeArrow(join(folder, 'source.arrow'), columns, { recordRows: 3, metadata: { made: 'here' } })

async function converted(path: string, name: string, told: ToldColumns = {}, batches = Number.POSITIVE_INFINITY) {
  let asked = 0
  const output = join(folder, name)
  const stop = () => asked++ >= batches
  const sha256 = await rowsDigest(path, null)
  return { output, ...(await convert({ path, sha256, output, told, progress: quiet, stop })) }
}

test('every column and row, with told columns under their roles', async () => {
  const {
    output,
    rows: written,
    columns: found,
  } = await converted(source, 'out.arrow', { embedding: 'emb', label: 'y' })
  expect(written).toBe(10)
  expect(found).toEqual([
    { name: 'embedding', type: 'FixedSizeList[3]<Float32>' },
    { name: 'label', type: 'Int32' },
    { name: 'note', type: 'Utf8' },
  ])
  const before = await contentOf(source)
  const after = await contentOf(output)
  expect(after).toMatchObject({ rows: 10, values: (before as { values: string[] }).values })
})

test('a run that was stopped is gone on with, to the same bytes', async () => {
  const whole = await converted(source, 'whole.arrow')
  expect(whole).toMatchObject({ finished: true, resumedRows: 0 })
  const first = await converted(source, 'again.arrow', {}, 2)
  expect(first).toMatchObject({ finished: false })
  expect(readdirSync(folder)).not.toContain('again.arrow')
  const second = await converted(source, 'again.arrow')
  expect(second).toMatchObject({ finished: true, resumedRows: 6 })
  expect(readFileSync(second.output).equals(readFileSync(whole.output))).toBe(true)
})

test('what was begun for other columns or another file is begun anew', async () => {
  await converted(source, 'other.arrow', {}, 2)
  expect(await converted(source, 'other.arrow', { label: 'y' })).toMatchObject({ resumedRows: 0, finished: true })
})

test('dictionaries become plain columns', async () => {
  const type = new Dictionary(new Utf8(), new Int32())
  const values = ['b', 'a', null, 'b']
  const path = writeArrow(
    join(folder, 'dictionary.arrow'),
    { label: { type, values } },
    { recordRows: 2, format: 'stream' },
  )
  const { output, columns: found } = await converted(path, 'plain.arrow')
  expect(found).toEqual([{ name: 'label', type: 'Utf8' }])
  expect(await contentOf(output)).toMatchObject({ values: ['b', 'a', 'null', 'b'] })
})

test('what the datasets library wrote keeps its features', async () => {
  const { output, rows: written } = await converted(realFile('datasets-images'), 'images.arrow')
  const [before, after] = [await contentOf(realFile('datasets-images')), await contentOf(output)]
  expect(after).toEqual(before)
  expect(written).toBeGreaterThan(0)
  expect(readFileSync(output).includes('huggingface')).toBe(true)
})

test('what is said of a column goes with it under its new name', async () => {
  const { output } = await converted(realFile('datasets-images'), 'named.arrow', { image: 'img', label: 'kind' })
  const file = await openRows(output)
  expect(await labelClasses(file, 'label')).toEqual(['circle', 'square', 'star'])
  expect(file.schema.fields.map(({ name }) => [name, declaredRole(file.schema, name)])).toEqual([
    ['image', 'image'],
    ['label', 'label'],
  ])
  await file.close()
})

test('metadata of a column stays', () => {
  const fields = [new Field('v', new Utf8(), true, new Map([['unit', 'm']]))]
  const schema = plainSchema(new Schema(fields, new Map([['huggingface', 'no JSON']])), { text: 'v' }, new Map(), 'x')
  expect(schema.fields[0]).toMatchObject({ name: 'text', metadata: new Map([['unit', 'm']]) })
  expect(schema.metadata.get('huggingface')).toBe('no JSON')
})

test.each<[string, ToldColumns, string]>([
  ['a column that is not there', { embedding: 'vec' }, 'column-missing'],
  ['one column for two roles', { image: 'emb', tensor: 'emb' }, 'column-taken'],
  ['a role whose name is taken', { note: 'emb' } as ToldColumns, 'column-taken'],
])('%s', async (_, told, code) => {
  expect(await userError(converted(source, 'never.arrow', told))).toMatchObject({ code, exitCode: 2 })
})

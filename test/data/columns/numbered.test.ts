/** Numbered columns of tables by pandas and polars; see ../files/make_numbered.py. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Float32, Float64, Int64, tableFromArrays, tableToIPC, type Vector } from 'apache-arrow'
import { expect, test } from 'vitest'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { openRows } from '../../../src/data/formats/index.js'
import { collect, userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const file = (name: string) => join(import.meta.dirname, '../files/numbered', name)
const X = Array.from({ length: 8 }, (_, i) => Array.from({ length: 12 }, (_, j) => i + j / 4 - 2))

test.each(['pandas.parquet', 'pandas.feather', 'pandas-named.parquet'])('%s is embeddings', async (name) => {
  const table = await openEmbeddings(file(name))
  expect(table).toMatchObject({ rows: 8, width: 12, labelled: name === 'pandas-named.parquet' })
  const batches = await collect(table.batches())
  expect(batches.flatMap(({ vectors }) => [...vectors!])).toEqual(X.flat())
  if (!table.labelled) return
  expect(batches.flatMap(({ labels }) => [...labels])).toEqual([0, 1, 2, 0, 1, 2, 0, 1])
  expect(batches.flatMap(({ ids }) => ids)[7]).toBe('row 7')
})

/** Names and types of the columns. */
async function typesOf(path: string): Promise<Record<string, string>> {
  const { schema, close } = await openRows(path)
  await close()
  return Object.fromEntries(schema.fields.map(({ name, type }) => [name, String(type)]))
}

test('the type of the numbers stays, where it is one', async () => {
  expect(await typesOf(file('pandas.parquet'))).toEqual({ embedding: `FixedSizeList[12]<${new Float32()}>` })
  expect(await typesOf(file('polars.parquet'))).toEqual({ embedding: `FixedSizeList[12]<${new Int64()}>` })
  const labels = { label_1: 'Int64', label_2: 'Int64' }
  expect(await typesOf(file('pandas-mixed.feather'))).toEqual({
    embedding: `FixedSizeList[12]<${new Float64()}>`,
    ...labels,
  })
})

test('integers', async () => {
  const batches = await collect((await openEmbeddings(file('polars.parquet'))).batches())
  expect(batches.flatMap(({ vectors }) => [...vectors!])).toEqual(X.flat().map((x) => x * 4))
})

test('other types and missing numbers beside them', async () => {
  const rows = await openRows(file('pandas-mixed.feather'))
  const lists = Array.from((await rows.read(0)).getChild('embedding')!, (list) => [...(list as Vector<Float64>)])
  await rows.close()
  expect(lists).toEqual(X.map((row, i) => row.map((x, j) => (j !== 2 ? x : i === 4 ? null : i))))
  const { message } = await userError(openEmbeddings(file('pandas-mixed.feather')))
  expect(message).toMatch(/column "embedding", row 4 has a null among its numbers$/)
})

test('only what is wanted is read', async () => {
  const rows = await openRows(file('pandas-named.parquet'))
  const batch = await rows.read(1, ['label', 'embedding'])
  await rows.close()
  expect(batch.schema.fields.map(({ name }) => name)).toEqual(['embedding', 'label'])
  expect([...batch.getChild('label')!].map(Number)).toEqual([0, 1, 2]) // rows 3 to 5
})

test('columns of texts, classes and booleans stay apart, as do those of files that this program wrote', async () => {
  const write = (name: string, columns: Record<string, unknown>, key: string | null = null) => {
    const table = tableFromArrays(columns as Record<string, Float32Array>)
    if (key !== null) table.schema.metadata.set(key, '{}')
    writeFileSync(join(folder, name), tableToIPC(table, 'file'))
    return join(folder, name)
  }
  const texts = write('texts.arrow', { sentence_1: ['a', 'b'], sentence_2: ['c', 'd'], is_0: [true], is_1: [true] })
  expect(Object.keys(await typesOf(texts))).toEqual(['sentence_1', 'sentence_2', 'is_0', 'is_1'])
  const numbers = { top_1: Float32Array.of(1, 2), top_2: Float32Array.of(3, 4) }
  expect(Object.keys(await typesOf(write('other.arrow', numbers)))).toEqual(['top'])
  expect(Object.keys(await typesOf(write('own.arrow', numbers, 'mrl_eval')))).toEqual(['top_1', 'top_2'])
  const features = { top_1: { _type: 'ClassLabel', names: ['a'] }, top_2: { _type: 'ClassLabel', names: ['a'] } }
  const declared = tableFromArrays(numbers)
  declared.schema.metadata.set('huggingface', JSON.stringify({ info: { features } }))
  writeFileSync(join(folder, 'declared.arrow'), tableToIPC(declared, 'file'))
  expect(Object.keys(await typesOf(join(folder, 'declared.arrow')))).toEqual(['top_1', 'top_2'])
})

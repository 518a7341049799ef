import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openRows, rowsDigest } from '../../../src/data/formats/index.js'
import { temporaryFolder } from '../temporary.js'
import { contentOf } from './damaged.js'

const BEIR = fileURLToPath(new URL('../files/beir', import.meta.url))
const folder = temporaryFolder()

/** Lines of a file of the folder, with the columns that count. */
function rowsOf(name: string, columns: readonly string[]): string[][] {
  const lines = readFileSync(join(BEIR, name), 'utf8').trim().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as Record<string, string>)
  return columns.map((column) => rows.map((row) => row[column]!))
}

test('the corpus and the queries, without their metadata', async () => {
  expect(await contentOf(`${BEIR}#corpus`)).toEqual({
    rows: 12,
    columns: ['_id', 'title', 'text'],
    values: rowsOf('corpus.jsonl', ['_id', 'title', 'text']).flat(),
  })
  expect(await contentOf(`${BEIR}#queries`)).toEqual({
    rows: 6,
    columns: ['_id', 'text'],
    values: rowsOf('queries.jsonl', ['_id', 'text']).flat(),
  })
})

test('gzipped, as hubs keep them', async () => {
  const path = join(folder, 'zipped')
  cpSync(BEIR, path, { recursive: true })
  writeFileSync(join(path, 'corpus.jsonl.gz'), gzipSync(readFileSync(join(path, 'corpus.jsonl'))))
  rmSync(join(path, 'corpus.jsonl'))
  expect(await contentOf(`${path}#corpus`)).toEqual(await contentOf(`${BEIR}#corpus`))
})

test('a part has to be named, and is what the digest is of', async () => {
  await expect(openRows(BEIR)).rejects.toThrow('beir has several splits; it has corpus, queries')
  await expect(openRows(`${BEIR}#test`)).rejects.toThrow('beir has no split "test"; it has corpus, queries')
  expect(await rowsDigest(`${BEIR}#corpus`, null)).not.toBe(await rowsDigest(`${BEIR}#queries`, null))
})

test('rows without texts or ids are no BEIR', async () => {
  const path = join(folder, 'other')
  cpSync(BEIR, path, { recursive: true })
  writeFileSync(join(path, 'corpus.jsonl'), '{"id":"d0","text":"x"}\n')
  await expect(openRows(`${path}#corpus`)).rejects.toMatchObject({ code: 'column-missing', exitCode: 3 })
})

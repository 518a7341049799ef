import { fileURLToPath } from 'node:url'
import { type RecordBatch, Vector } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openRows } from '../../../src/data/formats/index.js'
import { userError } from '../collect.js'
import { damageTests } from './damaged.js'

/** Files of pyarrow, pandas and polars; make_arrow.py says what is in them. */
const file = (name: string) => fileURLToPath(new URL(`../files/arrow/${name}`, import.meta.url))

const ROWS = Array.from({ length: 20 }, (_, i) => i)
const embedding = (i: number) => [i - 2, i - 1.75, i - 1.5, i - 1.25]
const text = (i: number) => (i % 7 === 6 ? null : `row ${i}: ${'é'.repeat(i)}`)

const WRITTEN: Readonly<Record<string, (i: number) => unknown>> = {
  embedding,
  lists: embedding,
  large: embedding,
  label: (i) => BigInt(i % 3),
  text,
  long: text,
  blob: (i) => Array(i).fill(i),
  kind: (i) => ['circle', 'square', 'star'][i % 3],
}

/** Every cell of a column, with lists and bytes as arrays. */
async function cells(path: string): Promise<Record<string, unknown[]>> {
  const rows = await openRows(path)
  const batches: RecordBatch[] = []
  for (const i of rows.batchRows.keys()) batches.push(await rows.read(i))
  await rows.close()
  expect(batches.map(({ numRows }) => numRows)).toEqual(rows.batchRows)
  const plain = (value: unknown) =>
    value instanceof Vector || value instanceof Uint8Array ? Array.from(value as Iterable<unknown>) : value
  return Object.fromEntries(
    rows.schema.fields.map(({ name }) => [name, batches.flatMap((batch) => [...batch.getChild(name)!].map(plain))]),
  )
}

const PYARROW = ['embedding', 'lists', 'large', 'label', 'text', 'long', 'blob', 'kind']
const POLARS = ['embedding', 'lists', 'label', 'text', 'blob', 'kind']
const PANDAS = ['embedding', 'label', 'text', 'kind']

test.each([
  ['file.arrow', PYARROW],
  ['stream.arrow', PYARROW],
  ['file-lz4.arrow', PYARROW],
  ['file-zstd.arrow', PYARROW],
  ['stream-lz4.arrow', PYARROW],
  ['stream-zstd.arrow', PYARROW],
  ['views.arrow', ['embedding', 'text', 'blob', 'label']],
  ['views-lz4.arrow', ['embedding', 'text', 'blob', 'label']],
  ['pandas.feather', PANDAS],
  ['pandas-zstd.feather', PANDAS],
  ['pandas-plain.feather', PANDAS],
  ['polars-uncompressed.arrow', POLARS],
  ['polars-lz4.arrow', POLARS],
  ['polars-zstd.arrow', POLARS],
  ['polars-oldest.arrow', POLARS],
  ['polars-stream.arrow', POLARS],
])('%s has the cells that Python wrote', async (name, columns) => {
  const expected = columns.map((column) => [column, ROWS.map(WRITTEN[column]!)])
  expect(await cells(file(name))).toEqual(Object.fromEntries(expected))
})

describe('dictionaries of a stream', () => {
  const kinds = Array.from({ length: 12 }, (_, i) => `kind ${Math.floor(i / 4)}`)

  test.each(['dictionary-replaced', 'dictionary-grown', 'dictionary-grown-file'])(
    '%s: each batch has its own',
    async (name) => {
      expect((await cells(file(`${name}.arrow`))).kind).toEqual(kinds)
    },
  )

  test('in any order of reading', async () => {
    const rows = await openRows(file('dictionary-replaced.arrow'))
    const found: unknown[] = []
    for (const i of [2, 0, 1]) found.push((await rows.read(i)).getChild('kind')!.get(0))
    await rows.close()
    expect(found).toEqual(['kind 2', 'kind 0', 'kind 1'])
  })
})

test.each(['list-view', 'run-end'])('%s is refused by its name', async (name) => {
  const error = await userError(openRows(file(`${name}.arrow`)))
  expect(error).toMatchObject({ code: 'column-type', exitCode: 3 })
  expect(error.message).toMatch(name === 'run-end' ? 'RunEndEncoded' : 'ListView')
})

test('a file has no splits', async () => {
  const error = await userError(openRows(`${file('file.arrow')}#train`))
  expect(error).toMatchObject({ code: 'no-such-split', exitCode: 2 })
})

/** One bit of a dictionary's offsets changes two of its three values, which 7 rows each have. */
const OF_DICTIONARY = 14
/** A stream has its schema once: one bit of it calls a column another type. */
const OF_COLUMN = 20

describe('malformed', () => {
  damageTests(file('file.arrow'), { changed: OF_DICTIONARY })
  damageTests(file('stream.arrow'), { changed: OF_COLUMN })
  damageTests(file('views.arrow'), { changed: 1 })
  damageTests(file('file-lz4.arrow'), { changed: null })
  damageTests(file('file-zstd.arrow'), { changed: null })
  damageTests(file('polars-lz4.arrow'), { changed: null })
})

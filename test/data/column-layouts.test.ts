/** Every column layout in a file that pyarrow, datasets, polars or pandas wrote; make_columns.py says what is in each. */
import { describe, expect, test } from 'vitest'
import { openDataset } from '../../src/data/dataset.js'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import type { Pixels } from '../../src/types.js'
import { collect, userError } from './collect.js'
import { realFile } from './real-files.js'

const X = [0, 1, 2, 3].map((i) => [0, 1, 2].map((j) => i - j / 2))
const WHOLE = [0, 1, 2, 3].map((i) => [0, 1, 2].map((j) => i - j))
const SUMS = [0, 1, 2, 3].map((i) => [0, 1, 2].map((j) => i + j))

describe('embeddings', () => {
  const values: Record<string, number[][]> = { f16: X, f32: X, f64: X, i8: WHOLE, i16: WHOLE, i64: WHOLE, u8: SUMS }
  const lists = ['fixed', 'list', 'large'].flatMap((kind) =>
    Object.entries(values).map(([item, rows]) => [`${kind}_${item}`, rows] as const),
  )
  const bytes = ['fixed', 'plain', 'large', 'view'].map((kind) => [`bytes_${kind}`, X] as const)
  test.each([...lists, ...bytes])('%s', async (embedding, rows) => {
    expect(await vectors('columns-embeddings', { embedding })).toEqual(rows)
  })

  test.each([
    ['bytes_ragged', 'row 2 has 2 numbers; the rows before it have 3'],
    ['bytes_odd', 'row 3 has 7 bytes; expected float32 numbers, four bytes each'],
  ])('%s', async (embedding, message) => {
    const error = await userError(vectors('columns-embeddings', { embedding }))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(message)
  })

  test.each([
    ['columns-embeddings', 'nested'],
    ['columns-datasets-array2d', 'embedding'],
  ])('lists of lists are refused: %s', async (name, embedding) => {
    const error = await userError(vectors(name, { embedding }))
    expect(error).toMatchObject({ code: 'column-type', exitCode: 3 })
    expect(error.message).toContain('expected a list of numbers per row for the embedding column')
  })

  test('many candidates', async () => {
    expect(await userError(openEmbeddings(realFile('columns-embeddings')))).toMatchObject({ code: 'column-ambiguous' })
  })

  async function vectors(name: string, told: { embedding: string }): Promise<number[][]> {
    const batches = await collect((await openEmbeddings(realFile(name), told)).batches())
    return batches.flatMap(({ vectors, rows }) =>
      Array.from({ length: rows }, (_, row) => [...vectors!.subarray(row * 3, (row + 1) * 3)]),
    )
  }
})

describe('labels', () => {
  const NUMBERS = [2, 0, 1, 0]
  const FRUIT = ['apple', 'fig', 'pear'] // as numpy.unique sorts them
  const numbers = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float', 'double']
  const names = ['string', 'large', 'view', 'dictionary', 'large_dictionary']
  test.each<[string, number[], string[] | null]>([
    ...[...numbers, 'number_dictionary'].map((label): [string, number[], null] => [label, NUMBERS, null]),
    ...names.map((label): [string, number[], string[]] => [label, NUMBERS, FRUIT]),
    ['bool', [1, 0, -1, 0], ['false', 'true']],
    ['gaps', [1, -1, 0, -1], ['fig', 'pear']], // "" and null are no class
    ['dictionary_gaps', [1, -1, 0, -1], ['fig', 'pear']],
  ])('%s', async (label, labels, classes) => {
    const dataset = await openDataset(realFile('columns-labels'), { label })
    expect(dataset.classes).toEqual(classes)
    expect((await collect(dataset.batches(3))).flatMap((batch) => [...batch.labels])).toEqual(labels)
  })
})

describe('images', () => {
  const gray = [0, 1].map((i) => Array.from({ length: 10 }, (_, p) => 16 * i + p))
  const color = gray.map((pixels) => pixels.flatMap((p) => [p, p + 100, (p + 200) % 256]))
  test.each(['binary', 'large_binary', 'view', 'struct', 'swapped', 'paths'])('encoded: %s', async (image) => {
    for (const file of (await files(image)) as Uint8Array[])
      expect(Buffer.from(file.subarray(1, 4)).toString()).toBe('PNG')
  })

  test.each([
    ['hw', gray, 1],
    ['deep', gray, 1],
    ['hwc', color, 3],
    ['chw', color, 3],
    ['fixed', color, 3],
  ] as const)('pixels: %s', async (image, values, channels) => {
    expect(await files(image)).toEqual(
      values.map((row) => ({ values: Uint8Array.from(row), height: 2, width: 5, channels })),
    )
  })

  test('of sizes of their own', async () => {
    expect(((await files('sizes')) as Pixels[]).map(({ height, width }) => [height, width])).toEqual([
      [2, 5],
      [2, 2],
    ])
  })

  test('lists of lists of floats are numbers', async () => {
    const dataset = await openDataset(realFile('columns-images'), { tensor: 'floats' })
    const [batch] = await collect(dataset.batches(2))
    expect(batch!.inputs).toMatchObject({ kind: 'tensors', size: 10 })
    expect(batch!.inputs.kind === 'tensors' && [...batch!.inputs.values.slice(10, 13)]).toEqual([8, 8.5, 9])
  })

  test.each([
    ['lost', 'row 1 names the image file /home/ada/1.png, which is not there'],
    ['beyond', 'row 1 has numbers that are no pixels; expected integers from 0 to 255'],
  ])('%s', async (image, message) => {
    const error = await userError(files(image))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(message)
  })

  test('Array3D of datasets, and the class that is named as usual of two', async () => {
    const dataset = await openDataset(realFile('columns-datasets-arrays'))
    expect(dataset).toMatchObject({ columns: { image: 'image', label: 'fine_label' }, classes: ['dog', 'cat'] })
    const [batch] = await collect(dataset.batches(2))
    expect(batch!.inputs.kind === 'images' && batch!.inputs.files[1]).toMatchObject({
      height: 2,
      width: 3,
      channels: 3,
    })
  })

  async function files(image: string): Promise<readonly (Uint8Array | Pixels)[]> {
    const batches = await collect((await openDataset(realFile('columns-images'), { image })).batches(1))
    return batches.flatMap(({ inputs }) => (inputs.kind === 'images' ? inputs.files : []))
  }
})

describe('texts', () => {
  const TEXTS = ['a b', '', 'ünï 😀', 'd']
  test.each(['string', 'large', 'view', 'dictionary'])('%s', async (text) => {
    expect(await texts('columns-texts', { text })).toEqual(TEXTS)
  })

  test('a title before the text, stripped: told, or of a BEIR corpus', async () => {
    const joined = ['T a b', '', 't  ünï 😀', 'd']
    expect(await texts('columns-texts', { text: 'string', title: 'heading' })).toEqual(joined)
    expect(await texts('columns-beir', {})).toEqual(joined)
    expect((await openDataset(realFile('columns-beir'))).columns).toEqual({ text: 'text', title: 'title', id: '_id' })
  })

  test('a null', async () => {
    const error = await userError(texts('columns-texts', { text: 'nulls' }))
    expect(error.message).toContain('column "nulls", row 1 is null; expected a text')
  })

  test('of datasets, with names of classes', async () => {
    const dataset = await openDataset(realFile('columns-datasets-texts'), {}, 'texts')
    expect(dataset).toMatchObject({ columns: { text: 'sentence', label: 'label' }, classes: ['no', 'yes'] })
  })

  async function texts(name: string, told: { text?: string; title?: string }): Promise<string[]> {
    const batches = await collect((await openDataset(realFile(name), told, 'texts')).batches(3))
    return batches.flatMap(({ inputs }) => (inputs.kind === 'texts' ? inputs.texts : []))
  }
})

describe('other writers', () => {
  test.each([
    ['columns-polars', ['apple', 'fig', 'pear'], [2, 0, 1, 0], ['r0', 'r1', 'r2', 'r3']],
    ['columns-pandas', ['apple', 'fig', 'pear'], [2, 0, 1, 0], ['w', 'x', 'y', 'z']],
    ['columns-datasets-vectors', ['a', 'b', 'c'], [2, 0, 1, 0], ['0', '1', '2', '3']],
    ['columns-polars-array', null, [-1, -1, -1, -1], ['0', '1', '2', '3']],
  ])('%s', async (name, classes, labels, ids) => {
    const table = await openEmbeddings(realFile(name))
    expect([table.width, table.classes]).toEqual([3, classes])
    const batches = await collect(table.batches())
    expect(batches.flatMap((batch) => [...batch.vectors!])).toEqual(X.flat())
    expect(batches.flatMap((batch) => [...batch.labels])).toEqual(labels)
    expect(batches.flatMap((batch) => batch.ids)).toEqual(ids)
  })
})

import { describe, expect, test } from 'vitest'
import { openDataset, stem } from '../../src/data/dataset.js'
import { binaries, features, ints, lists, texts, vectors, writeArrow } from './arrow-file.js'
import { collect, userError } from './collect.js'
import { realFile } from './real-files.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const ROWS = 11
const numbers = Array.from({ length: ROWS }, (_, i) => i)
const columns = {
  x: vectors(numbers.map((i) => [i, i / 2])),
  label: ints(numbers.map((i) => (i === 4 ? null : i))),
  id: texts(numbers.map((i) => `row ${i}`)),
}

function file(recordRows: number): string {
  return writeArrow(`${folder}/rows-${recordRows}.arrow`, columns, { recordRows })
}

describe('batches', () => {
  for (const recordRows of [1, 2, 3, 5, 11]) {
    test.each([1, 2, 4, 11, 100])(`of %i rows from record batches of ${recordRows}`, async (size) => {
      const dataset = await openDataset(file(recordRows))
      for (const from of [0, 1, 3, 10, 11]) {
        const batches = await collect(dataset.batches(size, from))
        expect(batches.map(({ rows }) => rows)).toEqual(cut(ROWS - from, size))
        expect(batches.flatMap(({ ids }) => ids)).toEqual(numbers.slice(from).map((i) => `row ${i}`))
        expect(batches.flatMap(({ labels }) => [...labels])).toEqual(numbers.slice(from).map((i) => (i === 4 ? -1 : i)))
        expect(batches.map(({ start }) => start)).toEqual(cut(ROWS - from, size).map((_, i) => from + i * size))
        const values = batches.flatMap(({ inputs }) => (inputs.kind === 'tensors' ? [...inputs.values] : []))
        expect(values).toEqual(numbers.slice(from).flatMap((i) => [i, i / 2]))
      }
    })
  }

  /** 11 rows in batches of 4 → [4, 4, 3]. */
  function cut(rows: number, size: number): number[] {
    return Array.from({ length: Math.ceil(rows / size) }, (_, i) => Math.min(size, rows - i * size))
  }

  test.each([1, 3, 5, 11])('of some rows alone, from record batches of %i', async (recordRows) => {
    const some = [0, 2, 3, 4, 9, 10]
    const dataset = await openDataset(file(recordRows), {}, null, some)
    expect(dataset.rows).toBe(6)
    for (const from of [0, 1, 5, 6]) {
      const batches = await collect(dataset.batches(4, from))
      expect(batches.map(({ rows }) => rows)).toEqual(cut(6 - from, 4))
      expect(batches.map(({ start }) => start)).toEqual(cut(6 - from, 4).map((_, i) => from + i * 4))
      expect(batches.flatMap(({ numbers }) => [...numbers!])).toEqual(some.slice(from))
      expect(batches.flatMap(({ ids }) => ids)).toEqual(some.slice(from).map((i) => `row ${i}`))
      expect(batches.flatMap(({ labels }) => [...labels])).toEqual(some.slice(from).map((i) => (i === 4 ? -1 : i)))
      const values = batches.flatMap(({ inputs }) => (inputs.kind === 'tensors' ? [...inputs.values] : []))
      expect(values).toEqual(some.slice(from).flatMap((i) => [i, i / 2]))
    }
  })

  test('can be begun again', async () => {
    const dataset = await openDataset(file(3))
    const first = await collect(dataset.batches(4))
    expect(await collect(dataset.batches(4))).toEqual(first)
  })

  test('of images', async () => {
    const images = numbers.map((i) => new Uint8Array([i + 1]))
    const path = writeArrow(`${folder}/images.arrow`, { image: binaries(images) }, { recordRows: 4 })
    const batches = await collect((await openDataset(path)).batches(3, 2))
    const files = batches.flatMap(({ inputs }) => (inputs.kind === 'images' ? inputs.files : []))
    expect(files).toEqual(images.slice(2))
    expect(batches[0]!.ids).toEqual(['2', '3', '4']) // row numbers where there is no id column
    expect([...batches[0]!.labels]).toEqual([-1, -1, -1]) // unknown where there is no label column
  })
})

describe('openDataset', () => {
  test('says what it found', async () => {
    const dataset = await openDataset(file(3))
    expect(dataset).toMatchObject({ name: 'rows-3', rows: ROWS, classes: null })
    expect(dataset.columns).toEqual({ tensor: 'x', label: 'label', id: 'id' })
  })

  test('a dataset that save_to_disk wrote', async () => {
    const dataset = await openDataset(realFile('datasets-images'))
    expect(dataset).toMatchObject({ rows: 6, classes: ['circle', 'square', 'star'] })
    expect(dataset.columns).toEqual({ image: 'img', label: 'kind' })
    const [batch] = await collect(dataset.batches(10))
    expect([...batch!.labels]).toEqual([0, 1, 2, 0, 1, -1])
  })

  test('told columns', async () => {
    const path = writeArrow(`${folder}/two.arrow`, { a: vectors([[1]]), b: vectors([[2]]) })
    const [batch] = await collect((await openDataset(path, { tensor: 'b' })).batches(1))
    expect(batch!.inputs).toMatchObject({ kind: 'tensors', size: 1, values: new Float32Array([2]) })
  })

  test('a tensor that is told goes before an image that is there', async () => {
    const path = writeArrow(`${folder}/both.arrow`, {
      image: binaries([new Uint8Array([1])]),
      x: vectors([[1, 2]]),
    })
    expect((await openDataset(path)).columns).toEqual({ image: 'image' })
    expect((await openDataset(path, { tensor: 'x' })).columns).toEqual({ tensor: 'x' })
  })

  test('nothing to feed a model with', async () => {
    const path = writeArrow(`${folder}/labels.arrow`, { label: ints([1]), name: texts(['a']) })
    const error = await userError(openDataset(path))
    expect(error).toMatchObject({ code: 'no-inputs', exitCode: 3 })
    expect(error.message).toContain('it has label (Int32), name (Utf8)')
  })

  test.each([
    ['a label beyond the declared classes', { label: ints([0, 1, 2]) }, 'row 2 is 2; the file declares 2 classes'],
    ['a negative label', { label: ints([0, -3, 1]) }, 'row 1 is -3'],
    ['a NaN', { x: vectors([[1], [2], [Number.NaN]]) }, 'row 2 has NaN at position 0'],
  ])('%s is named with its row', async (_, odd, message) => {
    const path = writeArrow(
      `${folder}/odd.arrow`,
      { x: vectors([[1], [2], [3]]), label: ints([0, 1, 0]), ...odd },
      { recordRows: 1, metadata: features({ label: { _type: 'ClassLabel', names: ['a', 'b'] } }) },
    )
    const error = await userError(openDataset(path).then((dataset) => collect(dataset.batches(3))))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(`${path}: column `)
    expect(error.message).toContain(message)
  })

  test('tensors whose width changes between record batches', async () => {
    const path = `${folder}/ragged.arrow`
    writeArrow(path, { x: lists([[1, 2], [3, 4], [5]]) }, { recordRows: 2 })
    const error = await userError(openDataset(path).then((dataset) => collect(dataset.batches(4))))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain('row 2 has 1')
  })
})

test.each([
  ['x/train.arrow', 'train'],
  ['train-images.csv.GZ', 'train-images'],
  ['x/a.npz#test', 'a#test'],
  ['glove.hdf5#group/test', 'glove#group/test'],
  ['saved#test', 'saved#test'],
  ['c#/saved', 'saved'],
  ['.hidden', '.hidden'],
])('the name of %s', (path, name) => {
  expect(stem(path)).toBe(name)
})

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inspectData, inspectFile } from '../../../src/data/facts/inspect.js'
import { binaries, features, ints, texts, vectors, writeArrow } from '../arrow-file.js'
import { userError } from '../collect.js'
import { file } from '../formats/cells.js'
import { parquetFile } from '../formats/parquet-files.js'
import { realFile } from '../real-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

test('logits of heads are no embeddings', async () => {
  const rows = [
    [1, 0, 2],
    [0, 3, 1],
  ]
  const columns = { logits_8: vectors(rows), logits_16: vectors(rows), label: ints([0, 1]) }
  const facts = await inspectFile(writeArrow(`${folder}/logits.arrow`, columns), {})
  expect(facts.columns.map(({ name, role }) => [name, role])).toEqual([
    ['logits_8', 'logits'],
    ['logits_16', 'logits'],
    ['label', 'label'],
  ])
  expect([facts.notes, facts.embedding]).toEqual([[], null])
})

test('columns of types that are not read say which', async () => {
  const path = parquetFile('unsupported')
  const facts = await inspectFile(path, {})
  expect(facts.columns.map(({ type }) => type)).toEqual([
    'INT96, which is not read',
    'DECIMAL as FIXED_LEN_BYTE_ARRAY, which is not read',
    'Int64',
  ])
  const told = await inspectFile(path, { embedding: 'when' })
  expect(told.notes.join()).toContain('column "when" holds INT96, which is not read; expected')
})

test('embeddings with labels', async () => {
  const path = writeArrow(
    `${folder}/good.arrow`,
    {
      embedding: vectors([
        [3, 4],
        [0, 0],
        [6, 8],
      ]),
      label: ints([2, 2, null]),
    },
    { recordRows: 2, metadata: features({ label: { _type: 'ClassLabel', names: ['a', 'b', 'c'] } }) },
  )
  const facts = await inspectFile(path, {})
  expect(facts).toMatchObject({
    kind: 'data',
    format: 'arrow',
    path,
    rows: 3,
    recordBatches: 2,
    notes: [],
    provenance: null,
  })
  expect(facts.columns).toEqual([
    { name: 'embedding', type: 'FixedSizeList[2]<Float32>', role: 'embedding' },
    { name: 'label', type: 'Int32', role: 'label' },
  ])
  expect(facts.labels).toEqual({
    known: 2,
    unknown: 1,
    classes: [{ label: 2, name: 'c', rows: 2 }],
    absent: 2,
  })
  expect(facts.embedding).toEqual({
    width: 2,
    dims: null,
    nanRows: 0,
    infiniteRows: 0,
    zeroRows: 1,
    duplicateRows: 0,
    constantDims: [],
    norm: { min: 0, mean: 5, max: 10 },
    meanNorms: [{ dim: 2, norm: 5 }],
  })
})

test('faults are counted, not refused', async () => {
  const rows = [
    [1, 0],
    [Number.NaN, 0],
    [0, Number.POSITIVE_INFINITY],
    [Number.NaN, 1],
  ]
  const facts = await inspectFile(writeArrow(`${folder}/bad.arrow`, { embedding: vectors(rows) }), {})
  expect(facts.embedding).toMatchObject({ nanRows: 2, infiniteRows: 1, zeroRows: 0 })
  expect(facts.embedding!.norm).toEqual({ min: 1, mean: 1, max: 1 })
})

test('repeated rows and dimensions that never change', async () => {
  const rows = [
    [1, 7, 0, 2],
    [2, 7, 0, 2],
    [1, 7, 0, 2],
    [1, 7, -0, 2],
    [1, 7, 0, 2],
  ] // rows 2 and 4 equal row 0; −0 differs from 0 bit by bit
  const facts = await inspectFile(
    writeArrow(`${folder}/same.arrow`, { embedding: vectors(rows) }, { recordRows: 2 }),
    {},
  )
  expect(facts.embedding).toMatchObject({ duplicateRows: 2, constantDims: [1, 3] })
  const one = await inspectFile(writeArrow(`${folder}/one.arrow`, { embedding: vectors([[1, 2]]) }), {})
  expect(one.embedding).toMatchObject({ duplicateRows: 0, constantDims: [] })
})

test('labels that are strings', async () => {
  const facts = await inspectFile(realFile('columns-labels'), { label: 'gaps' })
  expect(facts.labels).toMatchObject({ known: 2, unknown: 2, absent: 0 })
  expect(facts.labels!.classes.map(({ label, name }) => [label, name])).toEqual([
    [0, 'fig'],
    [1, 'pear'],
  ])
})

test('texts', async () => {
  const facts = await inspectFile(realFile('columns-texts'), { text: 'string' })
  // "a b", "", "ünï 😀" of five characters, "d": 3 + 0 + 5 + 1 over 4
  expect(facts.texts).toEqual({ rows: 4, emptyRows: 1, duplicateRows: 0, meanLength: 2.25, maxLength: 5 })
  const none = await inspectFile(realFile('columns-texts'), { text: 'nulls' })
  expect([none.texts, none.notes.join()]).toEqual([null, expect.stringContaining('row 1 is null')])
})

test('images inside, beside, as pixels, and one that is not there', async () => {
  const images = async (image: string) => inspectFile(realFile('columns-images'), { image })
  expect((await images('swapped')).images).toEqual({
    sampled: 2,
    formats: { png: 2 },
    bytes: expect.objectContaining({ min: expect.any(Number) }),
  })
  expect((await images('hwc')).images).toEqual({
    sampled: 2,
    formats: { pixels: 2 },
    bytes: { min: 30, mean: 30, max: 30 },
  })
  const lost = await images('lost')
  expect([lost.images, lost.notes.join()]).toEqual([
    null,
    expect.stringContaining('/home/ada/1.png, which is not there'),
  ])
})

test('rows that are all faulty have no norm', async () => {
  const facts = await inspectFile(writeArrow(`${folder}/nan.arrow`, { embedding: vectors([[Number.NaN]]) }), {})
  expect(facts.embedding!.norm).toBeNull()
  expect(facts.embedding!.meanNorms.every(({ norm }) => Number.isFinite(norm))).toBe(true)
})

describe('what cannot be told is a note', () => {
  test('two embedding columns', async () => {
    const path = writeArrow(`${folder}/two.arrow`, { a: vectors([[1]]), b: vectors([[1]]) })
    const facts = await inspectFile(path, {})
    expect(facts.notes.join()).toContain('the columns "a" and "b" could each be the embedding column')
    expect((await inspectFile(path, { embedding: 'b' })).embedding!.width).toBe(1)
  })

  test.each([
    ['ragged', 'row 6 has 3 numbers'],
    ['null-row', 'row 5 is null'],
    ['null-item', 'row 4 has a null among its numbers'],
    ['float16-labels-merged', 'row 2 is 2050 in float16'],
  ])('%s', async (name, note) => {
    const facts = await inspectFile(realFile(name), {})
    expect(facts.notes.join()).toContain(note)
    expect(facts.columns.length).toBeGreaterThan(0)
  })
})

test('a dataset of images', async () => {
  const facts = await inspectFile(realFile('datasets-images'), {})
  expect(facts.columns.map(({ name, role }) => [name, role])).toEqual([
    ['img', 'image'],
    ['kind', 'label'],
  ])
  expect(facts.embedding).toBeNull()
  expect(facts.labels).toMatchObject({ known: 5, unknown: 1, absent: 0 })
})

test('no rows, and no role at all', async () => {
  expect(await inspectFile(realFile('no-rows'), {})).toMatchObject({ rows: 0, recordBatches: 0 })
  const facts = await inspectFile(writeArrow(`${folder}/text.arrow`, { name: texts(['a']) }), {})
  expect(facts).toMatchObject({ labels: null, embedding: null, notes: [] })
})

test('a file that is none is refused', async () => {
  expect(await userError(inspectFile(`${folder}/absent.arrow`, {}))).toMatchObject({ exitCode: 3 })
})

test('of several splits, each, however deep', async () => {
  const root = `${folder}/several`
  for (const [i, split] of ['default/train', 'default/test', 'other/train'].entries()) {
    mkdirSync(`${root}/${split}`, { recursive: true })
    writeArrow(`${root}/${split}/a.arrow`, { label: ints(Array.from({ length: i + 1 }, () => 0)) })
  }
  const found = await inspectData(root, {})
  expect(found.map(({ path, rows }) => [path.slice(root.length), rows])).toEqual([
    ['/default#test', 2],
    ['/default#train', 1],
    ['#other', 3],
  ])
  expect((await inspectData(`${root}/default#train`, {})).map(({ rows }) => rows)).toEqual([1])
  expect(await userError(inspectData(`${root}/default#dev`, {}))).toMatchObject({ code: 'no-such-split', exitCode: 2 })
})

test('images that no model gets to see', async () => {
  const files = ['BM then more', '\x89PNG', 'what is this?', 'BM', '<svg'].map((text) => Buffer.from(text, 'latin1'))
  const path = writeArrow(`${folder}/pictures.arrow`, { image: binaries(files) })
  const { images, notes } = await inspectFile(path, {})
  expect(images).toMatchObject({ sampled: 5, formats: { bmp: 2, png: 1, svg: 1, unknown: 1 } })
  expect(notes).toEqual([
    `${path}: column "image" has BMP images in 2 of its first 5 rows, which are not read; convert them to PNG`,
    `${path}: column "image" has what is no known image in 1 of its first 5 rows; expected PNG, JPEG or the like`,
  ])
})

test('arrays of different lengths, each, and groups of one length as a table', async () => {
  const found = await inspectData(file('splits.npz'), {})
  const shown = found.map(({ path, rows, columns }) => [path.split('#')[1], rows, columns[0]!.type, columns[0]!.role])
  expect(shown).toEqual([
    ['x_train', 8, 'FixedSizeList[4]<Float32>', 'embedding'],
    ['y_train', 8, 'Int64', 'label'],
    ['x_test', 3, 'FixedSizeList[4]<Int64>', 'embedding'],
    ['y_test', 3, 'Int64', 'label'],
  ])
  expect(found.flatMap(({ notes }) => notes)).toEqual([]) // as in every file of ann-benchmarks
  const groups = await inspectData(`${file('columns.hdf5')}#splits`, {})
  expect(groups.map(({ path, columns }) => [path.split('#')[1], columns.length])).toEqual([
    ['splits/test', 1],
    ['splits/train', 5],
  ])
})

test('arrays that cannot be read are noted with those that can', async () => {
  const path = `${folder}/objects.npz`
  const bytes = readFileSync(file('splits.npz'), 'latin1')
  writeFileSync(path, bytes.replaceAll("'<i8'", "'|O' "), 'latin1')
  const [train, ...others] = await inspectData(path, {})
  expect([train!.rows, others]).toEqual([8, []])
  expect(train!.notes).toEqual([
    expect.stringContaining('objects.npz#y_train holds Python objects'),
    expect.stringContaining('objects.npz#x_test holds Python objects'),
    expect.stringContaining('objects.npz#y_test holds Python objects'),
  ])
  expect(await userError(inspectData(`${path}#y_test`, {}))).toMatchObject({ exitCode: 3 })
  expect(await userError(inspectData(file('odd.hdf5'), {}))).toMatchObject({ code: 'hdf5-type', exitCode: 3 }) // all of one length, and none is read
})

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { classNames } from '../../../src/data/columns/columns.js'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { openRows, rowsDigest } from '../../../src/data/formats/index.js'
import { inOrder } from '../../../src/data/formats/shard-names.js'
import { features, ints, texts, writeArrow } from '../arrow-file.js'
import { collect, userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

/** Folders that the datasets library wrote; make_arrow.py says what is in them. */
const real = (name: string) => `${fileURLToPath(new URL('../files/arrow', import.meta.url))}/${name}`

const folder = temporaryFolder()
let made = 0

/** Files with the column n, each holding its number in the list; returns the folder they are in. */
function filled(...names: readonly string[]): string {
  const root = join(folder, String(made++))
  for (const [i, name] of names.entries()) shard(join(root, name), i)
  return root
}

function shard(path: string, n: number): void {
  mkdirSync(dirname(path), { recursive: true })
  if (path.endsWith('.arrow') || path.endsWith('.feather')) writeArrow(path, { n: ints([n]) })
  else writeFileSync(path, path.endsWith('.csv') ? 'n\n1\n' : '{}\n')
}

async function column(given: string, name = 'n'): Promise<unknown[]> {
  const rows = await openRows(given)
  const found: unknown[] = []
  for (const i of rows.batchRows.keys()) found.push(...(await rows.read(i)).getChild(name)!)
  await rows.close()
  expect(found.length).toBe(rows.rows)
  return found
}

const count = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const rowNumbers = (found: unknown[]) => found.map((text) => (text === null ? null : Number(/\d+/.exec(String(text)))))
const written = (from: number, to: number) => count(from, to).map((i) => (i % 7 === 6 ? null : i))

describe('folders of the datasets library', () => {
  test.each([
    ['saved', 0, 20],
    ['saved-dict#train', 0, 12],
    ['saved-dict#test', 12, 20],
    ['cached', 0, 20],
    ['cached#train', 0, 20],
  ])('%s has the rows that were saved, in their order', async (name, from, to) => {
    expect(rowNumbers(await column(real(name), 'text'))).toEqual(written(from, to))
    expect((await column(real(name), 'label')).map(Number)).toEqual(count(from, to).map((i) => i % 3))
    const rows = await openRows(real(name))
    await rows.close()
    expect(classNames(rows.schema, 'label')).toEqual(['circle', 'square', 'star'])
  })

  test('as embeddings, through all shards', async () => {
    const table = await openEmbeddings(real('saved'))
    const batches = await collect(table.batches())
    expect([table.rows, table.width, table.classes]).toEqual([20, 4, ['circle', 'square', 'star']])
    expect(batches.flatMap(({ vectors }) => [...vectors!])).toEqual(
      count(0, 20).flatMap((i) => [i - 2, i - 1.75, i - 1.5, i - 1.25]),
    )
    expect(batches.map(({ start }) => start)).toEqual([0, 7, 14])
  })

  test('the order is that of state.json, not of the names', async () => {
    const copy = join(folder, 'reordered')
    cpSync(real('saved'), copy, { recursive: true })
    const state = JSON.parse(readFileSync(join(copy, 'state.json'), 'utf8')) as { _data_files: object[] }
    writeFileSync(join(copy, 'state.json'), JSON.stringify({ ...state, _data_files: state._data_files.toReversed() }))
    expect(rowNumbers(await column(copy, 'text'))).toEqual([...written(14, 20), ...written(7, 14), ...written(0, 7)])
  })

  test('features of dataset_info.json stand in for those of shards that have none', async () => {
    const copy = join(folder, 'plain')
    mkdirSync(copy)
    writeArrow(join(copy, 'part.arrow'), { label: ints([1, 0]) })
    writeFileSync(join(copy, 'state.json'), '{"_data_files": [{"filename": "part.arrow"}]}')
    const info = { features: { label: { _type: 'ClassLabel', names: ['no', 'yes'] } } }
    writeFileSync(join(copy, 'dataset_info.json'), JSON.stringify(info))
    const rows = await openRows(copy)
    await rows.close()
    expect(classNames(rows.schema, 'label')).toEqual(['no', 'yes'])
  })

  test.each([
    ['saved-dict', 'split-missing', 'it has train, test', '--split train'],
    ['saved-dict#valid', 'no-such-split', 'no split "valid"; it has train, test', 'saved-dict#train'],
    ['saved#train', 'no-such-split', 'it was asked for "train"', 'leave the split out'],
  ])('%s: %s', async (name, code, message, suggestion) => {
    const error = await userError(openRows(real(name)))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.message).toContain(message)
    expect(error.suggestions.join()).toContain(suggestion)
  })

  test.each([
    ['no JSON', '{', 'dataset-json', 'not JSON'],
    ['no object', 'null', 'dataset-json', 'holds null'],
    ['no files', '{"_data_files": []}', 'dataset-json', 'names no data files'],
    ['a path in place of a name', '{"_data_files": [{"filename": "../x.arrow"}]}', 'dataset-json', 'no data files'],
    ['a file that is not there', '{"_data_files": [{"filename": "x.arrow"}]}', 'shard-missing', 'x.arrow'],
    [
      'indices',
      '{"_data_files": [{"filename": "a.arrow"}], "_indices_data_files": [{}]}',
      'dataset-indices',
      'indices',
    ],
  ])('state.json with %s', async (_, text, code, message) => {
    const root = filled('a.arrow')
    writeFileSync(join(root, 'state.json'), text)
    const error = await userError(openRows(root))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(message)
  })

  test('a split without its folder', async () => {
    const copy = join(folder, 'without-test')
    cpSync(real('saved-dict'), copy, { recursive: true })
    rmSync(join(copy, 'test'), { recursive: true })
    const error = await userError(openRows(`${copy}#test`))
    expect(error).toMatchObject({ code: 'shard-missing', exitCode: 3 })
    expect((await openRows(`${copy}#train`).then(async (rows) => [rows.rows, await rows.close()]))[0]).toBe(12)
  })
})

describe('folders of shards', () => {
  test('numbers count as numbers', () => {
    expect(inOrder(['a-10', 'a-9', 'a-1', 'A-2'])).toEqual(['a-1', 'A-2', 'a-9', 'a-10'])
  })

  test.each<[string, readonly string[], string, readonly number[]]>([
    ['in the order of their numbers', ['part-10.arrow', 'part-9.arrow', 'part-1.arrow'], '', [2, 1, 0]],
    ['with any names', ['b.arrow', 'a.feather'], '', [1, 0]],
    ['with other files around', ['a.arrow', 'README.md', '.hidden.arrow', 'info.json', '_tmp.arrow'], '', [0]],
    ['of the hub', ['data/train-00001-of-00002.arrow', 'data/train-00000-of-00002.arrow'], '', [1, 0]],
    ['of the hub, by split', ['data/train-00000-of-00001.arrow', 'data/test-00000-of-00001.arrow'], '#test', [1]],
    ['of the hub, with hashes', ['train-00000-of-00001-a09b74b3ef9c3b56.arrow'], '#train', [0]],
    ['with one split a file', ['train.arrow', 'test.arrow'], '#test', [1]],
    ['with splits in their names', ['my_train_0.arrow', 'my_train_1.arrow', 'my_test.arrow'], '#train', [0, 1]],
    ['of a cache', ['cifar-train-00000-of-00001.arrow', 'cifar-test-00000-of-00001.arrow'], '#test', [1]],
    ['of a cache, beside what map() left', ['imdb-train.arrow', 'cache-0123456789abcdef.arrow'], '', [0]],
    ['in a folder a split', ['train/0.arrow', 'train/1.arrow', 'test/0.arrow'], '#train', [0, 1]],
    ['in a folder a configuration', ['en/train-00000-of-00001.arrow', 'en/test-00000-of-00001.arrow'], '#test', [1]],
    ['counted from one', ['x-1-of-2.arrow', 'x-2-of-2.arrow'], '', [0, 1]],
    ['of two sets of one split', ['a-train.arrow', 'b-train.arrow'], '#b-train', [1]],
  ])('%s', async (_, names, part, expected) => {
    expect(await column(`${filled(...names)}${part}`)).toEqual(expected)
  })

  test.each<[string, readonly string[], string, string, number, string]>([
    ['two splits', ['train.arrow', 'test.arrow'], '', 'split-missing', 2, 'it has test, train'],
    ['no such split', ['train.arrow', 'test.arrow'], '#dev', 'no-such-split', 2, 'it has test, train'],
    ['a split of what has none', ['a.arrow', 'b.arrow'], '#train', 'no-such-split', 2, 'has no splits'],
    ['two folders', ['train/a.arrow', 'test/a.arrow'], '', 'split-missing', 2, 'it has test, train'],
    [
      'a missing shard',
      ['t-0-of-3.arrow', 't-2-of-3.arrow'],
      '',
      'shard-missing',
      3,
      't-1-of-3.arrow; expected 3 shards',
    ],
    [
      'a number beyond all memory',
      ['t-00000-of-5000000000.arrow'],
      '',
      'shard-missing',
      3,
      't-00001-of-5000000000.arrow',
    ],
    ['a missing last shard', ['t-00000-of-00002.arrow'], '', 'shard-missing', 3, 't-00001-of-00002.arrow'],
    ['two versions', ['t-0-of-1.arrow', 't-0-of-2.arrow'], '', 'shards-mixed', 3, 't-0-of-2.arrow'],
    ['two formats', ['a.arrow', 'b.csv'], '', 'shards-mixed', 3, 'b.csv (CSV)'],
    ['nothing', ['README.md'], '', 'file-is-folder', 3, 'without data'],
  ])('%s is refused', async (_, names, part, code, exitCode, message) => {
    const error = await userError(openRows(`${filled(...names)}${part}`))
    expect(error).toMatchObject({ code, exitCode })
    expect(error.message).toContain(message)
  })

  test('a column of another type names both files and the column', async () => {
    const root = filled('a.arrow', 'b.arrow')
    writeArrow(join(root, 'b.arrow'), { n: texts(['1']) })
    const error = await userError(openRows(root))
    expect(error).toMatchObject({ code: 'shards-differ', exitCode: 3 })
    expect(error.message).toContain('a.arrow')
    expect(error.message).toContain('b.arrow')
    expect(error.message).toContain('column "n" is Int32 in the first and Utf8 in the second')
  })

  test.each([
    ['a column more', { n: ints([1]), m: ints([1]) }, {}, 'column "m" is missing in the first'],
    ['other class names', { n: ints([1]) }, features({ n: { _type: 'ClassLabel', names: ['b', 'a'] } }), '["b","a"]'],
  ])('%s', async (_, columns, metadata, message) => {
    const root = filled()
    mkdirSync(root)
    writeArrow(
      join(root, 'a.arrow'),
      { n: ints([1]) },
      { metadata: features({ n: { _type: 'ClassLabel', names: ['a', 'b'] } }) },
    )
    writeArrow(join(root, 'b.arrow'), columns, { metadata })
    expect((await userError(openRows(root))).message).toContain(message)
  })

  test('columns in another order are the same columns', async () => {
    const root = filled()
    mkdirSync(root)
    writeArrow(join(root, 'a.arrow'), { n: ints([1]), m: ints([5]) })
    writeArrow(join(root, 'b.arrow'), { m: ints([6]), n: ints([2]) })
    expect([await column(root, 'n'), await column(root, 'm')]).toEqual([
      [1, 2],
      [5, 6],
    ])
  })

  test('batches in any order, and at once', async () => {
    const rows = await openRows(filled('a.arrow', 'b.arrow', 'c.arrow'))
    const found = await Promise.all([2, 0, 1, 2].map((i) => rows.read(i)))
    await rows.close()
    expect(found.map((batch) => batch.getChild('n')!.get(0))).toEqual([2, 0, 1, 2])
  })
})

describe('globs', () => {
  const root = filled('train-00000-of-00002.arrow', 'train-00001-of-00002.arrow', 'test-00000-of-00001.arrow', 'x.csv')
  const at = (pattern: string) => `${root}/${pattern}`

  test.each([
    ['train-*.arrow', [0, 1]],
    ['*.arrow#test', [2]],
    ['train-0000[1]-of-00002.arrow', [1]],
    ['{test,train}-*.arrow', [2, 0, 1]],
    ['train-0000?-of-*.arrow', [0, 1]],
  ])('%s', async (pattern, expected) => {
    expect(await column(at(pattern))).toEqual(expected)
  })

  test('relative to where the command runs', async () => {
    expect(await column(join(relative(process.cwd(), root), 'train-*.arrow'))).toEqual([0, 1])
  })

  test.each([
    ['nothing-*.arrow', 'file-missing', 'no file matches'],
    ['*', 'shards-mixed', 'x.csv'],
  ])('%s is refused', async (pattern, code, message) => {
    const error = await userError(openRows(at(pattern)))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(message)
  })

  test.each([
    [
      ['t-00000-of-00005.arrow', 't-00003-of-00005.arrow'],
      't-00001-of-00005.arrow, ',
      't-{00000,00003}-of-00005.arrow',
    ],
    [
      ['t-1-of-3-0123456789abcdef.arrow', 't-3-of-3-fedcba9876543210.arrow'], // from 1, with hashes
      't-2-of-3-….arrow; expected 3',
      '{t-1-of-3-0123456789abcdef.arrow,t-3-of-3-fedcba9876543210.arrow}',
    ],
    [['t-00002-of-00009.arrow'], 't-00003-of-00009.arrow and 5 more; expected 9', 't-00002-of-00009.arrow'],
  ])('of %j the others are named, and what reads these alone', async (names, message, pattern) => {
    const root = filled(...names)
    for (const path of [root, `${root}/t-*.arrow`]) {
      const error = await userError(openRows(path))
      expect(error).toMatchObject({ code: 'shard-missing', exitCode: 3 })
      expect(error.message).toContain(message)
      const typed = /^or read only those that are there: "(.*)"$/.exec(error.suggestions[1]!)?.[1]
      expect(resolve(typed!)).toBe(join(root, pattern)) // what a glob finds is relative
      expect(await column(typed!)).toEqual(count(0, names.length))
    }
  })

  test('a star that finds a shard too few', async () => {
    const error = await userError(openRows(`${filled('a-0-of-2.arrow')}/a-*.arrow`))
    expect(error).toMatchObject({ code: 'shard-missing', exitCode: 3 })
    expect(error.message).toContain('a-1-of-2.arrow')
  })
})

describe('digests', () => {
  test('change with a shard, with the split and with what state.json says, and not with the place', async () => {
    const copies = ['one', 'two'].map((name) => join(folder, 'digests', name))
    for (const copy of copies) cpSync(real('saved-dict'), copy, { recursive: true })
    const [one, two] = copies as [string, string]
    const first = await rowsDigest(`${one}#train`, null)
    expect(await rowsDigest(`${two}#train`, null)).toBe(first)
    expect(await rowsDigest(`${one}#test`, null)).not.toBe(first)
    writeFileSync(join(one, 'train', 'state.json'), `${readFileSync(join(one, 'train', 'state.json'), 'utf8')} `)
    expect(await rowsDigest(`${one}#train`, null)).not.toBe(first)
    const shards = [0, 1].map((i) => join(two, 'train', `data-0000${i}-of-00002.arrow`)) as [string, string]
    expect(basename(shards[1])).toBe('data-00001-of-00002.arrow')
    cpSync(shards[0], shards[1])
    expect(await rowsDigest(`${two}#train`, null)).not.toBe(first)
  })
})

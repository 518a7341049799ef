import { expect, test } from 'vitest'
import { openNumbering, placesIn } from '../../../src/cli/tables/class-numbering.js'
import type { EmbeddingTable, Notice } from '../../../src/types.js'
import { collect } from '../../data/collect.js'

function table(path: string, classes: readonly string[] | null, labels: readonly number[], headDims: number[] = []) {
  const rows = labels.length
  const batch = { start: 0, rows, ids: labels.map(String), labels: Int32Array.from(labels), vectors: null, heads: null }
  const base = { path, name: path, rows, width: 0, dims: null, logits: 0, provenance: null }
  const made: EmbeddingTable = {
    ...base,
    headDims,
    labelled: true,
    classes,
    async *batches() {
      yield batch
    },
  }
  return made
}

async function labelsOf({ batches }: EmbeddingTable): Promise<number[]> {
  return (await collect(batches())).flatMap(({ labels }) => [...labels])
}

function numbering() {
  const notices: Notice[] = []
  return { notices, ...openNumbering((notice) => notices.push(notice)) }
}

test('the first table that names its classes sets the numbers', async () => {
  const { align } = numbering()
  const first = align(table('db', ['a', 'b', 'c'], [0, 1, 2]), false)
  expect([await labelsOf(first), first.classes]).toEqual([
    [0, 1, 2],
    ['a', 'b', 'c'],
  ])
  // c → 2, a → 0, −1 stays; b is not there
  const second = align(table('q', ['c', 'a'], [0, 1, -1]), false)
  expect([await labelsOf(second), second.classes]).toEqual([
    [2, 0, -1],
    ['a', 'b', 'c'],
  ])
})

test('names that only later tables have get the numbers after', async () => {
  const { align } = numbering()
  align(table('db', ['a', 'b'], [0]), false)
  const second = align(table('q', ['z', 'b', 'y'], [0, 1, 2]), false)
  expect([await labelsOf(second), second.classes]).toEqual([
    [2, 1, 3],
    ['a', 'b', 'z', 'y'],
  ])
  expect(await labelsOf(align(table('q2', ['y'], [0, 0]), false))).toEqual([3, 3])
})

test('equal names keep their order', () => {
  expect([...placesIn(['a', 'x', 'x'], ['x', 'a', 'x', 'x'])]).toEqual([1, 0, 2, -1])
})

test('heads that are scored know classes by number alone', () => {
  const { align } = numbering()
  align(table('one', ['a', 'b', 'c'], [0], [8]), true)
  expect(align(table('two', ['a', 'b'], [0], [8]), true).classes).toEqual(['a', 'b', 'c'])
  const refused = (classes: string[]) => () => align(table('three', classes, [0], [8]), true)
  expect(refused(['a', 'c'])).toThrow('class 1 is "c" in three and "b" in one; expected the same classes')
  expect(refused(['a', 'x'])).toThrow(
    '1 of the 2 classes of three are not in one: "x"; it has "a", "b", "c"; expected the same classes',
  )
  expect(refused(['a', 'x'])).toThrow(expect.objectContaining({ code: 'classes-differ', exitCode: 3 }))
  expect(align(table('four', ['c', 'a'], [0], [8]), false).classes).toEqual(['a', 'b', 'c']) // in a search
})

test('labels without names are numbers in the list of the others; one beyond it is told once', async () => {
  const { align, notices } = numbering()
  const bare = align(table('bare', null, [0, 5, 6]), false)
  expect(await labelsOf(bare)).toEqual([0, 5, 6])
  expect(notices).toEqual([])
  align(table('named', ['a', 'b'], [0]), false)
  for (let i = 0; i < 2; i++) expect(await labelsOf(bare)).toEqual([0, 5, 6])
  expect(notices).toEqual([
    { code: 'labels-unnamed', message: 'bare has label 5 and no names for its classes; named names 2, from 0' },
  ])
})

test('numbers beside names are taken as places in their list, which is told once', async () => {
  const { align, notices } = numbering()
  align(table('named', ['a', 'b'], [0]), false)
  const bare = align(table('bare', null, [0, 1]), false)
  for (let i = 0; i < 2; i++) expect(await labelsOf(bare)).toEqual([0, 1])
  expect(notices).toEqual([
    {
      code: 'labels-unnamed',
      message: 'bare has class numbers without names; taken as places in the list of named, where 0 is "a"',
    },
  ])
})

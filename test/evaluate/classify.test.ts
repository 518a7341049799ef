import { describe, expect, test } from 'vitest'
import { type ClassifyOptions, classify } from '../../src/evaluate/classify.js'
import { superclassesOf } from '../../src/evaluate/superclasses.js'
import type { DimRow } from '../../src/types.js'
import { headTable } from './head-table.js'

/**
 * Classes: 0 cat, 1 dog, 2 car, 3 moon. Heads at 2, 4 and 8; the logits of a row are given by what wins, then what is second.
 * row  label  head 2     head 4     head 8
 * 0    cat    cat        cat        cat
 * 1    cat    dog, cat   cat        cat
 * 2    dog    dog        cat, dog   dog
 * 3    car    moon, car  moon, dog  car
 * 4    moon   moon       car, moon  moon
 * 5    –      cat        cat        cat
 */
const NAMES = ['cat', 'dog', 'car', 'moon']
const SAID: [string, string?][][] = [
  [['cat'], ['cat'], ['cat']],
  [['dog', 'cat'], ['cat'], ['cat']],
  [['dog'], ['cat', 'dog'], ['dog']],
  [['moon', 'car'], ['moon', 'dog'], ['car']],
  [['moon'], ['car', 'moon'], ['moon']],
  [['cat'], ['cat'], ['cat']],
]
const logits = SAID.flat().flatMap((said) => NAMES.map((name) => [2, 1][said.indexOf(name)] ?? 0))
const given = { dims: [2, 4, 8], labels: [0, 0, 1, 2, 3, -1], logits, classes: NAMES }
const table = headTable(given)
const animals = superclassesOf(Int32Array.of(1, 0), ['animal', 'animal'])

async function rowsOf(options: ClassifyOptions, isWanted: (row: DimRow) => boolean): Promise<DimRow[]> {
  return (await classify(table, 'm', 'all', options)).rows.filter(isWanted)
}

const valuesOf = (rows: readonly DimRow[], id: string) => rows.map(({ metrics }) => metrics[id]!.value)

test('without options there is a row for every head and nothing else', async () => {
  const { rows, warnings } = await classify(table, 'm', 'all')
  expect(valuesOf(rows, 'top1')).toEqual([3 / 5, 2 / 5, 1])
  expect(Object.keys(rows[0]!)).toEqual(['model', 'dim', 'metrics'])
  expect(Object.keys(rows[0]!.metrics)).toEqual(['top1', 'top5', 'loss'])
  expect(warnings).toEqual([
    { code: 'unknown-labels', message: '1 of 6 rows of m have no known label and are left out' },
  ])
})

test('the name of the dataset stands in every row and every warning', async () => {
  const { rows, warnings } = await classify(table, 'm', 'all', { data: 'v2', perClass: true })
  expect(new Set(rows.map(({ data }) => data))).toEqual(new Set(['v2']))
  expect(warnings[0]!.message).toContain('of m on v2 ')
})

describe('per class', () => {
  const ofClass = ({ class: name }: DimRow) => name !== undefined

  test('accuracy, rows and trend of every class that occurs', async () => {
    const rows = await rowsOf({ perClass: true }, ofClass)
    expect(
      rows.map((row) => [row.class, row.dim, row.trend, row.metrics.top1!.value, row.metrics.rows!.value]),
    ).toEqual([
      ['cat', 2, 'monotone', 1 / 2, 2],
      ['cat', 4, 'monotone', 1, 2],
      ['cat', 8, 'monotone', 1, 2],
      ['dog', 2, 'u', 1, 1],
      ['dog', 4, 'u', 0, 1],
      ['dog', 8, 'u', 1, 1],
      ['car', 2, 'monotone', 0, 1],
      ['car', 4, 'monotone', 0, 1],
      ['car', 8, 'monotone', 1, 1],
      ['moon', 2, 'u', 1, 1],
      ['moon', 4, 'u', 0, 1],
      ['moon', 8, 'u', 1, 1],
    ])
    expect(rows[0]!.metrics.top1!.ci95).not.toBeNull()
  })

  test('two heads have no trend, and classes without names are called by their numbers', async () => {
    const { rows } = await classify(headTable({ ...given, classes: undefined }), 'm', [2, 8], { perClass: true })
    const own = rows.filter(ofClass)
    expect(own.map((row) => row.class)).toEqual(['0', '0', '1', '1', '2', '2', '3', '3'])
    expect(own.every((row) => !('trend' in row))).toBe(true)
  })
})

describe('superclasses', () => {
  test('over all rows: car and moon are one reject class', async () => {
    const overall = await rowsOf({ superclasses: animals }, ({ superclass }) => superclass === undefined)
    expect(valuesOf(overall, 'superclass')).toEqual([1, 1, 1]) // row 3 says moon at 2 and 4: reject for reject
    expect(valuesOf(overall, 'superclass.listed')).toEqual([1, 1, 1])
    expect(overall[0]!.metrics.superclass!.ci95![0]).toBeLessThan(1)
  })

  test('reject rows that are taken for a superclass are wrong, and the other way round', async () => {
    const cars = superclassesOf(Int32Array.of(2, 1), ['things', 'animal'])
    const overall = await rowsOf({ superclasses: cars }, ({ superclass }) => superclass === undefined)
    // at 2: rows 0 and 4 reject, 2 dog right; 1 cat → dog and 3 car → moon wrong. At 4: 0 and 1 right, 2, 3 and 4 wrong
    expect(valuesOf(overall, 'superclass')).toEqual([3 / 5, 2 / 5, 1])
    expect(valuesOf(overall, 'superclass.listed')).toEqual([1 / 2, 0, 1]) // rows 2 and 3
  })

  test('of each superclass: top-1, superclass, and within its classes', async () => {
    const [first, second] = await rowsOf({ superclasses: animals }, ({ superclass }) => superclass === 'animal')
    // rows 0, 1 and 2. At 4 row 2 says cat before dog, within animals too
    expect(first!.metrics).toMatchObject({ top1: { value: 2 / 3 }, superclass: { value: 1 }, within: { value: 2 / 3 } })
    expect(second!.metrics).toMatchObject({ top1: { value: 2 / 3 }, superclass: { value: 1 }, rows: { value: 3 } })
    const things = superclassesOf(Int32Array.of(2, 1), ['things', 'things'])
    const within = await rowsOf({ superclasses: things }, ({ superclass }) => superclass !== undefined)
    // rows 2 (dog) and 3 (car) between dog and car: at 2 both right, though car is second to moon; at 4 row 3 says dog
    expect(valuesOf(within, 'within')).toEqual([1, 1 / 2, 1])
    expect(valuesOf(within, 'top1')).toEqual([1 / 2, 0, 1])
  })

  test('without logits there is no accuracy within, and a warning says so', async () => {
    const { rows, warnings } = await classify(headTable({ ...given, keeps: false }), 'm', 'all', {
      superclasses: animals,
    })
    const own = rows.find(({ superclass }) => superclass === 'animal')!
    expect(Object.keys(own.metrics)).toEqual(['top1', 'superclass', 'rows'])
    expect(warnings.map(({ code }) => code)).toEqual(['unknown-labels', 'no-logits'])
  })

  test('a superclass without rows has no row, and a warning names it', async () => {
    const { rows, warnings } = await classify(headTable({ ...given, labels: [0, 0, 1, 3, 3, 3] }), 'm', 'all', {
      superclasses: superclassesOf(Int32Array.of(0, 2), ['animal', 'thing']),
    })
    expect(rows.some(({ superclass }) => superclass === 'thing')).toBe(false)
    expect(warnings).toEqual([{ code: 'empty-groups', message: 'm has no rows of 1 of 2 groups: thing' }])
  })
})

test('frequency: cat has many training rows, dog and car some, moon none', async () => {
  const counts = new Map([
    [0, 4],
    [1, 3],
    [2, 2],
  ])
  const rows = await rowsOf({ training: { counts, bounds: [2, 3] } }, ({ frequency }) => frequency !== undefined)
  expect(rows.map((row) => [row.frequency, row.dim, row.metrics.top1!.value, row.metrics.rows!.value])).toEqual([
    ['many', 2, 1 / 2, 2],
    ['many', 4, 1, 2],
    ['many', 8, 1, 2],
    ['medium', 2, 1 / 2, 2],
    ['medium', 4, 0, 2],
    ['medium', 8, 1, 2],
    ['few', 2, 1, 1],
    ['few', 4, 0, 1],
    ['few', 8, 1, 1],
  ])
})

describe('a subset of the classes', () => {
  const subset = { path: 'subset.txt', members: Int32Array.of(2, 1) }

  test('others do not compete, and their rows are left out and counted apart from unknown ones', async () => {
    const { rows, warnings } = await classify(table, 'm', 'all', { subset })
    expect(valuesOf(rows, 'top1')).toEqual([1, 1 / 2, 1]) // rows 2 and 3 between dog and car
    // at 2 row 2 has the logits 2 and 0, row 3 has 0 and 1: −log softmax is log(1 + e^−2) and log(1 + e^−1)
    expect(valuesOf(rows, 'loss')[0]).toBeCloseTo((Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-1))) / 2, 6)
    expect(warnings.map(({ message }) => message)).toEqual([
      '1 of 6 rows of m have no known label and are left out',
      '3 rows of m are of classes that subset.txt does not name, and are left out',
    ])
  })

  test('groups are those of its rows', async () => {
    const rows = await rowsOf({ subset, perClass: true }, ({ class: name }) => name !== undefined)
    expect(new Set(rows.map((row) => row.class))).toEqual(new Set(['dog', 'car']))
  })

  test('no rows of its classes are an error', async () => {
    const cats = headTable({ ...given, labels: [0, 0, 0, 0, 0, -1] })
    await expect(classify(cats, 'm', 'all', { subset })).rejects.toMatchObject({ code: 'subset-no-rows', exitCode: 3 })
    const nothing = headTable({ ...given, labels: [-1, -1, -1, -1, -1, -1] })
    await expect(classify(nothing, 'm', 'all', { subset })).rejects.toMatchObject({ code: 'no-labels' })
  })

  test('no logits are an error', async () => {
    const scores = headTable({ ...given, keeps: false })
    await expect(classify(scores, 'm', 'all', { subset })).rejects.toMatchObject({ code: 'no-logits', exitCode: 3 })
  })
})

test('dims that there are no heads at', async () => {
  const { rows, missed } = await classify(table, 'm', [3], { perClass: true, superclasses: animals })
  expect(rows).toEqual([])
  expect(missed).toEqual({ model: 'm', dims: [2, 4, 8] })
})

test('no heads', async () => {
  const none = { ...table, headDims: [] }
  await expect(classify(none, 'm', 'all')).rejects.toMatchObject({ code: 'no-heads', exitCode: 3 })
})

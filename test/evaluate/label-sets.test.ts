import { expect, test } from 'vitest'
import { labelSets } from '../../src/evaluate/label-sets.js'

const ints = (...labels: number[]) => Int32Array.from(labels)

test('every class of the queries is in the database', () => {
  expect(labelSets(ints(0, 1, 2, 2), ints(2, 0, 0), { classes: null }, 'M')).toEqual([])
})

test('queries and classes are counted, and named where there are names', () => {
  // classes 1 and 4 are not in the database: two queries of 1, one of 4
  const [notice] = labelSets(ints(0, 2), ints(1, 0, 4, 1, 2), { classes: ['a', 'b', 'c', 'd', 'e'] }, 'M')
  expect(notice).toEqual({
    code: 'label-sets-differ',
    message: 'M: 3 of 5 queries are of 2 classes that the database has no rows of (b, e); they count as wrong',
  })
})

test('class numbers in ascending order, three of them', () => {
  const [notice] = labelSets(ints(0), ints(12, 9, 3, 4), { classes: null }, 'M')
  expect(notice!.message).toContain('4 of 4 queries are of 4 classes that the database has no rows of (3, 4, 9, …)')
})

test('one class', () => {
  expect(labelSets(ints(0), ints(7), { classes: null }, 'M')[0]!.message).toContain('1 class that the database')
})

import { describe, expect, test } from 'vitest'
import { hitCounts, hitRate, precision, recall } from '../../src/metrics/hits.js'
import { judge } from '../../src/metrics/judged.js'
import { listsOf } from './judged-lists.js'

// 0 1 1 0 1 · 0 0 0 0 0 · 1 1 1 1 1, of 4, 0 and 20 relevant rows
const lists = judge(Float32Array.of(0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1), 5, Int32Array.of(4, 0, 20), null)

describe('hitCounts', () => {
  test.each([
    [1, [0, 0, 1]],
    [2, [1, 0, 2]],
    [4, [2, 0, 4]],
    [5, [3, 0, 5]],
    [9, [3, 0, 5]],
  ])('among the first %i: %j', (k, counts) => expect([...hitCounts(lists, k)]).toEqual(counts))
})

describe('precision', () => {
  test('divides by k', () => expect([...precision(lists, 4)]).toEqual([2 / 4, 0, 1]))
  test('divides by k where the list is shorter', () => expect([...precision(lists, 10)]).toEqual([3 / 10, 0, 5 / 10]))
  test('divides by k where fewer rows are relevant', () => {
    expect([...precision(listsOf([[1, 0, 0]], 1), 3)]).toEqual([1 / 3]) // 1 if it divided by min(k, relevant)
  })
})

describe('recall', () => {
  test('divides by the relevant rows of the database, neither by 1300 nor by k', () => {
    expect([...recall(lists, 5)]).toEqual([3 / 4, 0, 5 / 20])
  })
  test('without relevant rows it is 0, not NaN', () => expect(recall(lists, 5)[1]).toBe(0))
  test('k beyond the list changes nothing', () => expect([...recall(lists, 50)]).toEqual([...recall(lists, 5)]))
  test('is 1 when all are found', () => expect([...recall(listsOf([[1, 0, 1]], 2), 3)]).toEqual([1]))
})

describe('hitRate', () => {
  test('is 1 with any hit, however many', () => {
    expect([...hitRate(lists, 1)]).toEqual([0, 0, 1])
    expect([...hitRate(lists, 2)]).toEqual([1, 0, 1])
    expect([...hitRate(lists, 9)]).toEqual([1, 0, 1])
  })
})

test('graded gains count once', () => {
  const graded = listsOf([[3, 0.5, 0]], 2)
  expect([...hitCounts(graded, 3)]).toEqual([2])
  expect([...recall(graded, 3)]).toEqual([1])
})

test('order within the k does not matter', () => {
  const [one, other] = [listsOf([[1, 0, 0, 1]], 3), listsOf([[0, 1, 1, 0]], 3)]
  for (const metric of [hitCounts, precision, recall, hitRate]) expect(metric(one, 4)).toEqual(metric(other, 4))
})

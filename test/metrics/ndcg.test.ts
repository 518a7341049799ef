import { describe, expect, test } from 'vitest'
import { judgeByQrels } from '../../src/metrics/judged.js'
import { ndcg } from '../../src/metrics/ndcg.js'
import { listsOf } from './judged-lists.js'

// Discounts 1 / log₂(j + 1) of places 1, 2, 3, 4
const [D1, D2, D3, D4] = [1, 0.6309297536, 0.5, 0.4306765581]

/** nDCG of one list judged by gains by row. */
function graded(ids: readonly number[], gains: Readonly<Record<number, number>>, k: number): number {
  const byRow = new Map(Object.entries(gains).map(([row, gain]) => [Number(row), gain]))
  return ndcg(judgeByQrels(Int32Array.from(ids), ids.length, [byRow]), k)[0]!
}

describe('ndcg by label', () => {
  test.each<[readonly number[], number, number, number]>([
    [[1, 0, 1], 3, 3, (D1 + D3) / (D1 + D2 + D3)], // ideal 1 1 1
    [[1, 0, 1], 3, 2, (D1 + D3) / (D1 + D2)], // ideal 1 1 0
    [[0, 1, 1], 2, 3, D2 / (D1 + D2)], // cut at 2
    [[0, 0, 0, 1], 4, 1, D4],
    [[1, 1, 0], 3, 2, 1],
    [[0, 0, 0], 3, 2, 0],
  ])('%j at %i of %i relevant rows: %f', (gains, k, relevant, value) => {
    expect(ndcg(listsOf([gains], relevant), k)[0]).toBeCloseTo(value, 9)
  })

  test('the ideal is what the database has, not what the list found', () => {
    expect(ndcg(listsOf([[1, 0, 0]], 3), 3)[0]).toBeCloseTo(D1 / (D1 + D2 + D3), 9) // 1 if the list were its own ideal
  })

  test('the ideal does not shrink with a short list', () => {
    expect(ndcg(listsOf([[1]], 3), 3)[0]).toBeCloseTo(D1 / (D1 + D2 + D3), 9)
  })

  test('without relevant rows it is 0, not NaN', () => expect(ndcg(listsOf([[0, 0]], 0), 2)[0]).toBe(0))

  test('one value a query', () => {
    const lists = listsOf(
      [
        [0, 1],
        [1, 0],
      ],
      1,
    )
    expect(ndcg(lists, 2)[0]).toBeCloseTo(D2, 9)
    expect(ndcg(lists, 2)[1]).toBe(1)
  })
})

describe('ndcg by gains', () => {
  test('gains are linear', () => {
    // rows 0 1 2 gain 1 3 0; ideal 3 1. (2^gain − 1 would give (1 + 7·D2) / (7 + D2) = .7098)
    expect(graded([0, 1, 2], { 0: 1, 1: 3, 2: 0 }, 3)).toBeCloseTo((D1 + 3 * D2) / (3 * D1 + D2), 9) // .7967
  })

  test('the ideal takes the largest gains of the database, found or not, and k of them', () => {
    expect(graded([0, 1], { 0: 1, 1: 1, 5: 3, 6: 2 }, 2)).toBeCloseTo((D1 + D2) / (3 * D1 + 2 * D2), 9)
    expect(graded([0, 1], { 0: 1, 1: 1, 5: 3, 6: 2 }, 1)).toBeCloseTo(1 / 3, 9)
  })

  test('gains below 0 are 0, in the list and in the ideal', () => {
    expect(graded([0, 1], { 0: -2, 1: 1 }, 2)).toBeCloseTo(D2, 9)
    expect(graded([0, 1], { 0: -2, 1: -1 }, 2)).toBe(0)
  })

  test('fewer judged rows than k', () => expect(graded([4, 5, 6], { 4: 2 }, 3)).toBe(1))

  test('a missing row gains nothing', () => expect(graded([-1, 4], { 4: 2 }, 2)).toBeCloseTo(D2, 9))

  test('scale does not matter', () => {
    expect(graded([1, 0], { 0: 10, 1: 5 }, 2)).toBeCloseTo(graded([1, 0], { 0: 2, 1: 1 }, 2), 9)
  })
})

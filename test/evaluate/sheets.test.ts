import { expect, test } from 'vitest'
import { chooseQueries, foundBy, isRelevant } from '../../src/evaluate/sheets.js'
import type { Neighbors } from '../../src/types.js'

/** The nearest row of each query at two dims. */
function nearest(short: readonly number[], long: readonly number[]): Neighbors {
  const ids = Int32Array.from([...short, ...long])
  return { dims: [8, 64], queries: short.length, k: 1, ids, scores: Float32Array.from(ids, () => 1) }
}

const database = Int32Array.of(0, 1)

test('one of each outcome in turn, the first ones first; those of one outcome together', () => {
  // All queries are of class 0, so that row 0 is right and row 1 wrong
  //                      0  1  2  3  4  5  6  7
  const found = nearest([0, 0, 1, 0, 1, 0, 1, 0], [0, 0, 0, 0, 1, 1, 0, 0])
  const sides = { database, queries: new Int32Array(8), selves: null }
  // 2 and 6 are gained, 5 is lost, 0, 1, 3 and 7 are right, 4 is wrong
  const chosen = chooseQueries(found, sides, 6)
  expect(chosen).toEqual([
    { query: 2, outcome: 'gained' },
    { query: 6, outcome: 'gained' },
    { query: 5, outcome: 'lost' },
    { query: 0, outcome: 'right' },
    { query: 1, outcome: 'right' },
    { query: 4, outcome: 'wrong' },
  ])
  expect(chooseQueries(found, sides, 3).map(({ outcome }) => outcome)).toEqual(['gained', 'lost', 'right'])
  expect(chooseQueries(found, sides, 100)).toHaveLength(8)
})

test('queries of unknown class are left out; where all are, rows are compared with each other', () => {
  const found = nearest([0, 0, 1], [0, 1, 1])
  const some = { database, queries: Int32Array.of(0, -1, 0), selves: null }
  expect(chooseQueries(found, some, 5)).toEqual([
    { query: 0, outcome: 'right' },
    { query: 2, outcome: 'wrong' },
  ])
  const none = { database, queries: Int32Array.of(-1, -1, -1), selves: null }
  expect(chooseQueries(found, none, 2)).toEqual([
    { query: 1, outcome: 'other' },
    { query: 0, outcome: 'same' },
  ])
})

test('lists are without the query itself and without padding', () => {
  const found: Neighbors = {
    ...{ dims: [8, 64], queries: 1, k: 3 },
    ids: Int32Array.of(4, 7, -1, 7, 4, 2),
    scores: Float32Array.of(3, 2, 0, 3, 2, 1),
  }
  const selves = Int32Array.of(7)
  expect(foundBy(found, 0, 0, 5, selves)).toEqual([{ row: 4, score: 3 }])
  expect(foundBy(found, 1, 0, 1, selves)).toEqual([{ row: 4, score: 2 }])
  expect(foundBy(found, 1, 0, 2, null)).toEqual([
    { row: 7, score: 3 },
    { row: 4, score: 2 },
  ])
})

test('the query itself decides no outcome', () => {
  // Among themselves: query 0 is row 0 and finds itself first, then row 1 of another class at both dims
  const found: Neighbors = {
    ...{ dims: [8, 64], queries: 1, k: 2 },
    ids: Int32Array.of(0, 1, 0, 1),
    scores: Float32Array.of(1, 0.5, 1, 0.5),
  }
  const sides = { database, queries: Int32Array.of(0), selves: Int32Array.of(0) }
  expect(chooseQueries(found, sides, 1)).toEqual([{ query: 0, outcome: 'wrong' }])
})

test('relevance is known where both classes are', () => {
  expect([isRelevant(1, 1), isRelevant(1, 2), isRelevant(-1, -1), isRelevant(0, -1)]).toEqual([true, false, null, null])
})

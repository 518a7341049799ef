import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rescore, rescorePass } from '../../src/search/rescore.js'
import type { Distance } from '../../src/types.js'
import { bruteForce, scoreOf } from './brute-force.js'
import { inBatches, randomVectors, vectorsOf } from './search.js'

const DISTANCES: readonly Distance[] = ['cosine', 'l2', 'ip']

describe('by hand', () => {
  const database = vectorsOf([
    [3, 4, 0],
    [0, 0, 2],
  ])
  const queries = vectorsOf([
    [1, 2, 2],
    [0, 1, 0],
  ])
  const ids = Int32Array.of(0, 1, -1, 1, 0, -1) // two lists of three
  const scores = (distance: Distance) => {
    const found = rescore(queries, database, ids, 3, [3, 1], distance)
    return [...found].map(([dim, values]) => [dim, ...values])
  }

  test('inner products', () => {
    expect(scores('ip')).toEqual([
      [1, 3, 0, 0, 0, 0, 0],
      [3, 11, 4, 0, 0, 4, 0],
    ])
  })

  test('squared distances, negated, for higher is nearer', () => {
    expect(scores('l2').map((row) => row.map((value) => value + 0))).toEqual([
      [1, -4, -1, 0, 0, -9, 0],
      [3, -(4 + 4 + 4), -(1 + 4), 0, -(1 + 4), -(9 + 9), 0],
    ])
  })

  test('cosine, but for the norm of the query; a row of zeros has 0', () => {
    // d = 1: norms 3 and 0. d = 3: norms 5 and 2.
    expect(scores('cosine')).toEqual([
      [1, 1, 0, 0, 0, 0, 0],
      [3, Math.fround(11 / 5), 2, 0, 0, Math.fround(4 / 5), 0],
    ])
  })
})

test.each(DISTANCES)('%s: any rows at any dims, as they are defined', (distance) => {
  const database = randomVectors(50, 24, 1)
  const queries = randomVectors(7, 24, 2)
  const listed = fc.array(fc.integer({ min: -1, max: 49 }), { minLength: 7 * 4, maxLength: 7 * 4 })
  const dims = fc.subarray([1, 2, 7, 16, 24], { minLength: 1 })
  fc.assert(
    fc.property(listed, dims, (rows, some) => {
      const found = rescore(queries, database, Int32Array.from(rows), 4, some, distance)
      expect([...found.keys()].toSorted((a, b) => a - b)).toEqual(some)
      for (const [dim, scores] of found) {
        for (const [i, row] of rows.entries()) {
          const q = Math.floor(i / 4)
          const zero = { rows: 1, width: 24, values: new Float32Array(24) }
          const own = Math.sqrt(scoreOf(zero, 0, queries, q, dim, 'l2')) // the query's norm
          const truth = row === -1 ? 0 : scoreOf(queries, q, database, row, dim, distance)
          const expected = distance === 'l2' ? -truth : distance === 'cosine' ? truth * own : truth
          expect(scores[i]).toBeCloseTo(expected, 5)
        }
      }
    }),
    { numRuns: 30 },
  )
})

test('rows that go by have the scores of rows in memory', async () => {
  const [database, queries] = [randomVectors(60, 16, 3), randomVectors(5, 16, 4)]
  const lists = [7, 20].map((k) => {
    const ids = bruteForce(database, queries, [4], 'l2', k).ids.map((id, i) => (i % k === k - 1 ? -1 : id))
    return { ids, k, dims: k === 7 ? [16, 4] : [9] }
  })
  for (const distance of DISTANCES) {
    const read: number[] = []
    const found = await rescorePass(queries, inBatches(database, [13, 1, 30]), lists, distance, (rows) =>
      read.push(rows),
    )
    expect(found).toEqual(lists.map(({ ids, k, dims }) => rescore(queries, database, ids, k, dims, distance)))
    expect(read.reduce((sum, rows) => sum + rows, 0)).toBe(60)
  }
})

test('orders rows as exact search does', () => {
  const database = randomVectors(60, 16, 3)
  const queries = randomVectors(5, 16, 4)
  for (const distance of DISTANCES) {
    const { ids } = bruteForce(database, queries, [8], distance, 20)
    const scores = rescore(queries, database, ids, 20, [8], distance).get(8)!
    for (let i = 0; i < ids.length; i++) if (i % 20 > 0) expect(scores[i]!).toBeLessThanOrEqual(scores[i - 1]! + 1e-6)
  }
})

import { describe, expect, test } from 'vitest'
import { openRerankRows, rerankStages } from '../../../src/search/latency/rerank-stages.js'
import type { Distance, Stage, Vectors } from '../../../src/types.js'
import { scoreOf } from '../brute-force.js'
import { randomVectors, vectorsOf } from '../search.js'

const DISTANCES: readonly Distance[] = ['cosine', 'l2', 'ip']

/** A clock that moves on by 1, 2, 3, … every time it is read. */
function counting(): () => number {
  const at = { time: 0, step: 0 }
  return () => {
    at.step++
    at.time += at.step
    return at.time
  }
}

async function opened(database: Vectors, distance: Distance, stages: readonly Stage[], k: number) {
  const dims = stages.map(({ dim }) => dim)
  return rerankStages(await openRerankRows(database, dims, distance), stages, k, counting())
}

describe('by hand', () => {
  const database = vectorsOf([
    [3, 0],
    [1, 1],
    [0, 2],
    [2, 2],
    [5, 5],
  ])
  const queries = vectorsOf([
    [9, 9],
    [1, 2],
  ])
  const shortlist = Int32Array.from([0, 3, 2, 1])

  test.each([
    // query (1, 2). q·x: 3, 6, 4, 3 for rows 0, 3, 2, 1
    { distance: 'ip', expected: [3, 2, 0, 1] } as const,
    // q·x/‖x‖: 1, 6/√8 = 2.12, 2, 3/√2 = 2.12: rows 1 and 3 are equal
    { distance: 'cosine', expected: [1, 3, 2, 0] } as const,
    // ‖q − x‖²: 8, 1, 1, 1
    { distance: 'l2', expected: [1, 2, 3, 0] } as const,
  ])('$distance: best first, equal scores by row number', async ({ distance, expected }) => {
    const { ids } = await (await opened(database, distance, [{ rows: 4, dim: 2 }], 4))(queries, 1, shortlist)
    expect([...ids]).toEqual(expected)
  })

  test('cosine divides by the norm of the prefix', async () => {
    // d = 1: 3/3, 2/2, 0 (row 2 begins with 0), 1/1. With the norm of the whole rows it would be 1, 0.71, 0, 0.71.
    const { ids } = await (await opened(database, 'cosine', [{ rows: 4, dim: 1 }], 4))(
      queries,
      1,
      Int32Array.from([3, 2, 1, 0]),
    )
    expect([...ids]).toEqual([0, 1, 3, 2])
  })

  test('only the first rows of the list are ordered anew; the others are dropped', async () => {
    const { ids } = await (await opened(database, 'ip', [{ rows: 2, dim: 2 }], 4))(queries, 1, shortlist)
    expect([...ids]).toEqual([3, 0, -1, -1])
  })

  test('stages go on from each other’s order', async () => {
    const stages = [
      { rows: 4, dim: 1 }, // ip 3, 2, 0, 1: rows 0, 3, 1, 2
      { rows: 2, dim: 2 }, // rows 0 and 3: 3 and 6
    ]
    const { ids } = await (await opened(database, 'ip', stages, 3))(queries, 1, shortlist)
    expect([...ids]).toEqual([3, 0, -1])
  })

  test('−1 stays out and pads the end; so it does where k is above the list', async () => {
    const { ids } = await (await opened(database, 'ip', [{ rows: 4, dim: 2 }], 5))(
      queries,
      1,
      Int32Array.from([1, 2, -1, -1]),
    )
    expect([...ids]).toEqual([2, 1, -1, -1, -1])
  })

  test('no stages: the list as it is, cut to k', async () => {
    const { ids, parts } = await (await opened(database, 'ip', [], 2))(queries, 1, shortlist)
    expect([...ids]).toEqual([0, 3])
    expect(parts).toEqual({ gather: 0, rerank: 0 })
  })

  test('the parts are what the clock says, added up over stages', async () => {
    const stages = [
      { rows: 4, dim: 1 },
      { rows: 2, dim: 2 },
    ]
    // Read before the gather, between and after: 2 and 3 pass in the first stage, 5 and 6 in the second.
    const { parts } = await (await opened(database, 'ip', stages, 2))(queries, 1, shortlist)
    expect(parts).toEqual({ gather: 7, rerank: 9 })
  })
})

test.each(DISTANCES)('%s: a funnel over random rows, against sorting all scores', async (distance) => {
  const database = randomVectors(300, 16, 1)
  const queries = randomVectors(12, 16, 2)
  const stages = [
    { rows: 200, dim: 4 },
    { rows: 50, dim: 9 },
    { rows: 20, dim: 16 },
  ]
  const rerank = await opened(database, distance, stages, 10)
  for (let q = 0; q < queries.rows; q++) {
    const shortlist = Int32Array.from({ length: 200 }, (_, r) => (r * 7 + q) % 300)
    let list = [...shortlist]
    for (const { rows, dim } of stages) {
      const score = (row: number) => Math.fround(scoreOf(queries, q, database, row, dim, distance))
      const sign = distance === 'l2' ? 1 : -1
      list = list.slice(0, rows).sort((a, b) => sign * (score(a) - score(b)) || a - b)
    }
    expect([...(await rerank(queries, q, shortlist)).ids]).toEqual(list.slice(0, 10))
  }
})

test('a row of zeros has cosine 0: before what points the other way', async () => {
  const database = vectorsOf([
    [-1, 0],
    [0, 0],
    [1, 0],
  ])
  const { ids } = await (await opened(database, 'cosine', [{ rows: 3, dim: 2 }], 3))(
    vectorsOf([[1, 0]]),
    0,
    Int32Array.of(0, 1, 2),
  )
  expect([...ids]).toEqual([2, 1, 0])
})

test('inputs stay as they are, and one answer is not another’s', async () => {
  const database = randomVectors(20, 4, 3)
  const queries = randomVectors(2, 4, 4)
  const shortlist = Int32Array.from([5, 4, 3, -1])
  const rerank = await opened(database, 'l2', [{ rows: 4, dim: 4 }], 3)
  const first = (await rerank(queries, 0, shortlist)).ids
  const kept = first.slice()
  await rerank(queries, 1, shortlist)
  expect(first).toEqual(kept)
  expect([...shortlist]).toEqual([5, 4, 3, -1])
  expect(database).toEqual(randomVectors(20, 4, 3))
})

describe('stages that are large enough for ONNX Runtime', () => {
  test.each(['cosine', 'ip'] as const)(
    '%s: the rows that sorting float64 scores gives, at every stage',
    async (distance) => {
      const database = randomVectors(500, 300, 5)
      const queries = randomVectors(5, 300, 6)
      const stages = [
        { rows: 203, dim: 170 }, // 34,510 values
        { rows: 111, dim: 300 }, // 33,300 values
      ]
      const rerank = await opened(database, distance, stages, 20)
      for (const held of [203, 197]) {
        for (let q = 0; q < queries.rows; q++) {
          const shortlist = Int32Array.from({ length: 203 }, (_, r) => (r < held ? (r * 7 + q) % 500 : -1))
          let list = [...shortlist].filter((id) => id !== -1)
          for (const { rows, dim } of stages) {
            const score = (row: number) => scoreOf(queries, q, database, row, dim, distance)
            list = list.slice(0, rows).sort((a, b) => score(b) - score(a))
          }
          expect([...(await rerank(queries, q, shortlist)).ids]).toEqual(list.slice(0, 20))
        }
      }
    },
  )

  test.each(['cosine', 'ip', 'l2'] as const)(
    '%s: equal rows tie wherever they stand, the lower row first',
    async (distance) => {
      for (const [count, dim] of [
        [199, 777],
        [203, 170],
        [17, 2048],
      ] as const) {
        const database = randomVectors(count, dim, 7)
        const copies = [0, 1, 5, 8, count - 4, count - 2, count - 1]
        const original = database.values.slice(5 * dim, 6 * dim)
        for (const row of copies) database.values.set(original, row * dim)
        const query = { rows: 1, width: dim, values: original.map((value) => value * 3) }
        const asked = distance === 'l2' ? { ...query, values: original } : query
        const rerank = await opened(database, distance, [{ rows: count, dim }], 7)
        const descending = Int32Array.from({ length: count }, (_, r) => count - 1 - r)
        expect([...(await rerank(asked, 0, descending)).ids]).toEqual(copies)
      }
    },
  )

  test('what an earlier, longer list left behind does not count', async () => {
    const database = randomVectors(300, 256, 8)
    const queries = randomVectors(2, 256, 9)
    const list = Int32Array.from({ length: 300 }, (_, r) => r)
    const used = await opened(database, 'cosine', [{ rows: 300, dim: 256 }], 300)
    await used(queries, 0, list)
    const fresh = await opened(database, 'cosine', [{ rows: 300, dim: 256 }], 300)
    const shorter = list.subarray(100, 229)
    expect((await used(queries, 1, shorter)).ids).toEqual((await fresh(queries, 1, shorter)).ids)
  })
})

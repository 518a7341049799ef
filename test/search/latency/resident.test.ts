import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openResident } from '../../../src/search/latency/resident.js'
import type { Distance, Vectors } from '../../../src/types.js'
import { bruteForce, scoreOf } from '../brute-force.js'
import { randomVectors, search, vectorsOf } from '../search.js'

const DISTANCES: readonly Distance[] = ['cosine', 'l2', 'ip']
const SESSION = { device: 'cpu', threads: 1 } as const

/** What the engine answers, asked for `count` queries at a time. [b × k] */
async function resident(
  database: Vectors,
  queries: Vectors,
  dim: number,
  distance: Distance,
  k: number,
  count = 1,
): Promise<Int32Array> {
  const engine = await openResident(database, dim, distance, k, SESSION)
  const ids = new Int32Array(queries.rows * k)
  for (let first = 0; first < queries.rows; first += count) {
    const some = Math.min(count, queries.rows - first)
    ids.set(await engine.search(queries, first, some), first * k)
  }
  await engine.close()
  return ids
}

/** The same rows as brute force, where float32 can tell them apart; no row twice. */
function expectNearest(ids: Int32Array, database: Vectors, queries: Vectors, dim: number, distance: Distance): void {
  const k = ids.length / queries.rows
  const expected = bruteForce(database, queries, [dim], distance, k)
  let worst = 0
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === -1 || expected.ids[i] === -1) expect(ids[i]).toBe(expected.ids[i])
    else {
      const score = scoreOf(queries, Math.floor(i / k), database, ids[i]!, dim, distance)
      worst = Math.max(worst, Math.abs(score - expected.scores[i]!))
    }
  }
  expect(worst).toBeLessThan(3e-6)
  for (let list = 0; list < ids.length; list += k) {
    const found = ids.subarray(list, list + k).filter((id) => id !== -1)
    expect(new Set(found).size).toBe(found.length)
  }
}

test('by hand: cut first, then normalized', async () => {
  const database = vectorsOf([
    [2, 0, 0],
    [1, 2, 2],
    [0, 3, 0],
    [2, 4, 4],
  ])
  const query = vectorsOf([[1, 2, 2]])
  // d = 1, cosine: 1, 1, 0, 1; d = 3, ip: 2, 9, 6, 18; d = 3, squared distances: 9, 0, 6, 9. Equal ones: the lower row.
  expect([...(await resident(database, query, 1, 'cosine', 4))]).toEqual([0, 1, 3, 2])
  expect([...(await resident(database, query, 3, 'ip', 4))]).toEqual([3, 1, 2, 0])
  expect([...(await resident(database, query, 3, 'l2', 4))]).toEqual([1, 2, 0, 3])
})

describe.each(DISTANCES)('%s', (distance) => {
  test.each([
    { queries: 'one query at a time', count: 1 },
    { queries: 'blocks of 7', count: 7 },
  ])('$queries: what brute force finds', async ({ count }) => {
    const database = randomVectors(1300, 24, 1)
    const queries = randomVectors(31, 24, 2)
    for (const dim of [1, 8, 13, 24]) {
      expectNearest(await resident(database, queries, dim, distance, 10, count), database, queries, dim, distance)
    }
  })

  test.each([1, 300])(
    '%i queries at a time, several tiles in the larger block: what nestedSearch finds',
    async (count) => {
      const database = randomVectors(20_011, 6, 3)
      const queries = randomVectors(300, 6, 4)
      for (const k of [5, 40]) {
        const nested = await search(database, queries, [6], distance, k)
        const ids = await resident(database, queries, 6, distance, k, count)
        const same = ids.filter((id, i) => id === nested.ids[i]).length
        expect(same / ids.length).toBeGreaterThan(0.999) // two rows can lie closer than float32 tells
        const first = { ...queries, rows: 3, values: queries.values.subarray(0, 18) }
        expectNearest(ids.slice(0, 3 * k), database, first, 6, distance)
      }
    },
  )

  test('k above the rows: −1 behind the last', async () => {
    const database = randomVectors(3, 4, 5)
    const queries = randomVectors(2, 4, 6)
    const ids = await resident(database, queries, 4, distance, 5)
    expectNearest(ids, database, queries, 4, distance)
    expect([...ids].map((id) => id === -1)).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 1].map(Boolean))
  })

  test.each([
    { rows: 3000, count: 1 },
    { rows: 4099, count: 1 },
    { rows: 4097, count: 1 },
    { rows: 4110, count: 1 },
    { rows: 4099, count: 2 },
    { rows: 8193, count: 1 },
    { rows: 8193, count: 300 },
  ])('equal rows among $rows, $count queries at a time: the lower row first', async ({ rows, count }) => {
    const width = 70
    const database = randomVectors(rows, width, 7)
    const copies = [7, 1000, 2047, 2048, rows - 5, rows - 2, rows - 1]
    const original = database.values.slice(7 * width, 8 * width)
    for (const row of copies) database.values.set(original, row * width)
    const values = new Float32Array(count * width)
    for (let q = 0; q < count; q++) values.set(original, q * width)
    const metric = distance === 'ip' ? 'cosine' : distance // the largest inner product need not be a row's own
    for (const dim of [5, 33, width]) {
      const ids = await resident(database, { rows: count, width, values }, dim, metric, 7, count)
      expect([...ids.slice(0, 7)]).toEqual(copies)
    }
  })

  test('small whole numbers, where float32 is exact: the same rows in the same order', async () => {
    const vector = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 })
    const rows = fc.array(vector, { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        rows,
        rows,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        async (rows, asked, dim, k, count) => {
          const [database, queries] = [vectorsOf(rows), vectorsOf(asked)]
          const ids = await resident(database, queries, dim, distance, k, count)
          if (distance === 'cosine') expectNearest(ids, database, queries, dim, distance)
          else expect(ids).toEqual(bruteForce(database, queries, [dim], distance, k).ids)
        },
      ),
      { numRuns: 30 },
    )
  })
})

test('rows and queries of zeros have cosine 0', async () => {
  const database = vectorsOf([
    [0, -1],
    [0, 0],
    [1, 1],
    [0, 1],
  ])
  expect([...(await resident(database, vectorsOf([[0, 2]]), 1, 'cosine', 4))]).toEqual([0, 1, 2, 3])
  expect([...(await resident(database, vectorsOf([[0, 2]]), 2, 'cosine', 4))]).toEqual([3, 2, 1, 0])
})

test('l2 far from the origin finds the same rows', async () => {
  const near = randomVectors(500, 64, 8)
  const far = { ...near, values: near.values.map((value) => Math.round(value * 64) / 64 + 1000) } // exact in float32
  const around = { ...near, values: far.values.map((value) => value - 1000) }
  const asked = (of: Vectors): Vectors => ({ ...of, rows: 20, values: of.values.slice(0, 20 * 64) })
  for (const dim of [8, 64]) {
    expect(await resident(far, asked(far), dim, 'l2', 5)).toEqual(await resident(around, asked(around), dim, 'l2', 5))
  }
})

test('inputs stay as they are', async () => {
  const [database, queries] = [randomVectors(50, 5, 9), randomVectors(3, 5, 10)]
  await resident(database, queries, 4, 'l2', 2)
  expect([database, queries]).toEqual([randomVectors(50, 5, 9), randomVectors(3, 5, 10)])
})

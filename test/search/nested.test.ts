import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nestedSearch } from '../../src/search/nested.js'
import type { Distance, Neighbors, Vectors } from '../../src/types.js'
import { bruteForce, scoreOf } from './brute-force.js'
import { inBatches, randomVectors, search, silent, vectorsOf } from './search.js'

const DISTANCES: readonly Distance[] = ['cosine', 'l2', 'ip']

/** Scores within `tolerance` of the truth, and rows that have them: rows closer than that may change places. */
function expectNeighbors(
  found: Neighbors,
  database: Vectors,
  queries: Vectors,
  distance: Distance,
  tolerance = 2e-6,
): void {
  const expected = bruteForce(database, queries, found.dims, distance, found.k)
  const worst = { score: 0, row: 0 }
  for (let i = 0; i < expected.ids.length; i++) {
    const list = Math.floor(i / found.k)
    const d = found.dims[Math.floor(list / found.queries)]!
    const id = found.ids[i]!
    if (id === -1 || expected.ids[i] === -1) {
      expect(id).toBe(expected.ids[i])
      continue
    }
    const truth = scoreOf(queries, list % found.queries, database, id, d, distance)
    worst.score = Math.max(worst.score, Math.abs(found.scores[i]! - truth))
    worst.row = Math.max(worst.row, Math.abs(expected.scores[i]! - truth))
  }
  expect(worst.score).toBeLessThan(tolerance)
  expect(worst.row).toBeLessThan(tolerance)
  for (let list = 0; list < found.ids.length; list += found.k) {
    const ids = found.ids.subarray(list, list + found.k).filter((id) => id !== -1)
    expect(new Set(ids).size).toBe(ids.length)
  }
}

describe('by hand', () => {
  // Width 3; query (1, 2, 2).
  const database = vectorsOf([
    [2, 0, 0],
    [1, 2, 2],
    [0, 3, 0],
    [2, 4, 4],
  ])
  const query = vectorsOf([[1, 2, 2]])

  test('cosine normalizes at every dim anew', async () => {
    const { ids, scores } = await search(database, query, [1, 3], 'cosine', 4)
    // d = 1: 1, 1, 0, 1. d = 3: 2/(3·2), 9/(3·3), 6/(3·3), 18/(3·6). Equal scores: the lower row.
    // Normalized at 3 and then cut, d = 1 would be 1/3 · (1, 1/3, 0, 1/3) and row 0 stood alone.
    expect([...ids]).toEqual([0, 1, 3, 2, 1, 3, 2, 0])
    for (const [i, score] of [1, 1, 1, 0, 1, 1, 2 / 3, 1 / 3].entries()) expect(scores[i]).toBeCloseTo(score, 6)
  })

  test('ip takes raw prefixes', async () => {
    const { ids, scores } = await search(database, query, [1, 3], 'ip', 4)
    expect([...ids]).toEqual([0, 3, 1, 2, 3, 1, 2, 0]) // d = 1: 2, 1, 0, 2. d = 3: 2, 9, 6, 18
    expect([...scores]).toEqual([2, 2, 1, 0, 18, 9, 6, 2])
  })

  test('l2 is squared, and takes raw prefixes', async () => {
    const { ids, scores } = await search(database, query, [1, 3], 'l2', 4)
    expect([...ids]).toEqual([1, 0, 2, 3, 1, 2, 0, 3]) // d = 1: 1, 0, 1, 1. d = 3: 1+4+4, 0, 1+1+4, 1+4+4
    expect([...scores]).toEqual([0, 1, 1, 1, 0, 6, 9, 9])
  })

  test('a dim need not begin at, or reach, the ends of the rows', async () => {
    const { ids, scores } = await search(database, query, [2], 'ip', 2)
    expect([...ids, ...scores]).toEqual([3, 2, 10, 6]) // 2, 5, 6, 10
  })
})

describe.each(DISTANCES)('%s', (distance) => {
  test('two tiles of unequal size, two blocks of queries, dims between the doublings', async () => {
    // Tiles take 4,096 rows and blocks 1,024 queries: 204 rows and 1 query are left over.
    const database = randomVectors(4300, 24, 1)
    const queries = randomVectors(1025, 24, 2)
    const some = { ...queries, rows: 40, values: queries.values.subarray(0, 40 * 24) }
    const last = { ...queries, rows: 1, values: queries.values.subarray(1024 * 24) }
    const dims = [1, 3, 8, 13, 24]
    const found = await search(database, queries, dims, distance, 10, [999])
    expectNeighbors(listsOf(found, 0, 40), database, some, distance)
    expectNeighbors(listsOf(found, 1024, 1), database, last, distance)
  })

  test('a last tile with fewer rows than k', async () => {
    const database = randomVectors(4099, 6, 3) // 3 rows in the second tile
    const queries = randomVectors(5, 6, 4)
    expectNeighbors(await search(database, queries, [2, 6], distance, 7), database, queries, distance)
  })

  test('lists longer than 32, in the wide tiles that they take', async () => {
    const database = randomVectors(30_020, 4, 5) // 20 rows in the second tile, k = 40
    const queries = randomVectors(130, 4, 6) // 2 queries in the second block
    const found = await search(database, queries, [2, 4], distance, 40, [7000])
    const last = { ...queries, rows: 3, values: queries.values.subarray(127 * 4) }
    expectNeighbors(listsOf(found, 127, 3), database, last, distance)
  })

  test('k above the rows of the database: −1 and 0 behind the last', async () => {
    const database = randomVectors(3, 4, 7)
    const queries = randomVectors(2, 4, 8)
    const found = await search(database, queries, [2, 4], distance, 5)
    expectNeighbors(found, database, queries, distance)
    for (let i = 0; i < found.ids.length; i++) {
      expect(found.ids[i] === -1).toBe(i % 5 >= 3)
      if (i % 5 >= 3) expect(found.scores[i]).toBe(0)
    }
  })

  test.each([3000, 4097, 4099, 4200, 8193])(
    'equal rows among %i, also in different tiles: the lower row first',
    async (rows) => {
      const width = 300
      const database = randomVectors(rows, width, 9)
      const copies = [7, 1000, 2047, 2048, rows - 2, rows - 1]
      const original = database.values.slice(7 * width, 8 * width)
      for (const row of copies) database.values.set(original, row * width)
      const queries = {
        rows: 2,
        width,
        values: Float32Array.from([...original, ...original], (value) => value * 1.001),
      }
      const { ids } = await search(database, queries, [5, width], distance === 'ip' ? 'cosine' : distance, 6)
      expect([...ids]).toEqual([...copies, ...copies, ...copies, ...copies])
    },
  )

  test('the batches that the database comes in change nothing', async () => {
    const database = randomVectors(4300, 7, 10)
    const queries = randomVectors(9, 7, 11)
    const whole = await search(database, queries, [3, 7], distance, 4)
    const ones = await search(database, queries, [3, 7], distance, 4, [1])
    const odd = await search(database, queries, [3, 7], distance, 4, [37, 0, 4096, 1, 166])
    expect(ones).toEqual(whole)
    expect(odd).toEqual(whole)
  })

  test('no queries', async () => {
    const { ids, queries } = await search(randomVectors(3, 4, 1), randomVectors(0, 4, 1), [2], distance, 1)
    expect([queries, ids.length]).toEqual([0, 0])
  })

  test('small whole numbers, where float32 is exact: the same rows in the same order', async () => {
    const vector = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 })
    const rows = fc.array(vector, { minLength: 1, maxLength: 30 })
    const dims = fc.subarray([1, 2, 3, 4, 5, 6], { minLength: 1 })
    const k = fc.integer({ min: 1, max: 12 })
    await fc.assert(
      fc.asyncProperty(rows, rows, dims, k, async (rows, asked, dims, k) => {
        const [database, queries] = [vectorsOf(rows), vectorsOf(asked)]
        const found = await search(database, queries, dims, distance, k)
        if (distance === 'cosine') expectNeighbors(found, database, queries, distance)
        else expect(found).toEqual(bruteForce(database, queries, dims, distance, k))
      }),
      { numRuns: 50 },
    )
  })
})

describe('zero vectors', () => {
  const database = vectorsOf([
    [0, -1],
    [0, 0],
    [1, 1],
    [0, 1],
  ])

  test('a row of zeros has cosine 0: after what points the same way, before what points the other', async () => {
    const { ids, scores } = await search(database, vectorsOf([[0, 2]]), [1, 2], 'cosine', 4)
    // d = 1: the query is zero, all scores are 0. d = 2: −1, 0, 1/√2, 1
    expect([...ids]).toEqual([0, 1, 2, 3, 3, 2, 1, 0])
    for (const [i, score] of [0, 0, 0, 0, 1, Math.SQRT1_2, 0, -1].entries()) {
      expect(scores[i]).toBeCloseTo(score, 6)
    }
  })

  test('l2 and ip treat zeros as any row', async () => {
    const l2 = await search(database, vectorsOf([[0, 0]]), [2], 'l2', 4)
    expect([...l2.ids, ...l2.scores]).toEqual([1, 0, 3, 2, 0, 1, 1, 2])
    const ip = await search(database, vectorsOf([[0, 1]]), [2], 'ip', 4)
    expect([...ip.ids, ...ip.scores]).toEqual([2, 3, 1, 0, 1, 1, 0, -1])
  })
})

test('a squared distance is never below 0, whatever rounding does', async () => {
  const rows = randomVectors(200, 33, 12)
  const { ids, scores } = await search(rows, rows, [1, 7, 33], 'l2', 1)
  expect(scores.every((score) => score >= 0 && score < 1e-4)).toBe(true)
  expect([...ids.slice(-200)]).toEqual(Array.from({ length: 200 }, (_, row) => row))
})

describe('on the way', () => {
  const database = randomVectors(9000, 4, 13) // more than two tiles
  const run = (advance: (rows: number) => void, signal: AbortSignal) =>
    nestedSearch({
      database: inBatches(database, [500]),
      rows: 9000,
      queries: randomVectors(3, 4, 14),
      dims: [4],
      distance: 'ip',
      k: 1,
      session: { device: 'cpu', threads: 1 },
      progress: { ...silent, advance },
      signal,
    })

  test('tells of every row once, tile by tile', async () => {
    const seen: number[] = []
    await run((rows) => seen.push(rows), new AbortController().signal)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.reduce((sum, rows) => sum + rows)).toBe(9000)
  })

  test('stops between tiles when told to', async () => {
    const seen: number[] = []
    const stop = new AbortController()
    const advance = (rows: number) => {
      seen.push(rows)
      stop.abort(new Error('enough'))
    }
    await expect(run(advance, stop.signal)).rejects.toThrow('enough')
    expect(seen.length).toBe(1)
  })
})

test('l2 far from the origin finds the same rows at the same distances', async () => {
  const near = randomVectors(500, 64, 1)
  const far = { ...near, values: near.values.map((value) => Math.round(value * 64) / 64 + 1000) } // exact in float32
  const around = { ...near, values: far.values.map((value) => value - 1000) }
  const queries = (of: Vectors) => ({ ...of, rows: 50, values: of.values.slice(0, 50 * 64) })
  const here = await search(around, queries(around), [8, 64], 'l2', 5)
  const there = await search(far, queries(far), [8, 64], 'l2', 5)
  expect(there.ids).toEqual(here.ids)
  for (const [i, score] of here.scores.entries()) expect(there.scores[i]).toBeCloseTo(score, 4)
})

test('scores that overflow are refused', async () => {
  const huge = vectorsOf([[1e30, 1e30]])
  await expect(search(huge, huge, [2], 'ip', 1)).rejects.toThrow('overflow')
})

/** The lists of some queries, at all dims. */
function listsOf(found: Neighbors, first: number, queries: number): Neighbors {
  const pick = <T extends Int32Array | Float32Array>(values: T, into: T): T => {
    for (let s = 0; s < found.dims.length; s++) {
      const from = (s * found.queries + first) * found.k
      into.set(values.subarray(from, from + queries * found.k), s * queries * found.k)
    }
    return into
  }
  const size = found.dims.length * queries * found.k
  return {
    ...found,
    queries,
    ids: pick(found.ids, new Int32Array(size)),
    scores: pick(found.scores, new Float32Array(size)),
  }
}

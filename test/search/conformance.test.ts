/** One suite over every engine that is exact, or can be set to be: the same neighbors, ties and rounding allowed. */
import { describe, expect, test } from 'vitest'
import { openResident } from '../../src/search/latency/resident.js'
import type { Distance, Vectors } from '../../src/types.js'
import { bruteForce, scoreOf } from './brute-force.js'
import { bench, buildAndSearch, DEFAULTS, withoutFaiss } from './faiss/running.js'
import { randomVectors, search, vectorsOf } from './search.js'

interface Engine {
  name: string
  missing: string | null // why it cannot be tried here
  zeros: boolean // a zero row has cosine 0, as brute force has it
  lowerFirst: boolean // equal rows in the order of their numbers
  /** @returns [b × k], −1 pads */
  neighbors(database: Vectors, queries: Vectors, dim: number, distance: Distance, k: number): Promise<Int32Array>
}

const place = bench()
const starting = withoutFaiss === null ? place.start() : null

function faissEngine(name: string, factoryOf: (rows: number) => string, zeros: boolean): Engine {
  return {
    name,
    missing: withoutFaiss,
    zeros,
    lowerFirst: false,
    async neighbors(database, queries, dim, distance, k) {
      const factory = factoryOf(database.rows)
      const lists = /IVF(\d+)/.exec(factory)
      const settings = lists === null ? DEFAULTS : { ...DEFAULTS, nprobe: Number(lists[1]) }
      const file = await place.file(database)
      return (await buildAndSearch((await starting)!, file, factory, dim, distance, queries, k, settings)).ids
    },
  }
}

const ENGINES: readonly Engine[] = [
  {
    name: 'nested search',
    missing: null,
    zeros: true,
    lowerFirst: true,
    neighbors: async (database, queries, dim, distance, k) => (await search(database, queries, [dim], distance, k)).ids,
  },
  {
    name: 'resident search',
    missing: null,
    zeros: true,
    lowerFirst: true,
    async neighbors(database, queries, dim, distance, k) {
      const engine = await openResident(database, dim, distance, k, { device: 'cpu', threads: 1 })
      try {
        return queries.rows === 0 ? new Int32Array(0) : await engine.search(queries, 0, queries.rows)
      } finally {
        await engine.close()
      }
    },
  },
  faissEngine('FAISS Flat', () => 'Flat', true),
  faissEngine('FAISS IVFn,Flat, all clusters', (rows) => `IVF${Math.min(8, rows)},Flat`, false),
]

/** Every list has the scores of the true list, in order, up to `tolerance`; rows stand once; −1 only at the end. */
function expectNearest(
  ids: Int32Array,
  database: Vectors,
  queries: Vectors,
  dim: number,
  distance: Distance,
  k: number,
  tolerance = 5e-6,
): void {
  const truth = bruteForce(database, queries, [dim], distance, k).ids
  expect(ids.length).toBe(truth.length)
  let worst = 0
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === -1 || truth[i] === -1) {
      expect(ids[i]).toBe(truth[i])
      continue
    }
    const score = (id: number) => scoreOf(queries, Math.floor(i / k), database, id, dim, distance)
    worst = Math.max(worst, Math.abs(score(ids[i]!) - score(truth[i]!)))
  }
  expect(worst).toBeLessThan(tolerance)
  for (let from = 0; from < ids.length; from += k) {
    const list = ids.subarray(from, from + k).filter((id) => id !== -1)
    expect(new Set(list).size).toBe(list.length)
  }
}

const DISTANCES: readonly Distance[] = ['cosine', 'l2', 'ip']

describe.each(ENGINES)('$name', ({ missing, neighbors, zeros, lowerFirst }) => {
  describe.skipIf(missing !== null).each(DISTANCES)('%s', (distance) => {
    const agrees = async (database: Vectors, queries: Vectors, dim: number, k: number) =>
      expectNearest(await neighbors(database, queries, dim, distance, k), database, queries, dim, distance, k)

    test.each([1, 5, 24])('1,500 rows, the first %i dims of 24', async (dim) => {
      const [database, queries] = [randomVectors(1500, 24, 1), randomVectors(60, 24, 2)]
      // Rows of other lengths: cosine, l2 and ip then rank differently.
      const scaled = { ...database, values: database.values.map((value, i) => value * (1 + (Math.floor(i / 24) % 7))) }
      await agrees(scaled, queries, dim, 10)
    })

    test('more than one block of queries', async () => {
      const database = randomVectors(50, 4, 3)
      const queries = randomVectors(1030, 4, 4)
      await agrees(database, queries, 3, 5)
    })

    test('k above the rows: −1 at the end', async () => {
      const ids = await neighbors(randomVectors(3, 4, 5), randomVectors(2, 4, 6), 4, distance, 5)
      expect([...ids].map((id) => id === -1)).toEqual([
        false,
        false,
        false,
        true,
        true,
        false,
        false,
        false,
        true,
        true,
      ])
      await agrees(randomVectors(3, 4, 5), randomVectors(2, 4, 6), 4, 5)
    })

    test('one row', async () => {
      expect([...(await neighbors(randomVectors(1, 4, 7), randomVectors(2, 4, 8), 2, distance, 1))]).toEqual([0, 0])
    })

    test('no queries', async () => {
      expect((await neighbors(randomVectors(9, 4, 7), randomVectors(0, 4, 8), 2, distance, 3)).length).toBe(0)
    })

    test('equal rows all come, with the lower row first in exact engines', async () => {
      const database = randomVectors(400, 8, 9)
      const copies = [3, 77, 200, 399]
      const original = database.values.slice(24, 32).map((value) => value * 2) // ip: the longest along itself
      for (const row of copies) database.values.set(original, row * 8)
      const ids = await neighbors(database, { rows: 1, width: 8, values: original }, 8, distance, 4)
      expect([...ids].sort((a, b) => a - b)).toEqual(copies)
      if (lowerFirst) expect([...ids]).toEqual(copies)
    })

    test('a zero row, and a zero query', async () => {
      const database = vectorsOf([
        [0, -1],
        [0, 0],
        [2, 1],
        [0, 3],
        [-1, -1],
        [1, 0],
        [0.5, -2],
        [0, 1],
      ])
      if (zeros || distance !== 'cosine') await agrees(database, vectorsOf([[1, 2]]), 2, 8)
      const ids = await neighbors(database, vectorsOf([[0, 0]]), 2, distance, 8)
      expect([...ids].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      if (distance === 'l2') await agrees(database, vectorsOf([[0, 0]]), 2, 8)
    })
  })
})

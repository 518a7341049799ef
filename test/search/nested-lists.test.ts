import { describe, expect, test } from 'vitest'
import { nestedLists } from '../../src/search/nested-lists.js'
import type { Distance, Shortlist, Vectors, WantedList } from '../../src/types.js'
import { bruteForce, scoreOf } from './brute-force.js'
import { inBatches, randomVectors, search, silent, vectorsOf } from './search.js'

const DISTANCES: readonly Distance[] = ['cosine', 'l2', 'ip']

function lists(
  database: Vectors,
  queries: Vectors,
  distance: Distance,
  wanted: readonly WantedList[],
  sizes: readonly number[] = [database.rows],
): Promise<readonly Shortlist[]> {
  return nestedLists({
    database: inBatches(database, sizes),
    rows: database.rows,
    queries,
    distance,
    wanted,
    session: { device: 'cpu', threads: 1 },
    progress: silent,
    signal: new AbortController().signal,
  })
}

/**
 * The scores of listed rows at every dim are those of the definition, but for what moves no rank: the norm of the query
 * under cosine, and under l2 a distance that all rows of a list have more or less than they should.
 */
function expectScores({ ids, k, scores }: Shortlist, database: Vectors, queries: Vectors, distance: Distance): void {
  const zero = { rows: 1, width: queries.width, values: new Float32Array(queries.width) }
  let worst = 0
  for (const [dim, own] of scores) {
    for (let q = 0; q < queries.rows; q++) {
      const truth = (r: number) => scoreOf(queries, q, database, ids[q * k + r]!, dim, distance)
      const norm = Math.sqrt(scoreOf(zero, 0, queries, q, dim, 'l2'))
      for (let r = 0; r < k; r++) {
        const error =
          distance === 'l2'
            ? own[q * k + r]! - own[q * k]! + (truth(r) - truth(0))
            : own[q * k + r]! - truth(r) * (distance === 'cosine' ? norm : 1)
        worst = Math.max(worst, Math.abs(error))
      }
    }
  }
  expect(worst).toBeLessThan(2e-5)
}

describe('by hand', () => {
  const database = vectorsOf([
    [2, 0, 0],
    [1, 2, 2],
    [0, 3, 0],
    [2, 4, 4],
  ])
  const query = vectorsOf([[1, 2, 2]])

  test('lists at one dim with scores at others, higher is nearer', async () => {
    const [short, long] = await lists(database, query, 'ip', [
      { dim: 1, k: 3, carry: [3, 2] },
      { dim: 3, k: 2, carry: [] },
    ])
    expect([...short!.ids]).toEqual([0, 3, 1]) // 2, 2, 1; the tie goes to the lower row
    expect([...short!.scores.get(1)!]).toEqual([2, 2, 1])
    expect([...short!.scores.get(2)!]).toEqual([2, 10, 5])
    expect([...short!.scores.get(3)!]).toEqual([2, 18, 9])
    expect([...long!.ids]).toEqual([3, 1])
    const [near] = await lists(database, query, 'l2', [{ dim: 1, k: 4, carry: [3] }])
    expect([...near!.ids]).toEqual([1, 0, 2, 3]) // 0, 1, 1, 1
    for (const [r, distance] of [0, 9, 6, 9].entries()) expect(near!.scores.get(3)![r]).toBeCloseTo(-distance, 5)
  })

  test('fewer rows than asked for: −1 at the end', async () => {
    const [list] = await lists(database, query, 'cosine', [{ dim: 2, k: 6, carry: [3] }])
    expect([...list!.ids.subarray(0, 4)].toSorted()).toEqual([0, 1, 2, 3])
    expect([...list!.ids.subarray(4)]).toEqual([-1, -1])
  })

  test('a dim may be carried to itself, and reranked at less than it was searched at', async () => {
    const [list] = await lists(database, query, 'ip', [{ dim: 3, k: 2, carry: [3, 1] }])
    expect([...list!.ids]).toEqual([3, 1])
    expect([...list!.scores.get(1)!]).toEqual([2, 1])
    expect([...list!.scores.get(3)!]).toEqual([18, 9])
  })
})

describe.each(DISTANCES)('%s', (distance) => {
  // More than one tile and more than one block of queries.
  const database = randomVectors(9000, 20, 1)
  const queries = randomVectors(1030, 20, 2)
  const wanted = [
    { dim: 2, k: 7, carry: [20, 5] },
    { dim: 5, k: 40, carry: [20] },
    { dim: 20, k: 3, carry: [] },
  ]

  test('rows are those of the nested search, and scores belong to them', async () => {
    const found = await lists(database, queries, distance, wanted, [999])
    for (const [i, { dim, k, ids }] of found.entries()) {
      expect([dim, k]).toEqual([wanted[i]!.dim, wanted[i]!.k])
      const plain = await search(database, queries, [2, 5, 20], distance, 40)
      const s = [2, 5, 20].indexOf(dim)
      let differing = 0
      for (let q = 0; q < queries.rows; q++)
        for (let r = 0; r < k; r++) if (ids[q * k + r] !== plain.ids[(s * queries.rows + q) * 40 + r]) differing++
      expect(differing).toBeLessThanOrEqual(ids.length / 1000) // rows that are closer than float32 tells apart
      expectScores(found[i]!, database, queries, distance)
    }
  })

  test('the batches that rows come in change nothing', async () => {
    const few = { ...queries, rows: 5, values: queries.values.subarray(0, 5 * 20) }
    const whole = await lists(database, few, distance, wanted)
    expect(await lists(database, few, distance, wanted, [37, 0, 4096, 1])).toEqual(whole)
  })
})

test('in float64: the nearest rows of small whole numbers', async () => {
  const whole = (vectors: Vectors) => ({ ...vectors, values: vectors.values.map((value) => Math.round(3 * value)) })
  const [database, queries] = [whole(randomVectors(300, 6, 3)), whole(randomVectors(9, 6, 4))]
  for (const distance of ['ip', 'l2'] as const) {
    const [list] = await lists(database, queries, distance, [{ dim: 4, k: 25, carry: [6] }])
    expect(list!.ids).toEqual(bruteForce(database, queries, [4], distance, 25).ids)
    expectScores(list!, database, queries, distance)
  }
})

test('scores that overflow are refused', async () => {
  const huge = vectorsOf([[1e30, 1e30]])
  await expect(lists(huge, huge, 'ip', [{ dim: 1, k: 1, carry: [2] }])).rejects.toThrow('overflow')
})

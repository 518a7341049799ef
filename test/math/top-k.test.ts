import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyNeighbors, mergeTopK } from '../../src/math/top-k.js'
import type { Neighbors } from '../../src/types.js'

/** Merges one list of candidates into the only list of `into`. */
function offer(into: Neighbors, ids: readonly number[], scores: readonly number[], sign: 1 | -1): void {
  const candidates = { ids: (_: number, r: number) => ids[r]!, scores: Float32Array.from(scores) }
  mergeTopK(into, 0, 0, 1, { ...candidates, width: ids.length }, sign)
}

describe('emptyNeighbors', () => {
  test('is all −1', () => {
    const { ids, scores, ...rest } = emptyNeighbors([8, 16], 3, 2)
    expect(rest).toEqual({ dims: [8, 16], queries: 3, k: 2 })
    expect(ids).toEqual(new Int32Array(12).fill(-1))
    expect(scores).toEqual(new Float32Array(12))
  })
})

describe('mergeTopK', () => {
  test('fills an empty list, then takes turns; higher is nearer', () => {
    const into = emptyNeighbors([1], 1, 3)
    offer(into, [0, 1], [5, 2], 1)
    expect([...into.ids, ...into.scores]).toEqual([0, 1, -1, 5, 2, 0])
    offer(into, [2, 3, 4], [9, 4, 1], 1)
    expect([...into.ids, ...into.scores]).toEqual([2, 0, 3, 9, 5, 4])
  })

  test('lower is nearer with sign −1', () => {
    const into = emptyNeighbors([1], 1, 3)
    offer(into, [0, 1, 2], [1, 4, 6], -1)
    offer(into, [3, 4, 5], [2, 5, 7], -1)
    expect([...into.ids, ...into.scores]).toEqual([0, 3, 1, 1, 2, 4])
  })

  test('equal scores keep the lower row, whichever came first', () => {
    const into = emptyNeighbors([1], 1, 3)
    offer(into, [4, 6], [1, 1], 1)
    offer(into, [5, 7], [1, 1], 1)
    expect([...into.ids]).toEqual([4, 5, 6])
    offer(into, [2], [1], 1)
    expect([...into.ids]).toEqual([2, 4, 5])
  })

  test('a score below 0 still beats the 0 that pads an empty place', () => {
    const into = emptyNeighbors([1], 1, 2)
    offer(into, [3], [-5], 1)
    offer(into, [8], [-7], 1)
    expect([...into.ids, ...into.scores]).toEqual([3, 8, -5, -7])
  })

  test('writes the lists of dim s and of the queries from firstQuery on, and no others', () => {
    // Two dims, three queries, k = 1; candidates of width 2 for queries 1 and 2 at the second dim.
    const into = emptyNeighbors([1, 2], 3, 1)
    const ids = (row: number, r: number) => 10 * row + r
    mergeTopK(into, 1, 1, 2, { ids, scores: Float32Array.of(4, 3, 2, 1), width: 2 }, 1)
    expect([...into.ids]).toEqual([-1, -1, -1, -1, 0, 10])
    expect([...into.scores]).toEqual([0, 0, 0, 0, 4, 2])
  })

  test('tile by tile equals sorting everything', () => {
    // Few different scores, so that most of them tie; tiles of any size, also empty or longer than k.
    const tiles = fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 7 }), { maxLength: 6 })
    const order = fc.constantFrom<(1 | -1)[]>(1, -1)
    fc.assert(
      fc.property(tiles, order, fc.integer({ min: 1, max: 9 }), fc.boolean(), (tiles, sign, k, backwards) => {
        let next = 0
        const nearer = ([a, i]: number[], [b, j]: number[]) => sign * (b! - a!) || i! - j!
        const sorted = tiles.map((scores) => scores.map((score) => [score, next++]).toSorted(nearer))
        const into = emptyNeighbors([1], 1, k)
        for (const tile of backwards ? sorted.toReversed() : sorted) {
          const hits = tile.slice(0, k)
          offer(
            into,
            hits.map(([, id]) => id!),
            hits.map(([score]) => score!),
            sign,
          )
        }
        const all = sorted.flat().toSorted(nearer).slice(0, k)
        const padding = Array.from({ length: k - all.length }, () => [0, -1])
        expect([...into.ids]).toEqual([...all, ...padding].map(([, id]) => id))
        expect([...into.scores]).toEqual([...all, ...padding].map(([score]) => score))
      }),
    )
  })
})

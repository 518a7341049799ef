import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownOrder, rankedIds, rerank } from '../../src/math/rerank.js'
import type { Shortlist } from '../../src/types.js'

/** A shortlist at dim 8, its rows scored at 16 and 32 too. */
function shortlistOf(
  k: number,
  ids: readonly number[],
  at16: readonly number[],
  at32: readonly number[] = at16,
): Shortlist {
  const scores = [new Float32Array(ids.length), Float32Array.from(at16), Float32Array.from(at32)]
  return { dim: 8, k, ids: Int32Array.from(ids), scores: new Map([8, 16, 32].map((dim, i) => [dim, scores[i]!])) }
}

/** Row numbers after reranking the first `rows` at 16. */
function reranked(shortlist: Shortlist, rows: number, k = rows): number[] {
  return [...rankedIds(shortlist, rerank(shortlist, ownOrder(shortlist), 16, rows), k)]
}

describe('ownOrder', () => {
  test('is the order of the list itself, −1 pads', () => {
    const { places, width } = ownOrder(shortlistOf(3, [5, 9, 2, 4, -1, -1], [0, 0, 0, 0, 0, 0]))
    expect([width, ...places]).toEqual([3, 0, 1, 2, 0, -1, -1])
  })
})

describe('rerank', () => {
  test('puts the highest score first', () => {
    expect(reranked(shortlistOf(3, [5, 9, 2], [0.1, 0.3, 0.2]), 3)).toEqual([9, 2, 5])
  })

  test('equal scores put the lower row first, wherever it stood', () => {
    expect(reranked(shortlistOf(4, [7, 3, 9, 1], [1, 1, 2, 1]), 4)).toEqual([9, 1, 3, 7])
  })

  test('0 and −0 are equal', () => expect(reranked(shortlistOf(2, [7, 3], [0, -0]), 2)).toEqual([3, 7]))

  test('scores below 0 rank below those above', () => {
    expect(reranked(shortlistOf(3, [1, 2, 3], [-2, 1, -1]), 3)).toEqual([2, 3, 1])
  })

  test('drops what stands behind the first rows, however high its score', () => {
    expect(reranked(shortlistOf(3, [5, 9, 2], [0.1, 0.3, 0.9]), 2)).toEqual([9, 5])
  })

  test('a missing row stays at the end, whatever its score says', () => {
    expect(reranked(shortlistOf(3, [5, 4, -1], [-2, -1, 0]), 3)).toEqual([4, 5, -1])
    expect(reranked(shortlistOf(2, [-1, -1], [0, 0]), 2)).toEqual([-1, -1])
  })

  test('every query has its own list', () => {
    expect(reranked(shortlistOf(2, [1, 2, 2, 1], [0, 1, 1, 0]), 2)).toEqual([2, 1, 2, 1])
  })

  test('stages follow each other: each orders the first rows of the one before', () => {
    // at 16: 4 3 2 1, of which 4 3 2 go on; at 32: 2 3 4, though 1 has the highest score
    const shortlist = shortlistOf(4, [1, 2, 3, 4], [1, 2, 3, 4], [9, 8, 7, 6])
    const first = rerank(shortlist, ownOrder(shortlist), 16, 4)
    const second = rerank(shortlist, first, 32, 3)
    expect(second.width).toBe(3)
    expect([...rankedIds(shortlist, second, 3)]).toEqual([2, 3, 4])
    expect([...rankedIds(shortlist, first, 4)]).toEqual([4, 3, 2, 1]) // not written into
  })

  test('asks for more rows than there are', () => {
    const shortlist = shortlistOf(2, [1, 2], [0, 1])
    expect(rerank(shortlist, ownOrder(shortlist), 16, 9).width).toBe(2)
  })

  test.each([
    ['reversed', (i: number) => i], // so far out of order that insertion gives up
    ['in order', (i: number) => -i],
    ['nearly in order', (i: number) => -(i ^ 1)],
    ['shuffled', (i: number) => (i * 7919) % 1009],
    ['of few values', (i: number) => (i * 7919) % 5],
  ])('agrees with a sort of 500 rows that are %s', (_, scoreAt) => {
    const ids = Array.from({ length: 500 }, (_, i) => (i * 263) % 500)
    const scores = ids.map((_, i) => scoreAt(i))
    const sorted = [...ids.keys()].sort((a, b) => scores[b]! - scores[a]! || ids[a]! - ids[b]!)
    expect(reranked(shortlistOf(500, ids, scores), 500)).toEqual(sorted.map((i) => ids[i]))
  })

  test('agrees with a sort of any scores', () => {
    const row = fc.tuple(fc.nat(50), fc.constantFrom(-1, -0.5, 0, 0.5, 1))
    const list = fc.uniqueArray(row, { selector: ([id]) => id, minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 12 }), (rows, size) => {
        const [ids, scores] = [rows.map(([id]) => id), rows.map(([, score]) => score)]
        const sorted = rows.slice(0, size).sort(([a, x], [b, y]) => y - x || a - b)
        const own = reranked(shortlistOf(rows.length, ids, scores), size, sorted.length)
        expect(own).toEqual(sorted.map(([id]) => id))
      }),
    )
  })
})

describe('rankedIds', () => {
  const shortlist = shortlistOf(3, [5, 9, 2], [1, 2, 3])
  test('keeps the first k', () => expect([...rankedIds(shortlist, ownOrder(shortlist), 2)]).toEqual([5, 9]))
  test('fills up with −1', () => expect([...rankedIds(shortlist, ownOrder(shortlist), 4)]).toEqual([5, 9, 2, -1]))
})

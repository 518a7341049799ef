import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXACT } from '../../src/evaluate/indexes.js'
import { rankAll, wantedLists } from '../../src/evaluate/rank.js'
import type { Setting, Shortlist } from '../../src/types.js'

const setting = (shortlist: number, size: number, ...stages: [number, number][]): Setting => ({
  index: EXACT,
  shortlist,
  size,
  stages: stages.map(([rows, dim]) => ({ rows, dim })),
})

describe('wantedLists', () => {
  const settings = [setting(8, 10), setting(8, 200, [200, 64]), setting(8, 50, [50, 16], [20, 64]), setting(64, 10)]

  test('an exact list serves every length at its dim', () => {
    expect(wantedLists(settings, true, 0)).toEqual([
      { dim: 8, k: 200, carry: [64, 16] },
      { dim: 64, k: 10, carry: [] },
    ])
    expect(wantedLists(settings, true, 1).map(({ k }) => k)).toEqual([201, 11])
  })

  test('an index is asked for each length', () => {
    expect(wantedLists(settings, false, 0)).toEqual([
      { dim: 8, k: 10, carry: [] },
      { dim: 8, k: 200, carry: [64] },
      { dim: 8, k: 50, carry: [16, 64] },
      { dim: 64, k: 10, carry: [] },
    ])
    expect(wantedLists([setting(8, 10), setting(8, 10, [10, 64])], false, 1)).toEqual([{ dim: 8, k: 11, carry: [64] }])
  })
})

/** One query: rows 5, 3, 9, 1 at dim 2, with their scores at 4 and 8. */
const list: Shortlist = {
  dim: 2,
  k: 4,
  ids: Int32Array.of(5, 3, 9, 1),
  scores: new Map([
    [4, Float32Array.of(1, 4, 3, 2)],
    [8, Float32Array.of(0, 7, 9, 9)],
  ]),
}
const ranks = (settings: readonly Setting[], longest: number, selves: number | null = null, lists = [list]) =>
  rankAll(settings, lists, true, longest, selves === null ? null : Int32Array.of(selves)).map(({ ids, width }) => {
    expect(ids.length).toBe(width)
    return [...ids]
  })

describe('rankAll', () => {
  test('a single shot is the list itself, as far as it is looked at', () => {
    expect(ranks([setting(2, 4)], 4)).toEqual([[5, 3, 9, 1]])
    expect(ranks([setting(2, 4)], 2)).toEqual([[5, 3]])
  })

  test('reranking orders the head of the list; equal scores go to the lower row', () => {
    expect(ranks([setting(2, 4, [4, 4])], 4)).toEqual([[3, 9, 1, 5]])
    expect(ranks([setting(2, 4, [4, 8])], 4)).toEqual([[1, 9, 3, 5]])
    expect(ranks([setting(2, 2, [2, 8])], 4)).toEqual([[3, 5]]) // rows 9 and 1 are not in a list of two
    expect(ranks([setting(2, 3, [3, 4])], 2)).toEqual([[3, 9]])
  })

  test('a funnel drops rows that an earlier stage put last', () => {
    expect(ranks([setting(2, 4, [4, 4], [3, 8])], 4)).toEqual([[1, 9, 3]])
    expect(ranks([setting(2, 4, [4, 4], [2, 8])], 4)).toEqual([[9, 3]]) // 1 was third at 4
  })

  test('settings do not disturb each other, in whatever order they come', () => {
    const all = [
      setting(2, 4, [4, 8]),
      setting(2, 4, [4, 4], [2, 8]),
      setting(2, 2, [2, 8]),
      setting(2, 4, [4, 4]),
      setting(2, 4),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 1 }), fc.integer({ min: 1, max: 4 }), (some, longest) => {
        const alone = some.flatMap((own) => ranks([own], 4))
        expect(ranks(some, longest)).toEqual(alone.map((ids) => ids.slice(0, longest)))
      }),
    )
    expect([...list.ids]).toEqual([5, 3, 9, 1])
  })

  test('the query’s own row is left out before anything is ranked', () => {
    expect(ranks([setting(2, 3), setting(2, 3, [3, 4]), setting(2, 2, [2, 8])], 4, 3)).toEqual([
      [5, 9, 1],
      [9, 1, 5],
      [9, 5],
    ])
    expect(ranks([setting(2, 3)], 4, 77)).toEqual([[5, 3, 9]]) // not among the nearest: the last goes
  })

  test('lists that came back short end with −1', () => {
    const short = { ...list, ids: Int32Array.of(5, 3, -1, -1) }
    expect(ranks([setting(2, 4), setting(2, 4, [4, 4]), setting(2, 4, [4, 8], [3, 4])], 4, null, [short])).toEqual([
      [5, 3, -1, -1],
      [3, 5, -1, -1],
      [3, 5, -1],
    ])
  })

  test('an index answers each length with a list of its own', () => {
    const two: Shortlist = { dim: 2, k: 2, ids: Int32Array.of(9, 5), scores: list.scores }
    const ranked = rankAll([setting(2, 4), setting(2, 2)], [list, two], false, 4, null)
    expect(ranked.map(({ ids }) => [...ids])).toEqual([
      [5, 3, 9, 1],
      [9, 5],
    ])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXACT } from '../../src/evaluate/indexes.js'
import { below, runLists } from '../../src/evaluate/run-lists.js'
import type { Setting, Shortlist } from '../../src/types.js'

const single = (size: number, factory = 'exact'): Setting => ({
  index: { ...EXACT, factory },
  shortlist: 2,
  size,
  stages: [],
})

/** One query: rows 7, 3, 5, 9 with these scores at dim 2, and at dim 4. */
function listOf(two: readonly number[] | null, four: readonly number[] = []): Shortlist {
  const scores = [
    ...(two === null ? [] : [[2, Float32Array.from(two)] as const]),
    ...(four.length === 0 ? [] : [[4, Float32Array.from(four)] as const]),
  ]
  return { dim: 2, k: 4, ids: Int32Array.of(7, 3, 5, 9), scores: new Map(scores) }
}

function only(setting: Setting, list: Shortlist, k: number, selves: Int32Array | null = null) {
  const isExact = setting.index.factory === 'exact'
  const [found] = runLists({ searched: [{ settings: [setting], lists: [list], isExact }], selves, ks: [k] })
  return { ids: [...found!.ids], scores: [...found!.scores] }
}

describe('scores', () => {
  test('are those of the search, cut at the longest list that is looked at', () => {
    expect(only(single(3), listOf([4, 3, 2, 1]), 3)).toEqual({ ids: [7, 3, 5], scores: [4, 3, 2] })
  })

  test('equal ones fall by the last bit, and those after them follow', () => {
    // Between 1 and 2 float32 goes in steps of 2^-23, below 1 in steps of 2^-24.
    const step = 2 ** -24
    expect(only(single(4), listOf([1, 1, 1, 1 - step]), 4).scores).toEqual([1, 1 - step, 1 - 2 * step, 1 - 3 * step])
  })

  test('are those of the last reranking, in its order', () => {
    const setting = { ...single(4), stages: [{ rows: 3, dim: 4 }] } // row 9 is not reranked
    expect(only(setting, listOf([4, 3, 2, 1], [0.5, 8, 0.5, 9]), 4)).toEqual({
      ids: [3, 5, 7], // of equal ones the lower row first
      scores: [8, 0.5, below(0.5)],
    })
  })

  test('of an index that gives none are the places that are left', () => {
    expect(only(single(4, 'HNSW32'), listOf(null), 4)).toEqual({ ids: [7, 3, 5, 9], scores: [4, 3, 2, 1] })
  })

  test('skip missing rows, and in one file the query itself', () => {
    const short: Shortlist = { ...listOf([4, 3, 0, 0]), ids: Int32Array.of(7, 3, -1, -1) }
    expect(only(single(4), short, 4)).toEqual({ ids: [7, 3, -1, -1], scores: [4, 3, 0, 0] })
    expect(only(single(3), listOf([4, 3, 2, 1]), 3, Int32Array.of(3))).toEqual({ ids: [7, 5, 9], scores: [4, 2, 1] })
  })
})

test('below is the next float32 down', () => {
  expect([below(1), below(-1), below(0), below(-0)]).toEqual([1 - 2 ** -24, -1 - 2 ** -23, -(2 ** -149), -(2 ** -149)])
  expect(below(2 ** -149)).toBe(0)
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: Math.fround(-1e38), max: Math.fround(1e38) }), (score) => {
      const next = below(score)
      expect(next).toBeLessThan(score)
      expect(Math.fround(next)).toBe(next)
      expect([next, score]).toContain(Math.fround((next + score) / 2)) // nothing between
    }),
  )
})

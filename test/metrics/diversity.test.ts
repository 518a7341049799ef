import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlap, uniqueClasses } from '../../src/metrics/diversity.js'

// Database rows 0…5 by class.
const labels = Int32Array.of(7, 2, 2, 7, 5, 9)

describe('uniqueClasses', () => {
  const unique = (ids: readonly number[], width: number, k: number, of = labels) => [
    ...uniqueClasses(Int32Array.from(ids), width, [k], of)[0]!,
  ]

  test('counts classes, not rows', () => expect(unique([0, 1, 2, 3], 4, 4)).toEqual([2])) // 7 2 2 7
  test('among the first k', () => expect(unique([1, 2, 4, 5], 4, 3)).toEqual([2])) // 2 2 5 | 9
  test('k beyond the list', () => expect(unique([1, 4], 2, 9)).toEqual([2]))
  test('every query anew', () => expect(unique([1, 2, 1, 4, 2, 1], 2, 2)).toEqual([1, 2, 1]))
  test('class 0 is a class', () => expect(unique([0, 1], 2, 2, Int32Array.of(0, 1))).toEqual([2]))

  test('a missing row has no class, where −1 as an index would read the last row', () => {
    expect(unique([0, -1, -1], 3, 3)).toEqual([1])
    expect(unique([-1], 1, 1)).toEqual([0])
  })

  test('rows of unknown class count for nothing', () => expect(unique([0, 1], 2, 2, Int32Array.of(-1, 3))).toEqual([1]))

  test('class numbers may be as large as they like', () => {
    const far = Int32Array.of(2 ** 31 - 1, 5, 2 ** 31 - 1, -1, 2 ** 30)
    expect(unique([0, 1, 2, 3, 4], 5, 5, far)).toEqual([3])
  })

  test('no queries', () => expect(unique([], 3, 3)).toEqual([]))

  test('agrees with a set', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 6, maxLength: 6 }), (ids) => {
        const sets = [ids.slice(0, 2), ids.slice(3, 5)].map(
          (list) => new Set(list.filter((id) => id !== -1).map((id) => labels[id])).size,
        )
        expect(unique(ids, 3, 2)).toEqual(sets)
      }),
    )
  })
})

describe('overlap', () => {
  const share = (ids: readonly number[], width: number, exact: readonly number[], exactWidth: number, k: number) => [
    ...overlap(Int32Array.from(ids), width, Int32Array.from(exact), exactWidth, [k])[0]!,
  ]

  test('is the share of the exact list', () => expect(share([4, 9, 2], 3, [2, 4, 6], 3, 3)).toEqual([2 / 3]))
  test('order does not matter', () => expect(share([2, 1], 2, [1, 2], 2, 2)).toEqual([1]))
  test('both lists are cut at k', () => expect(share([1, 2, 3], 3, [3, 1, 2], 3, 2)).toEqual([1 / 2])) // 1 2 and 3 1
  test('widths may differ', () => expect(share([1, 8, 1, 9], 2, [1, 2, 3, 9, 1, 5], 3, 2)).toEqual([1 / 2, 1]))

  test('a list that is too short misses the rest', () => expect(share([1], 1, [1, 2], 2, 2)).toEqual([1 / 2]))
  test('divides by the exact list where that is short', () => {
    expect(share([1, 7, 8, 9], 4, [1, 2, -1, -1], 4, 4)).toEqual([1 / 2]) // 1/4 if it divided by k
  })
  test('missing rows do not match each other', () => expect(share([1, -1], 2, [2, -1], 2, 2)).toEqual([0]))
  test('nothing to agree with is 0, not NaN', () => expect(share([1], 1, [-1], 1, 1)).toEqual([0]))
  test('every query anew', () => expect(share([5, 5], 1, [5, 6], 1, 1)).toEqual([1, 0]))
  test('rows above all of the exact lists', () => expect(share([1000, 1], 2, [1, 2], 2, 2)).toEqual([1 / 2]))
})

test('several k at once are the same as each alone', () => {
  const random = (seed: number) =>
    Int32Array.from({ length: 60 }, (_, i) => ((i * seed) % 17) - ((i % 10) / 9 >= 1 ? 17 : 0))
  const [lists, truth, classes] = [random(5), random(7), Int32Array.from({ length: 17 }, (_, i) => i % 6)]
  const clean = (ids: Int32Array) => ids.map((id) => (id < 0 ? -1 : id))
  const ks = [1, 3, 10]
  const unique = uniqueClasses(clean(lists), 10, ks, classes)
  const shared = overlap(clean(lists), 10, clean(truth), 10, ks)
  for (const [i, k] of ks.entries()) {
    expect(unique[i]).toEqual(uniqueClasses(clean(lists), 10, [k], classes)[0])
    expect(shared[i]).toEqual(overlap(clean(lists), 10, clean(truth), 10, [k])[0])
  }
})

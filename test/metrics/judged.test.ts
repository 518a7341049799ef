import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge, judgeByLabel, judgeByQrels, relevantByLabel } from '../../src/metrics/judged.js'

// Database rows 0…4 by class.
const labels = Int32Array.of(7, 2, 7, 5, 7)

describe('judgeByLabel', () => {
  const ids = Int32Array.of(0, 1, 2, 3, -1, -1) // 7 2 7 · 5 – –
  const judged = judgeByLabel(ids, 3, labels, Int32Array.of(7, 5), Int32Array.of(3, 1))

  test('rows of the query’s class gain 1', () => expect([...judged.gains]).toEqual([1, 0, 1, 1, 0, 0]))

  test('keeps what it was given', () => {
    expect(judged).toMatchObject({ queries: 2, width: 3, idealGains: null })
    expect([...judged.relevant]).toEqual([3, 1])
  })

  test('knows where the hits stand', () => {
    expect([...judged.hits.places]).toEqual([0, 2, 0])
    expect([...judged.hits.starts]).toEqual([0, 2, 3])
  })

  test('a missing row is a miss, where −1 as an index would read the last row', () => {
    const last = judgeByLabel(Int32Array.of(-1), 1, labels, Int32Array.of(7), Int32Array.of(3))
    expect([...last.gains]).toEqual([0])
  })

  test('a missing row is not of unknown class', () => {
    const unknown = judgeByLabel(Int32Array.of(-1, 0), 2, labels, Int32Array.of(-1), Int32Array.of(0))
    expect([...unknown.gains]).toEqual([0, 0])
  })

  test('a missing row is not of class 0', () => {
    const zero = judgeByLabel(Int32Array.of(-1, 0), 2, Int32Array.of(0), Int32Array.of(0), Int32Array.of(1))
    expect([...zero.gains]).toEqual([0, 1])
  })

  test('agrees with comparing one after the other, for any class numbers', () => {
    const classes = fc.array(fc.integer({ min: -1, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(classes, fc.nat(5), (all, at) => {
        const own = all[at % all.length]!
        const { gains } = judgeByLabel(
          Int32Array.from(all.keys()),
          all.length,
          Int32Array.from(all),
          Int32Array.of(own),
          Int32Array.of(1),
        )
        expect([...gains]).toEqual(all.map((label) => (label === own ? 1 : 0)))
      }),
    )
  })

  test('no queries', () => {
    const none = judgeByLabel(new Int32Array(0), 3, labels, new Int32Array(0), new Int32Array(0))
    expect(none).toMatchObject({ queries: 0, width: 3 })
  })
})

describe('judgeByQrels', () => {
  const ids = Int32Array.of(4, 1, -1, 1, 0, 9)
  const judged = judgeByQrels(ids, 3, [
    new Map([
      [1, 2],
      [3, 0.5],
      [4, -1],
    ]),
    new Map([[0, 1]]),
  ])

  test('rows gain what the query’s judgments say; below 0 is 0, unjudged is 0', () => {
    expect([...judged.gains]).toEqual([0, 2, 0, 0, 1, 0]) // row 1 is judged by the first query alone, row 9 by none
  })

  test('counts gains above 0, found or not', () => expect([...judged.relevant]).toEqual([2, 1]))

  test('the ideal has all gains above 0 of the query, largest first', () => {
    expect(judged.idealGains!.map((gains) => [...gains])).toEqual([[2, 0.5], [1]])
  })

  test('knows where the hits stand', () => {
    expect([...judged.hits.places]).toEqual([1, 1])
    expect([...judged.hits.starts]).toEqual([0, 1, 2])
  })

  test('a query without gains has nothing relevant', () => {
    const none = judgeByQrels(Int32Array.of(0), 1, [new Map([[0, 0]])])
    expect([[...none.relevant], [...none.gains], none.idealGains!.length]).toEqual([[0], [0], 1])
  })

  test('does not write into the judgments', () => {
    const gains = new Map([[0, -3]])
    judgeByQrels(Int32Array.of(0), 1, [gains])
    expect([...gains]).toEqual([[0, -3]])
  })
})

describe('judge', () => {
  test('finds gains however small, and none at 0', () => {
    const { hits } = judge(Float32Array.of(0, 1e-30, 0, 5), 4, Int32Array.of(2), null)
    expect([...hits.places]).toEqual([1, 3])
  })

  test('takes a part of a larger array', () => {
    const gains = Float32Array.of(1, 1, 0, 1).subarray(1)
    expect([...judge(gains, 3, Int32Array.of(2), null).hits.places]).toEqual([0, 2])
  })
})

describe('relevantByLabel', () => {
  test('is the size of the query’s class in the database', () => {
    expect([...relevantByLabel(labels, Int32Array.of(7, 5, 9), false)]).toEqual([3, 1, 0])
  })

  test('leaves the query’s own row out when it is one of them', () => {
    expect([...relevantByLabel(labels, labels, true)]).toEqual([2, 0, 2, 0, 2])
  })
})

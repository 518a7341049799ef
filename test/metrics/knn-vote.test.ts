import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wilson } from '../../src/metrics/intervals.js'
import { knnAccuracy, vote, votesRight } from '../../src/metrics/knn-vote.js'
import golden from '../golden/metrics.json' with { type: 'json' }

// Database rows 0…5 by class.
const labels = Int32Array.of(7, 2, 2, 7, 5, 9)
const accuracyOf = (...lists: Parameters<typeof votesRight>) => knnAccuracy(votesRight(...lists))
const voteOf = (...ids: number[]) => vote(Int32Array.from(ids), labels)

describe('vote', () => {
  test('gives the majority, not the nearest', () => expect(voteOf(0, 1, 2)).toBe(2)) // 7 2 2
  test('counts every neighbor once, however near', () => expect(voteOf(4, 0, 3)).toBe(7)) // 5 7 7
  test('gives a tie to the nearest, not to the lowest class number', () => expect(voteOf(0, 1)).toBe(7)) // 7 2
  test('gives a tie to the nearest, not to the first that reaches the count', () => expect(voteOf(0, 1, 2, 3)).toBe(7)) // 7 2 2 7: class 2 has its two votes first
  test('gives a tie to the nearest, not to the last', () => expect(voteOf(1, 0, 3, 2)).toBe(2)) // 2 7 7 2
  test('leaves the nearest out of a tie it has no part in', () => expect(voteOf(4, 1, 0, 3, 2)).toBe(2)) // 5 2 7 7 2

  test('gives a missing neighbor no vote, where −1 as an index would read the last row', () => {
    expect(voteOf(0, -1, -1)).toBe(7) // two votes for 9 otherwise
    expect(voteOf(-1, -1)).toBeNull()
  })
})

describe('knnAccuracy', () => {
  // Lists of three for three queries: 7 2 2 · 5 7 7 · 9 – –
  const ids = Int32Array.of(0, 1, 2, 4, 0, 3, 5, -1, -1)

  test('k = 1: the nearest says 7, 5, 9', () => {
    expect(accuracyOf(ids, 3, 1, labels, Int32Array.of(7, 7, 9))).toEqual({
      value: 2 / 3,
      ci95: wilson(2, 3),
      unit: 'fraction',
    })
  })

  test('k = 3: the majority says 2, 7, 9', () => {
    expect(accuracyOf(ids, 3, 3, labels, Int32Array.of(7, 7, 9)).value).toBe(2 / 3)
    expect(accuracyOf(ids, 3, 3, labels, Int32Array.of(2, 7, 9)).value).toBe(1)
  })

  test('any of k is not enough', () => {
    expect(accuracyOf(ids, 3, 3, labels, Int32Array.of(7, 5, 2)).value).toBe(0) // a hit rate would be 2/3
  })

  test('a query without neighbors is wrong, and still counts', () => {
    expect(accuracyOf(Int32Array.of(-1, 5), 1, 1, labels, Int32Array.of(9, 9)).value).toBe(1 / 2)
  })

  test('is not measured without queries', () => {
    expect(accuracyOf(new Int32Array(0), 3, 1, labels, new Int32Array(0)).value).toBeNull()
  })

  test.each(Object.entries(golden.votes.accuracy))('scikit-learn: two classes, k = %s', (k, accuracy) => {
    const { ids, width, labels, truth } = golden.votes
    const own = accuracyOf(Int32Array.from(ids), width, Number(k), Int32Array.from(labels), Int32Array.from(truth))
    expect(own.value).toBeCloseTo(accuracy, 12)
  })

  test('knn@2 is knn@1, for two votes are one majority or a tie', () => {
    const lists = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 2 })
    fc.assert(fc.property(lists, ([a, b]) => voteOf(a!, b!) === labels[a!]))
  })

  test('the winner has as many votes as any class, and none that has as many is nearer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 1, maxLength: 9 }), (list) => {
        const votes = list.filter((id) => id !== -1).map((id) => labels[id]!)
        const count = (label: number) => votes.filter((other) => other === label).length
        const most = Math.max(0, ...votes.map(count))
        expect(voteOf(...list)).toBe(votes.find((label) => count(label) === most) ?? null)
      }),
    )
  })
})

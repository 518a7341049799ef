import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApDivisor, averagePrecision } from '../../src/metrics/average-precision.js'
import { hitCounts } from '../../src/metrics/hits.js'
import { listsOf } from './judged-lists.js'

/** AP of one list. */
function ap(gains: readonly number[], k: number, divisor: ApDivisor = 'k', relevant = 100): number {
  return averagePrecision(listsOf([gains], relevant), k, divisor)[0]!
}

describe('averagePrecision', () => {
  test.each<[readonly number[], number]>([
    [[1, 0, 1], 0.555556], // (1/1 + 2/3) / 3
    [[0, 1, 1, 0, 1, 0, 0, 0, 0, 1], 0.216667], // (1/2 + 2/3 + 3/5 + 4/10) / 10
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0.01], // (1/10) / 10
    [[1, 1, 1, 1, 1], 1],
    [[0, 0, 0, 0, 0], 0],
  ])('%j: %f, divided by k', (gains, value) => {
    expect(ap(gains, gains.length)).toBeCloseTo(value, 6)
  })

  test('all relevant is exactly 1, not nearly', () => expect(ap(new Array(49).fill(1), 49)).toBe(1))

  test('1 0 1 with one more relevant row in the database', () => {
    const sum = 1 + 2 / 3
    expect(ap([1, 0, 1], 3, 'k', 3)).toBeCloseTo(sum / 3, 12) // k = 3
    expect(ap([1, 0, 1], 3, 'hits', 3)).toBeCloseTo(sum / 2, 12) // .833333: two hits
    expect(ap([1, 0, 1], 3, 'min', 3)).toBeCloseTo(sum / 3, 12) // min(3, 3)
  })

  test('min divides by the relevant rows where these are fewer than k, by k where they are more', () => {
    expect(ap([1, 0, 1], 3, 'min', 2)).toBeCloseTo((1 + 2 / 3) / 2, 12)
    expect(ap([1, 0, 1], 2, 'min', 50)).toBeCloseTo(1 / 2, 12) // not / 50, which the whole AP of TREC divides by
  })

  test('looks at the first k alone', () => {
    expect(ap([1, 0, 1, 1], 2)).toBe(1 / 2)
    expect(ap([1, 0, 1, 1], 2, 'hits')).toBe(1) // one hit among the first two
  })

  test('a list that is shorter than k has misses at its end', () => {
    expect(ap([1, 1], 4)).toBe(1 / 2) // (1/1 + 2/2) / 4, not / 2
    expect(ap([1, 1], 4, 'min')).toBe(1 / 2)
    expect(ap([1, 1], 4, 'hits')).toBe(1)
  })

  test('a gain above 0 is a hit, whatever its size', () => {
    expect(ap([0.5, 0, 3], 3)).toBeCloseTo((1 + 2 / 3) / 3, 12)
  })

  test.each<ApDivisor>(['k', 'min', 'hits'])('without relevant rows it is 0, divided by %s', (divisor) => {
    expect(ap([0, 0], 2, divisor, 0)).toBe(0)
  })

  test('one value a query', () => {
    const lists = listsOf(
      [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
      1,
    )
    expect([...averagePrecision(lists, 2, 'k')]).toEqual([1 / 4, 1 / 2, 0])
    expect([...averagePrecision(lists, 2, 'min')]).toEqual([1 / 2, 1, 0])
    expect(averagePrecision(listsOf([], 1), 2, 'k')).toHaveLength(0)
  })

  const lists = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 12 })

  test('is at most the precision, and the least of the three', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 15 }), (gains, k) => {
        const hits = hitCounts(listsOf([gains], 12), k)[0]!
        expect(ap(gains, k)).toBeLessThanOrEqual(hits / k)
        expect(ap(gains, k)).toBeLessThanOrEqual(ap(gains, k, 'min', 12))
        expect(ap(gains, k, 'min', 12)).toBeLessThanOrEqual(ap(gains, k, 'hits'))
      }),
    )
  })

  test('rises when a hit moves forward', () => {
    fc.assert(
      fc.property(lists, (gains) => {
        const at = gains.findIndex((gain, j) => gain === 1 && gains[j - 1] === 0)
        fc.pre(at !== -1)
        const forward = gains.with(at, 0).with(at - 1, 1)
        expect(ap(forward, gains.length)).toBeGreaterThan(ap(gains, gains.length))
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trend } from '../../src/metrics/trend.js'
import type { Trend } from '../../src/types.js'

describe('trend, of a class of 10 rows: one row is more than the tolerance of 0.2 rows', () => {
  test.each<[number[], Trend, string]>([
    [[3, 3, 5, 8], 'monotone', 'never down'],
    [[4, 4, 4], 'monotone', 'flat'],
    [[0, 0, 0], 'monotone', 'never right'],
    [[7], 'monotone', 'one dim'],
    [[2, 6, 8, 6], 'dip', 'gained 6, lost 2 ≤ 3'],
    [[2, 8, 5, 8], 'dip', 'lost 3 ≤ 3 after the first peak, and came back'],
    [[2, 8, 4, 8], 'none', 'lost 4 > 3'],
    [[2, 8, 2], 'none', 'all that was gained is lost'],
    [[2, 1, 8, 7], 'none', 'falls before the peak'],
    [[8, 5, 5, 9], 'u', 'down 3, up 4'],
    [[8, 5, 6, 5, 9], 'none', 'up and down at the bottom'],
    [[8, 7, 5], 'none', 'only down'],
    [[5, 8, 5, 8, 9], 'none', 'no fall before the smallest value, and a fall before the largest'],
    [[6, 5, 6], 'u', 'by one row'],
  ])('%j: %s (%s)', (hits, expected) => {
    expect(trend(hits, 10)).toBe(expected)
  })
})

describe('the tolerance is 0.02', () => {
  test.each<[number[], number, Trend]>([
    [[30, 29, 35], 50, 'monotone'], // 1/50 = 0.02 counts as equal
    [[30, 29, 35], 49, 'u'], // 1/49 > 0.02
    [[30, 29, 28, 35], 50, 'u'], // two falls of 0.02 are one of 0.04
    [[30, 31, 30, 35, 34], 50, 'monotone'],
    [[300, 310, 305, 290, 310], 500, 'none'], // down 20 > 10 rows from a peak that gained 10
    [[300, 290, 280, 275, 300], 500, 'u'],
    [[300, 305, 280, 290, 310], 500, 'u'], // the rise of 5 rows on the way down is within 10
  ])('%j of %i rows: %s', (hits, rows, expected) => {
    expect(trend(hits, rows)).toBe(expected)
  })
})

/** The definition of the header, pair by pair on shares of rows. */
function kinds(hits: readonly number[], rows: number): Trend[] {
  const e = rows / 50 + 1e-9
  const pairs = (from: number, to: number, holds: (i: number, j: number) => boolean) => {
    for (let j = from; j <= to; j++) for (let i = from; i < j; i++) if (!holds(hits[i]!, hits[j]!)) return false
    return true
  }
  const neverFalls = (from: number, to: number) => pairs(from, to, (a, b) => a - b <= e)
  const neverRises = (from: number, to: number) => pairs(from, to, (a, b) => b - a <= e)
  const last = hits.length - 1
  if (neverFalls(0, last)) return ['monotone']
  const p = hits.indexOf(Math.max(...hits))
  const t = hits.indexOf(Math.min(...hits))
  const lost = Math.max(...hits.slice(p).map((after) => hits[p]! - after))
  const isDip = neverFalls(0, p) && lost <= (hits[p]! - hits[0]!) / 2
  const isU = neverRises(0, t) && neverFalls(t, last) && hits[0]! - hits[t]! > e && hits[last]! - hits[t]! > e
  return [...(isDip ? ['dip' as const] : []), ...(isU ? ['u' as const] : [])]
}

const classes = fc
  .integer({ min: 1, max: 200 })
  .chain((rows) =>
    fc.tuple(fc.array(fc.integer({ min: 0, max: rows }), { minLength: 1, maxLength: 9 }), fc.constant(rows)),
  )

describe('properties', () => {
  test('one kind fits at most, and it is the one that is given', () => {
    fc.assert(
      fc.property(classes, ([hits, rows]) => {
        const fitting = kinds(hits, rows)
        expect(fitting.length).toBeLessThanOrEqual(1)
        expect(trend(hits, rows)).toBe(fitting[0] ?? 'none')
      }),
      { numRuns: 500 },
    )
  })

  test('sorted values are monotone; down and up again is a u', () => {
    fc.assert(
      fc.property(classes, ([hits, rows]) => {
        const up = hits.toSorted((a, b) => a - b)
        expect(trend(up, rows)).toBe('monotone')
        const [least, most] = [up[0]!, up.at(-1)!]
        const fallsFar = (most - least) * 50 > rows
        expect(trend([...up.toReversed(), ...up], rows)).toBe(fallsFar ? 'u' : 'monotone')
      }),
    )
  })

  test('repeating a dim changes nothing', () => {
    fc.assert(
      fc.property(classes, ([hits, rows]) => {
        expect(
          trend(
            hits.flatMap((count) => [count, count]),
            rows,
          ),
        ).toBe(trend(hits, rows))
      }),
    )
  })

  test('does not write into its input', () => {
    const hits = Int32Array.of(5, 3, 1, 4)
    trend(hits, 5)
    expect([...hits]).toEqual([5, 3, 1, 4])
  })
})

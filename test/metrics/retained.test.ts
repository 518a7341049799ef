import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bonettPrice, retained } from '../../src/metrics/retained.js'
import golden from '../golden/precision.json' with { type: 'json' }

const counted = ([both, wins, losses, neither]: readonly number[]) => ({
  both: both!,
  wins: wins!,
  losses: losses!,
  neither: neither!,
})

test('a share of what the reference has, not of the queries', () => {
  const own = Float64Array.of(1, 0, 0, 1)
  expect(retained(own, Float64Array.of(1, 1, 1, 0)).value).toBe(2 / 3)
  expect(retained(own, Float64Array.of(0, 0, 0, 1)).value).toBe(2) // above 1
})

describe('edges', () => {
  const none = new Float64Array(4)
  const some = Float64Array.of(1, 1, 0, 0)

  test('a reference that is never right: nothing to share', () => {
    expect(retained(some, none)).toEqual({ value: null, ci95: null, unit: 'ratio' })
    expect(retained(none, none).value).toBeNull()
    expect(retained(new Float64Array(0), new Float64Array(0)).value).toBeNull()
  })

  test('nothing left: the interval begins at 0', () => {
    const { value, ci95 } = retained(none, some)
    expect([value, ci95![0]]).toEqual([0, 0])
    expect(ci95![1]).toBeGreaterThan(0.5)
  })

  test('equal outcomes are those of a sample, whether or not of one array', () => {
    expect(retained(some, some)).toEqual(retained(some.slice(), some))
    const [low, high] = retained(some, some).ci95!
    expect(low).toBeLessThan(1)
    expect(high).toBeCloseTo(1 / low, 12)
  })
})

describe.each(golden.ratios)('$counts', ({ counts, ci95, bootstrap }) => {
  test('is what NumPy gets by the formula', () => {
    const found = bonettPrice(counted(counts))
    expect(found[0]).toBeCloseTo(ci95[0]!, 12)
    expect(found[1]).toBeCloseTo(ci95[1]!, 12)
  })

  test('is near a bootstrap of the same queries', () => {
    const found = bonettPrice(counted(counts))
    const width = bootstrap[1]! - bootstrap[0]!
    for (const side of [0, 1] as const) expect(Math.abs(found[side] - bootstrap[side]!)).toBeLessThan(0.06 * width)
  })
})

test('finite, around the value, and turned over when the two change places', () => {
  const count = fc.integer({ min: 0, max: 300 })
  fc.assert(
    fc.property(count, count, count, (both, wins, losses) => {
      fc.pre(both + losses > 0 && both + wins > 0)
      const [low, high] = bonettPrice({ both, wins, losses, neither: 5 })
      const value = (both + wins) / (both + losses)
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
      const [other] = bonettPrice({ both, wins: losses, losses: wins, neither: 0 })
      expect(other * high).toBeCloseTo(1, 9)
    }),
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalMean, wilson } from '../../src/metrics/intervals.js'
import golden from '../golden/metrics.json' with { type: 'json' }

describe('wilson', () => {
  test('1 of 2', () => {
    // z² = 3.841459; (½ + z²/4 ± z √(½·½/2 + z²/16)) / (1 + z²/2)
    // = (1.460365 ± 1.959964 · √(0.125 + 0.240091)) / 2.920729 = 0.5 ± 1.184265 / 2.920729 = 0.5 ± 0.405469
    const [low, high] = wilson(1, 2)!
    expect(low).toBeCloseTo(0.094531, 6)
    expect(high).toBeCloseTo(0.905469, 6)
  })

  test('none of 10: z²/(n + z²) = 3.841459 / 13.841459 above, exactly 0 below', () => {
    const [low, high] = wilson(0, 10)!
    expect(low).toBe(0)
    expect(high).toBeCloseTo(0.277533, 6)
  })

  test('all of 10: exactly 1 above', () => {
    const [low, high] = wilson(10, 10)!
    expect(low).toBeCloseTo(1 - 0.277533, 6)
    expect(high).toBe(1)
  })

  test('is nothing without trials', () => expect(wilson(0, 0)).toBeNull())

  test.each(golden.wilson)('statsmodels: $successes of $trials', ({ successes, trials, ci95 }) => {
    const [low, high] = wilson(successes, trials)!
    expect(low).toBeCloseTo(ci95[0]!, 12)
    expect(high).toBeCloseTo(ci95[1]!, 12)
  })

  const counts = fc
    .integer({ min: 1, max: 2_000_000 })
    .chain((trials) => fc.record({ successes: fc.integer({ min: 0, max: trials }), trials: fc.constant(trials) }))

  test('holds the share and stays inside [0, 1]', () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const [low, high] = wilson(successes, trials)!
        const share = successes / trials
        expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true)
      }),
    )
  })

  test('is mirrored when successes and failures change places', () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const [low, high] = wilson(successes, trials)!
        const mirrored = wilson(trials - successes, trials)!
        expect(mirrored[0]).toBeCloseTo(1 - high, 12)
        expect(mirrored[1]).toBeCloseTo(1 - low, 12)
      }),
    )
  })
})

describe('normalMean', () => {
  test('1, 2, 3, 4', () => {
    // s² = (2.25 + 0.25 + 0.25 + 2.25) / 3, not / 4; z √(s²/4) = 1.959964 · √(5/12) = 1.265151
    const { mean, ci95 } = normalMean(Float64Array.of(1, 2, 3, 4))
    expect(mean).toBe(2.5)
    expect(ci95![0]).toBeCloseTo(2.5 - 1.265151, 6)
    expect(ci95![1]).toBeCloseTo(2.5 + 1.265151, 6)
  })

  test('has a mean but no interval for one value', () => {
    expect(normalMean(Float32Array.of(0.5))).toEqual({ mean: 0.5, ci95: null })
  })

  test('has neither for none', () => {
    expect(normalMean(new Float32Array(0))).toEqual({ mean: null, ci95: null })
  })

  test('has no width for equal values', () => {
    expect(normalMean(Float32Array.of(0.75, 0.75, 0.75))).toEqual({ mean: 0.75, ci95: [0.75, 0.75] })
  })

  test.each(golden.normal)('SciPy: $mean', ({ values, mean, ci95 }) => {
    const own = normalMean(Float64Array.from(values))
    const digits = 12 - Math.ceil(Math.log10(Math.abs(mean) + 1))
    expect(own.mean).toBeCloseTo(mean, digits)
    expect(own.ci95![0]).toBeCloseTo(ci95[0]!, digits)
    expect(own.ci95![1]).toBeCloseTo(ci95[1]!, digits)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { signTest } from '../../src/math/binomial.js'
import golden from '../golden/compare.json' with { type: 'json' }

describe('by hand', () => {
  test.each([
    [0, 0, 1],
    [0, 1, 1], // 2·½
    [1, 4, 0.625], // 2·(1 + 4)/16
    [3, 4, 0.625],
    [2, 4, 1],
    [0, 5, 0.0625], // 2/32
    [2, 5, 1], // 2·(1 + 5 + 10)/32
  ])('%i of %i', (successes, trials, p) => {
    expect(signTest(successes, trials)).toBeCloseTo(p, 14)
  })
})

test.each(golden.signTests)("SciPy's p of $successes of $trials", ({ successes, trials, p }) => {
  expect(signTest(successes, trials) / p).toBeCloseTo(1, 11)
})

test('far out, nothing overflows and nothing becomes 0', () => {
  const { successes, trials, log10 } = golden.farTail
  expect(Math.log10(signTest(successes, trials))).toBeCloseTo(log10, 7) // log-gamma has no more digits
  expect(signTest(0, 2000)).toBe(Number.MIN_VALUE)
  expect(signTest(1_000_000, 1_000_000)).toBe(Number.MIN_VALUE)
})

test('the two sides are alike, and p falls outwards', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.nat(3000), (trials, at) => {
      const successes = Math.min(at, trials)
      const p = signTest(successes, trials)
      expect(p).toBe(signTest(trials - successes, trials))
      expect(p).toBeGreaterThan(0)
      expect(p).toBeLessThanOrEqual(1)
      if (2 * successes < trials) expect(p).toBeLessThanOrEqual(signTest(successes + 1, trials))
    }),
  )
})

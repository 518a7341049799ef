import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holm } from '../../src/metrics/holm.js'
import golden from '../golden/compare.json' with { type: 'json' }

test('by hand', () => {
  // ascending .01 .02 .03 .2: ×4 .04, ×3 .06, ×2 .06 (not below the one before), ×1 .2
  expect(holm([0.03, 0.01, 0.2, 0.02]).map((p) => Number(p.toFixed(12)))).toEqual([0.06, 0.04, 0.2, 0.06])
  expect(holm([0.5, 0.6])).toEqual([1, 1]) // 2·0.5, and never below it
  expect(holm([0.3])).toEqual([0.3])
  expect(holm([])).toEqual([])
})

test('equal p-values stay equal', () => {
  expect(holm([0.01, 0.01, 0.01])).toEqual([0.03, 0.03, 0.03])
})

test('as NumPy has it', () => {
  const corrected = holm(golden.holm.ps)
  for (const [i, p] of golden.holm.corrected.entries()) expect(corrected[i]).toBeCloseTo(p, 14)
})

test('never below p, never above Bonferroni, in the same order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (ps) => {
      const corrected = holm(ps)
      for (const [i, p] of ps.entries()) {
        expect(corrected[i]).toBeGreaterThanOrEqual(p)
        expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, ps.length * p))
        for (const [j, other] of ps.entries()) if (p < other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!)
      }
    }),
  )
})

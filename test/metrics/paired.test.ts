import { expect, test } from 'vitest'
import { cohensDz, winsAndLosses } from '../../src/metrics/paired.js'
import golden from '../golden/compare.json' with { type: 'json' }

test('by hand', () => {
  // mean 2, deviations −1 0 1, s = √(2/2) = 1
  expect(cohensDz(Float64Array.of(1, 2, 3))).toBe(2)
  // mean ½, s = √(½): divisor n − 1, not n
  expect(cohensDz(Float64Array.of(0, 1))).toBeCloseTo(Math.SQRT1_2, 14)
})

test('without deviation there is nothing to measure by', () => {
  expect(cohensDz(Float64Array.of(0, 0, 0))).toBeNull()
  expect(cohensDz(Float64Array.of(0.1, 0.1, 0.1))).toBeNull()
  expect(cohensDz(Float64Array.of(0.1))).toBeNull()
  expect(cohensDz(new Float64Array(0))).toBeNull()
})

test.each(golden.means)("from SciPy's paired t: $dz", ({ differences, dz }) => {
  expect(cohensDz(Float64Array.from(differences))).toBeCloseTo(dz, 12)
})

test('equal rows are neither wins nor losses', () => {
  expect(winsAndLosses(Float64Array.of(0.2, 0, -0.1, 0.3))).toEqual({ wins: 2, losses: 1 })
})

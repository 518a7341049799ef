import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstNotFinite } from '../../src/math/finite.js'

test('extremes are finite', () => {
  expect(firstNotFinite(new Float32Array([3.4028234663852886e38, -3.4028234663852886e38, 1e-45, -0, 0]))).toBe(-1)
  expect(firstNotFinite(new Float32Array(0))).toBe(-1)
})

test('the first of any NaN or infinity, wherever it stands', () => {
  const value = fc.float() // with NaN and infinities
  fc.assert(
    fc.property(fc.array(value, { maxLength: 13 }), fc.nat(5), (values, skip) => {
      const view = new Float32Array([...Array(skip).fill(Number.NaN), ...values]).subarray(skip)
      expect(firstNotFinite(view)).toBe(values.findIndex((x) => !Number.isFinite(x)))
    }),
  )
})

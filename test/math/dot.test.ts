import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dot, squaredDistance } from '../../src/math/dot.js'

const a = Float32Array.of(9, 1, 2, 3, 4, 5, 9)
const b = Float32Array.of(9, 9, 2, -1, 0, 3, 1, 9)

describe('dot', () => {
  test.each([
    [0, 0],
    [1, 2], // 1·2
    [3, 0], // 1·2 − 2·1 + 3·0
    [4, 12], // … + 4·3
    [5, 17], // … + 5·1
  ])('over %i values from 1 and 2: %i', (length, value) => expect(dot(a, 1, b, 2, length)).toBe(value))
})

describe('squaredDistance', () => {
  test.each([
    [0, 0],
    [1, 1], // (1 − 2)²
    [2, 10], // … + (2 + 1)²
    [3, 19], // … + (3 − 0)²
    [5, 36], // … + (4 − 3)² + (5 − 1)²
  ])('over %i values from 1 and 2: %i', (length, value) => expect(squaredDistance(a, 1, b, 2, length)).toBe(value))
})

test('both add up in float64: 2²⁴ + 1 is no float32', () => {
  const ones = Float32Array.of(4096, 1, 0, 0, 0)
  expect(dot(ones, 0, ones, 0, 5)).toBe(2 ** 24 + 1)
  expect(squaredDistance(ones, 0, new Float32Array(5), 0, 5)).toBe(2 ** 24 + 1)
})

test('agree with adding one after the other, at any length', () => {
  const value = fc.integer({ min: -1000, max: 1000 })
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { maxLength: 19 }), (pairs) => {
      const [one, other] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]!))
      const added = (term: (x: number, y: number) => number) => pairs.reduce((sum, [x, y]) => sum + term(x, y), 0)
      expect(dot(one!, 0, other!, 0, pairs.length)).toBe(added((x, y) => x * y))
      expect(squaredDistance(one!, 0, other!, 0, pairs.length)).toBe(added((x, y) => (x - y) ** 2))
    }),
  )
})

import { expect, test } from 'vitest'
import { pairScores } from '../../src/math/pair-scores.js'

// two pairs of width 3: (3, 4, 0) with (4, 3, 12), and (0, 1, 1) with (5, 0, 0)
const a = Float32Array.of(3, 4, 0, 0, 1, 1)
const b = Float32Array.of(4, 3, 12, 5, 0, 0)

test('cosine of prefixes; 0 where one is all zeros', () => {
  // d = 1: 12/12, 0 (a zero); d = 2: 24/25, 0; d = 3: 24/(5·13), 0
  const found = [...pairScores(a, b, 2, 3, [1, 2, 3], 'cosine')]
  expect(found).toEqual([1, 0, 24 / 25, 0, 24 / 65, 0])
})

test('dot products', () => {
  expect([...pairScores(a, b, 2, 3, [1, 3], 'ip')]).toEqual([12, 0, 24, 0])
})

test('minus the distance', () => {
  // d = 2: (1, 1) and (5, 1); d = 3: with 12, and 1
  const found = [...pairScores(a, b, 2, 3, [2, 3], 'l2')]
  expect(found).toEqual([-Math.SQRT2, -Math.sqrt(26), -Math.sqrt(146), -Math.sqrt(27)])
})

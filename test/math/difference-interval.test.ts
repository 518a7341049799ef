import { expect, test } from 'vitest'
import { differenceInterval } from '../../src/math/difference-interval.js'
import { wilson } from '../../src/metrics/intervals.js'

const share = (successes: number, trials: number) => ({ value: successes / trials, ci95: wilson(successes, trials)! })

// Newcombe 1998, table II, method 10
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [10, 10, 0, 10, 0.6075, 1],
])('%d of %d against %d of %d', (a, n, b, m, low, high) => {
  const found = differenceInterval(share(a, n), share(b, m))
  expect(found[0]).toBeCloseTo(low, 4)
  expect(found[1]).toBeCloseTo(high, 4)
})

test('of means with equal intervals it is √2 times as wide as each', () => {
  const [low, high] = differenceInterval({ value: 2, ci95: [1, 3] }, { value: 5, ci95: [4, 6] })
  expect(low).toBeCloseTo(-3 - Math.SQRT2)
  expect(high).toBeCloseTo(-3 + Math.SQRT2)
})

import { expect, test } from 'vitest'
import { median, percentiles } from '../../src/math/percentiles.js'

test('nearest rank: value number ⌈p/100 · n⌉, always one that was measured', () => {
  // n = 5: ranks ⌈2.5⌉ = 3, ⌈4.75⌉ = 5, ⌈0.25⌉ = 1, ⌈2⌉ = 2
  expect(percentiles([50, 15, 40, 20, 35], [50, 95, 5, 40])).toEqual([35, 50, 15, 20])
})

test('an even number of values: the lower of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2)
})

test('1,000 values 1…1000: the ranks themselves, 950 and not 951', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => ((i * 7) % 1000) + 1)
  expect(percentiles(values, [0, 0.1, 50, 95, 99, 100])).toEqual([1, 1, 500, 950, 990, 1000])
})

test('99 values: p99 is the largest', () => {
  expect(
    percentiles(
      Array.from({ length: 99 }, (_, i) => i),
      [99],
    ),
  ).toEqual([98])
})

test('numbers are ordered by size, not as text; equal ones stay apart', () => {
  expect(percentiles([10, 9, 9, 100], [25, 50, 75, 100])).toEqual([9, 9, 10, 100])
})

test('nothing measured: NaN', () => {
  expect(percentiles([], [50])).toEqual([Number.NaN])
})

test('the values stay in their order', () => {
  const values = [3, 1, 2]
  percentiles(values, [50])
  expect(values).toEqual([3, 1, 2])
})

import { expect, test } from 'vitest'
import { FREQUENCIES, frequencyOf } from '../../src/metrics/frequency.js'

// Liu et al. 2019: few < 20 ≤ medium ≤ 100 < many
test.each([
  [0, 'few'],
  [19, 'few'],
  [20, 'medium'],
  [100, 'medium'],
  [101, 'many'],
])('%i training rows: %s', (count, expected) => {
  expect(frequencyOf(count, [20, 100])).toBe(expected)
})

test('equal bounds leave one count for medium', () => {
  expect([4, 5, 6].map((count) => frequencyOf(count, [5, 5]))).toEqual(['few', 'medium', 'many'])
})

test('bounds of 0 leave none for few', () => {
  expect(frequencyOf(0, [0, 0])).toBe('medium')
  expect(FREQUENCIES).toEqual(['many', 'medium', 'few'])
})

import { expect, test } from 'vitest'
import { originAmong, shifted } from '../../src/math/shift.js'

const rows = { rows: 2, width: 3, values: Float32Array.of(1, 2, 3, 3, 6, 9) }

test('the origin is the mean, rounded to a power of two near the spread', () => {
  // means 2, 4, 6; squares (1 + 4 + 9) · 2 = 28 over 6 values: spread 2.2, step 2
  expect([...originAmong(rows)]).toEqual([2, 4, 6])
  // mean 1.5, spread 0.5, step 0.5; and 100.5 with the same
  expect([...originAmong({ rows: 2, width: 2, values: Float32Array.of(1, 100, 2, 101) })]).toEqual([1.5, 100.5])
})

test('equal rows are their own origin, and no rows have none', () => {
  expect([...originAmong({ rows: 2, width: 1, values: Float32Array.of(7, 7) })]).toEqual([7])
  expect([...originAmong({ rows: 0, width: 2, values: new Float32Array(0) })]).toEqual([0, 0])
})

test('rows are moved, and the ones given stay', () => {
  expect([...shifted(rows, Float64Array.of(2, 4, 6)).values]).toEqual([-1, -2, -3, 1, 2, 3])
  expect([...rows.values]).toEqual([1, 2, 3, 3, 6, 9])
})

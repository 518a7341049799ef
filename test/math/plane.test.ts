import { expect, test } from 'vitest'
import { centredProducts, nearestRows, principalPlane } from '../../src/math/plane.js'

const rows = (width: number, ...values: number[]) => ({
  rows: values.length / width,
  width,
  values: Float32Array.from(values),
})

test('products of rows around their mean, by their first numbers', () => {
  // Mean of (0, 0), (2, 0), (1, 3) is (1, 1): the rows become (−1, −1), (1, −1), (0, 2); the third numbers are not used
  const products = centredProducts(rows(3, 0, 0, 9, 2, 0, -7, 1, 3, 5), 2, false)
  expect([...products]).toEqual([2, 0, -2, 0, 2, -2, -2, -2, 4])
})

test('for cosine rows are brought to length 1 at d first; zeros stay zeros', () => {
  // (3, 4) → (0.6, 0.8), (−6, −8) → (−0.6, −0.8), (0, 0): their mean is 0
  const products = centredProducts(rows(3, 3, 4, 100, -6, -8, 0, 0, 0, 50), 2, true)
  const expected = [1, -1, 0, -1, 1, 0, 0, 0, 0]
  for (const [i, value] of products.entries()) expect(value).toBeCloseTo(expected[i]!, 12)
})

test('the plane has the rows where they are, turned to their principal components', () => {
  // (±3, 0, 0), (0, ±2, 0), (0, 0, ±1): variances 18, 8 and 2 of 28, so that the plane shows 26 / 28
  const values = [3, 0, 0, -3, 0, 0, 0, 2, 0, 0, -2, 0, 0, 0, 1, 0, 0, -1]
  const { x, y, explained } = principalPlane(centredProducts(rows(3, ...values), 3, false), 6)
  expect(explained).toBeCloseTo(26 / 28, 12)
  const expected = [3, -3, 0, 0, 0, 0]
  for (const [i, value] of x.entries()) expect(Math.abs(value)).toBeCloseTo(Math.abs(expected[i]!), 5)
  expect(x[0]! * x[1]!).toBeCloseTo(-9, 5)
  expect(y[2]! * y[3]!).toBeCloseTo(-4, 5)
  expect(y[4]).toBeCloseTo(0, 5)
})

test('rows that are all the same have nothing to show', () => {
  const { x, y, explained } = principalPlane(centredProducts(rows(2, 1, 2, 1, 2, 1, 2), 2, false), 3)
  expect(explained).toBeNull()
  expect([...x, ...y].every((value) => value === 0)).toBe(true)
})

test('the nearest rows: itself, then by distance, equally near ones by number', () => {
  // On a line at 0, 1, −1, 5
  const products = centredProducts(rows(1, 0, 1, -1, 5), 1, false)
  const { indices, distances } = nearestRows(products, 4, 3)
  expect(indices).toEqual([
    [0, 1, 2],
    [1, 0, 2],
    [2, 0, 1],
    [3, 1, 0],
  ])
  expect(distances[0]!.map((distance) => Math.round(distance * 1e6) / 1e6)).toEqual([0, 1, 1])
  expect(distances[3]!.map((distance) => Math.round(distance * 1e6) / 1e6)).toEqual([0, 4, 5])
})

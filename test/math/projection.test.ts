import { expect, test } from 'vitest'
import { less, project, randomDirections, randomSelection } from '../../src/math/projection.js'
import { seeded } from '../../src/math/random.js'
import { plainProduct } from './product.js'

const rows = Float32Array.of(1, 2, 3, 4, 5, 6) // [2 × 3]

test('a selection puts numbers in another order', async () => {
  const projection = { kind: 'selection', columns: Int32Array.of(2, 0, 1) } as const
  expect([...(await project(rows, 2, 3, projection, plainProduct))]).toEqual([3, 1, 2, 6, 4, 5])
})

test('directions: the row, less the center, times each column', async () => {
  const matrix = Float32Array.of(1, 1, 0, 0, 1, 0, 0, 0, 2)
  const directions = { kind: 'directions', matrix } as const
  expect([...(await project(rows, 2, 3, { ...directions, center: null }, plainProduct))]).toEqual([1, 3, 6, 4, 9, 12])
  const center = Float32Array.of(1, 1, 1)
  expect([...(await project(rows, 2, 3, { ...directions, center }, plainProduct))]).toEqual([0, 1, 4, 3, 7, 10])
  expect([...less(rows, center)]).toEqual([0, 1, 2, 3, 4, 5])
  expect([...rows]).toEqual([1, 2, 3, 4, 5, 6])
})

test('a random selection takes every number once', () => {
  const { columns } = randomSelection(100, seeded(1))
  expect(new Set(columns).size).toBe(100)
  expect(columns).toEqual(randomSelection(100, seeded(1)).columns)
  expect(columns).not.toEqual(randomSelection(100, seeded(2)).columns)
})

test('a random projection keeps lengths: Johnson and Lindenstrauss', async () => {
  const width = 400
  const { matrix, center } = randomDirections(width, seeded(3))
  expect(center).toBeNull()
  const row = Float32Array.from({ length: width }, (_, i) => Math.sin(i))
  const projected = await project(row, 1, width, { kind: 'directions', center, matrix }, plainProduct)
  const square = (values: Float32Array, count: number) => values.slice(0, count).reduce((sum, v) => sum + v * v, 0)
  // ‖y‖²/‖x‖² has mean d/D and standard deviation √(2d)/D
  for (const d of [50, 200, 400]) {
    const share = square(projected, d) / square(row, width)
    expect(Math.abs(share - d / width)).toBeLessThan((4 * Math.sqrt(2 * d)) / width)
  }
})

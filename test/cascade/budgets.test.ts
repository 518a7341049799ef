import { expect, test } from 'vitest'
import { budgetGrid } from '../../src/cascade/budgets.js'

test('even in log2, with exact dims', () => {
  expect(budgetGrid([8, 16, 32], 2)).toEqual([8, 8 * 2 ** 0.5, 16, 8 * 2 ** 1.5, 32])
  const grid = budgetGrid([8, 16, 2048])
  expect(grid).toHaveLength(65)
  expect(grid.filter(Number.isInteger)).toEqual([8, 16, 32, 64, 128, 256, 512, 1024, 2048])
})

test('ends where the dims end, also between doublings', () => {
  const grid = budgetGrid([12, 100], 4) // log2(100 / 12) = 3.06 doublings: 13 steps
  expect(grid).toHaveLength(14)
  expect([grid[0], grid[13]]).toEqual([12, 100])
  expect(grid).toEqual(grid.toSorted((a, b) => a - b))
})

test('a single head', () => {
  expect(budgetGrid([64])).toEqual([64])
})

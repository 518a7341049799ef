import { describe, expect, test } from 'vitest'
import { costBound, dropBound, normalQuantile, shareBound } from '../../src/cascade/bounds.js'
import { type Random, seeded } from '../../src/math/random.js'

test('quantiles of the standard normal, as scipy.stats.norm.ppf has them', () => {
  expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 11)
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 11)
  expect(normalQuantile(0.6)).toBeCloseTo(0.2533471031357997, 11)
  expect(normalQuantile(0.9999)).toBeCloseTo(3.719016485455709, 11)
})

test('by hand', () => {
  // 3 lost, 1 won of 98 rows, half a row more in each of 4 cells: 3.5 and 1.5 of 100; d = 0.02, v = 0.05 − 0.0004 = 0.0496
  expect(dropBound(3, 1, 98, 2)).toBeCloseTo(0.02 + 2 * Math.sqrt((2 * 0.0496) / 100), 12)
  // 8 of 10, Wilson with n = 5, z = 1: (0.8 + 0.1 − √(0.16/5 + 1/100)) / 1.2
  expect(shareBound(8, 10, 1)).toBeCloseTo((0.9 - Math.sqrt(0.042)) / 1.2, 12)
  // 8, 8 and one more at 20: mean 12, v = (16 + 16 + 64) / 3 = 32
  expect(costBound(Float64Array.of(8, 8), 20, 1)).toBeCloseTo(12 + Math.sqrt((2 * 32) / 3), 12)
  expect(costBound(Float64Array.of(8, 8), 20, 2)).toBe(20) // 12 + 2 · 4.62 would be more than there is
})

test('no differing row is no certainty; more rows are more of it', () => {
  expect(dropBound(0, 0, 100, 1.645)).toBeGreaterThan(0.01)
  expect(dropBound(0, 0, 10_000, 1.645)).toBeLessThan(0.001)
  expect(shareBound(50, 50, 1.645)).toBeLessThan(1)
  expect(shareBound(0, 50, 1.645)).toBe(0)
  expect(costBound(new Float64Array(100).fill(8), 8, 1.645)).toBe(8)
})

/** A bound on one sample is held against another of as many rows. */
describe('kept by at least 94 % of new samples', () => {
  const z = normalQuantile(0.95)
  const kept = (trial: (random: Random) => boolean) => {
    const random = seeded(11)
    let count = 0
    for (let k = 0; k < 2000; k++) if (trial(random)) count++
    return count / 2000
  }
  const count = (random: Random, rows: number, share: number) => {
    let found = 0
    for (let i = 0; i < rows; i++) if (random.below(10_000) < share * 10_000) found++
    return found
  }

  test.each([
    [60, 0.05, 0.02],
    [300, 0.01, 0.01],
    [300, 0.06, 0.05],
  ])('drops in %i rows', (rows, lost, won) => {
    expect(
      kept((random) => {
        const [l, w] = [count(random, rows, lost), count(random, rows, won)]
        return (count(random, rows, lost) - count(random, rows, won)) / rows <= dropBound(l, w, rows, z)
      }),
    ).toBeGreaterThan(0.94)
  })

  test.each([
    [60, 0.9],
    [300, 0.5],
    [300, 0.98],
  ])('shares of %i rows', (rows, share) => {
    expect(
      kept((random) => count(random, rows, share) / rows >= shareBound(count(random, rows, share), rows, z)),
    ).toBeGreaterThan(0.94)
  })

  test.each([
    [300, 0.01],
    [300, 0.002],
  ])('dims of %i rows, a share of %d of which goes up far', (rows, share) => {
    const costs = (random: Random) => {
      const far = count(random, rows, share)
      return Float64Array.from({ length: rows }, (_, i) => (i < far ? 2048 : 8))
    }
    const mean = (values: Float64Array) => values.reduce((sum, own) => sum + own, 0) / rows
    expect(kept((random) => mean(costs(random)) <= costBound(costs(random), 2048, z))).toBeGreaterThan(0.94)
  })
})

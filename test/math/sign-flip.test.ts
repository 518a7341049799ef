import { describe, expect, test } from 'vitest'
import { signTest } from '../../src/math/binomial.js'
import { openSignFlip } from '../../src/math/sign-flip.js'
import golden from '../golden/compare.json' with { type: 'json' }
import { plainProduct as product } from './product.js'

const flip = openSignFlip({ draws: 10_000, seed: 0, product })

describe('by hand', () => {
  test.each([
    [[], 1],
    [[0, 0, 0], 1],
    [[0.5], 1], // +½ and −½ are as far out
    [[0.1, 0.2], 0.5], // ±0.3 of ±0.3, ±0.1
    [[0.1, 0, 0.2, 0], 0.5], // equal pairs change nothing
    [[0.1, -0.2], 1], // |−0.1| is the least of all
    [[1, 1, 1, -1], 0.625], // as a coin: 1 of 4
    [[0.1, 0.2, 0.3], 0.25], // ±0.6 of 8
    [[0.1, 0.2, -0.3], 1], // the sum is 0 but for rounding
  ])('%j', async (differences, p) => {
    expect(await flip([Float64Array.from(differences)])).toEqual([p])
  })
})

test.each(golden.means.filter(({ exact }) => exact))("SciPy's p over all patterns: $p", async ({ differences, p }) => {
  expect(await flip([Float64Array.from(differences)])).toEqual([p])
})

test.each(golden.means.filter(({ exact }) => !exact))("SciPy's p over patterns by chance: $p", async (sample) => {
  const [p] = await flip([Float64Array.from(sample.differences)])
  const deviation = Math.sqrt(sample.p * (1 - sample.p) * (1 / 10_000 + 1 / 100_000))
  expect(Math.abs(p! - sample.p)).toBeLessThan(4 * deviation)
  expect(p! * 10_001).toBeCloseTo(Math.round(p! * 10_001), 6) // (1 + count)/(1 + draws)
})

test("values of 0 and 1 give McNemar's p, in whole patterns or by chance", async () => {
  const differences = Float64Array.from({ length: 40 }, (_, i) => (i < 13 ? 1 : i < 17 ? -1 : 0))
  const exact = signTest(13, 17)
  const [p] = await flip([differences])
  expect(Math.abs(p! - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 10_000))
  const [whole] = await openSignFlip({ draws: 2 ** 17, seed: 0, product })([differences])
  expect(whole).toBeCloseTo(exact, 14)
})

test('p is never 0, and comparisons do not change each other', async () => {
  const far = Float64Array.from({ length: 30 }, () => 0.1)
  const near = Float64Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 0.1 : -0.09))
  const few = Float64Array.from({ length: 30 }, (_, i) => (i < 2 ? 0.1 : 0))
  const together = await flip([far, few, near])
  expect(together[0]).toBe(1 / 10_001)
  expect(together[1]).toBe(0.5)
  expect(together).toEqual([...(await flip([far])), ...(await flip([few])), ...(await flip([near]))])
})

test('blocks of draws are as one: more rows than fit at a time', async () => {
  const n = 2 ** 21 // two patterns a block
  const differences = new Float64Array(n).fill(1e-3)
  const sums: number[] = []
  const counting = async (...[a, rows, inner, b, columns]: Parameters<typeof product>): Promise<Float32Array> => {
    sums.push(columns)
    expect([a.length, rows, inner, b.length]).toEqual([n, 1, n, columns * n])
    return new Float32Array(columns)
  }
  const [p] = await openSignFlip({ draws: 3, seed: 0, product: counting })([differences])
  expect(sums).toEqual([2, 1])
  expect(p).toBe(1 / 4)
})

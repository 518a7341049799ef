import { describe, expect, test } from 'vitest'
import { type BootstrapOptions, openBootstrap } from '../../src/math/bootstrap.js'
import { seeded } from '../../src/math/random.js'
import golden from '../golden/baselines.json' with { type: 'json' }
import { plainProduct } from './product.js'

const bootstrapMeans = (values: readonly Float64Array[], options: BootstrapOptions) => openBootstrap(options)(values)
const options = { resamples: 1000, seed: 7, product: plainProduct }

/** The resamples' means one by one, in float64, with the draws in the same order. [resamples][M] */
function oneByOne(values: readonly Float64Array[], resamples: number, seed: number): number[][] {
  const random = seeded(seed)
  const b = values[0]!.length
  return Array.from({ length: resamples }, () => {
    const drawn = Array.from({ length: b }, () => random.below(b))
    return values.map((metric) => drawn.reduce((sum, q) => sum + metric[q]!, 0) / b)
  })
}

test('equals a bootstrap that draws and averages one resample at a time', async () => {
  const random = seeded(1)
  const values = [
    Float64Array.from({ length: 90 }, () => random.below(2)),
    Float64Array.from({ length: 90 }, () => 5 + random.gaussian()),
    Float64Array.from({ length: 90 }, () => 1 / (1 + random.below(20))),
  ]
  const found = await bootstrapMeans(values, { ...options, resamples: 401 })
  const means = oneByOne(values, 401, 7)
  for (const [m, { mean, ci95 }] of found.entries()) {
    expect(mean).toBeCloseTo(values[m]!.reduce((sum, value) => sum + value, 0) / 90, 12)
    const sorted = means.map((row) => row[m]!).toSorted((a, b) => a - b)
    // 401 resamples: 0.025 · 400 = 10 and 0.975 · 400 = 390 are whole, so nothing is interpolated
    expect(ci95![0]).toBeCloseTo(sorted[10]!, 6)
    expect(ci95![1]).toBeCloseTo(sorted[390]!, 6)
  }
})

test('between two resamples the percentile is interpolated', async () => {
  const values = [Float64Array.of(0, 1, 5, 9, 20)]
  const sorted = oneByOne(values, 5, 7)
    .map(([mean]) => mean!)
    .toSorted((a, b) => a - b)
  const [{ ci95 }] = (await bootstrapMeans(values, { ...options, resamples: 5 })) as [{ ci95: [number, number] }]
  // 0.025 · 4 = 0.1 of the way from the first to the second, 0.975 · 4 = 3.9
  expect(ci95[0]).toBeCloseTo(0.9 * sorted[0]! + 0.1 * sorted[1]!, 5)
  expect(ci95[1]).toBeCloseTo(0.1 * sorted[3]! + 0.9 * sorted[4]!, 5)
})

describe("SciPy's percentile intervals", () => {
  test.each(golden.bootstrap)('$name', async ({ values, mean, ci95, standard_error }) => {
    const found = await bootstrapMeans([Float64Array.from(values)], { ...options, resamples: 20_000 })
    expect(found[0]!.mean).toBeCloseTo(mean, 9)
    // An end of 20,000 resamples has a standard error of √(0.025 · 0.975 / 20,000) / φ(1.96) = 0.019 standard errors;
    // means of whole numbers come in steps of 1/b.
    const step = values.every(Number.isInteger) ? 1 / values.length : 0
    for (const side of [0, 1] as const)
      expect(Math.abs(found[0]!.ci95![side] - ci95[side]!)).toBeLessThanOrEqual(0.08 * standard_error + step + 1e-9)
  })
})

test('the draws are the same for all metrics, however many there are and whatever the blocks', {
  timeout: 60_000,
}, async () => {
  // 3,000 queries: 1,398 resamples or metrics fit into one product
  const random = seeded(2)
  const first = Float64Array.from({ length: 3000 }, random.gaussian)
  const more = [first, first.map((value) => value + 1), ...Array.from({ length: 1450 }, () => first)]
  const alone = await bootstrapMeans([first], { ...options, resamples: 1500, product: fastProduct })
  const together = await bootstrapMeans(more, { ...options, resamples: 1500, product: fastProduct })
  for (const i of [0, 2, 1397, 1398, 1451]) expect(together[i]).toEqual(alone[0])
  // A constant more: a constant more at both ends, which draws of its own would not give.
  for (const side of [0, 1] as const) expect(together[1]!.ci95![side] - together[0]!.ci95![side]).toBeCloseTo(1, 6)
  const plain = oneByOne([first], 1500, 7)
    .map(([mean]) => mean!)
    .toSorted((a, b) => a - b)
  expect(alone[0]!.ci95![0]).toBeGreaterThanOrEqual(plain[37]! - 1e-6) // 0.025 · 1,499 = 37.475
  expect(alone[0]!.ci95![0]).toBeLessThanOrEqual(plain[38]! + 1e-6)
})

test('a seed decides', async () => {
  const values = [Float64Array.from({ length: 50 }, (_, i) => i)]
  const of = async (seed: number) => (await bootstrapMeans(values, { ...options, seed }))[0]!.ci95
  expect(await of(1)).toEqual(await of(1))
  expect(await of(1)).not.toEqual(await of(2))
})

describe('edges', () => {
  test.each([0, 1, 0.1, 1 / 3, 1e9 + 0.1])('equal values %d have exactly that mean and interval', async (value) => {
    const [found] = await bootstrapMeans([new Float64Array(7).fill(value)], options)
    expect(found).toEqual({ mean: value, ci95: [value, value] })
  })

  test('one value has no interval, none no mean', async () => {
    expect(await bootstrapMeans([Float64Array.of(3)], options)).toEqual([{ mean: 3, ci95: null }])
    expect(await bootstrapMeans([new Float64Array(0)], options)).toEqual([{ mean: Number.NaN, ci95: null }])
    expect(await bootstrapMeans([], options)).toEqual([])
  })

  test('an interval stays within the values', async () => {
    const [found] = await bootstrapMeans([Float64Array.of(1 / 3, 2 / 3)], options)
    expect(found!.ci95).toEqual([1 / 3, 2 / 3]) // a quarter of the draws is the one twice, a quarter the other
  })

  test('the values are left alone', async () => {
    const values = Float64Array.of(3, 1, 2)
    await bootstrapMeans([values], options)
    expect([...values]).toEqual([3, 1, 2])
  })
})

/** The plain product, with equal rows of `a` multiplied once. */
const fastProduct: typeof plainProduct = async (a, rows, inner, b, columns, transposed) => {
  const c = new Float32Array(rows * columns)
  const known = new Map<string, Float32Array>()
  for (let i = 0; i < rows; i++) {
    const row = a.subarray(i * inner, (i + 1) * inner)
    const key = row.subarray(0, 3).join(' ')
    const product = known.get(key) ?? (await plainProduct(row, 1, inner, b, columns, transposed))
    known.set(key, product)
    c.set(product, i * columns)
  }
  return c
}

test('a second call draws the same, also after one with other numbers of queries', async () => {
  const bootstrap = openBootstrap(options)
  const [few, many] = [Float64Array.of(1, 5, 2), Float64Array.from({ length: 40 }, (_, i) => i % 7)]
  const first = await bootstrap([many])
  const other = await bootstrap([few])
  expect(await bootstrap([many])).toEqual(first)
  expect(await bootstrap([few])).toEqual(other)
  expect(await bootstrapMeans([few], options)).toEqual(other)
})

import { describe, expect, test } from 'vitest'
import { pearson, spearman } from '../../src/metrics/correlation.js'
import golden from '../golden/correlation.json' with { type: 'json' }

const of = (...values: number[]) => Float64Array.from(values)

describe('by hand', () => {
  test('Pearson', () => {
    // x̄ = 2, ȳ = 3; Σ dx·dy = (−1)(−1) + 0 + 1·2 = 3 with dy = −1, −1, 2; Σ dx² = 2; Σ dy² = 6; r = 3/√12
    expect(pearson(of(1, 2, 3), of(2, 2, 5)).value).toBeCloseTo(3 / Math.sqrt(12), 12)
  })

  test('Spearman: equal values share the mean of their ranks', () => {
    // ranks of y: 1.5, 1.5, 3; Σ dx·dy = 0.5 + 0 + 1 = 1.5; Σ dy² = 0.25 + 0.25 + 1 = 1.5; ρ = 1.5/√3
    expect(spearman(of(1, 20, 300), of(2, 2, 5)).value).toBeCloseTo(1.5 / Math.sqrt(3), 12)
  })

  test('the other way round', () => {
    expect(spearman(of(1, 2, 3, 4), of(9, 5, 4, 0))).toEqual({ value: -1, ci95: [-1, -1], unit: 'correlation' })
  })

  test('intervals: Fisher’s z', () => {
    const x = of(1, 2, 3, 4, 5, 6, 7)
    const y = of(2, 1, 4, 3, 7, 5, 6)
    const { value, ci95 } = spearman(x, y)
    const half = (1.959963984540054 * Math.sqrt(1 + value! ** 2 / 2)) / 2 // √(n − 3) = 2
    expect(ci95![0]).toBeCloseTo(Math.tanh(Math.atanh(value!) - half), 12)
    expect(ci95![1]).toBeCloseTo(Math.tanh(Math.atanh(value!) + half), 12)
  })
})

describe('nothing to measure', () => {
  test('no variation on one side', () => {
    expect(pearson(of(1, 1, 1), of(1, 2, 3))).toMatchObject({ value: null, ci95: null })
    expect(spearman(of(1, 2, 3), of(7, 7, 7))).toMatchObject({ value: null, ci95: null })
  })

  test('no variation where the mean is rounded', () => {
    // the sum of ten times 0.1 is 0.9999999999999999, so each lies 1.4e-17 from their mean
    const [same, other] = [new Float64Array(10).fill(0.1), Float64Array.from({ length: 10 }, (_, i) => Math.sin(i))]
    expect(pearson(same, other)).toMatchObject({ value: null, ci95: null })
    expect(pearson(other, same)).toMatchObject({ value: null, ci95: null })
  })

  test('one pair, or none', () => {
    expect(pearson(of(1), of(2)).value).toBeNull()
    expect(spearman(of(), of()).value).toBeNull()
  })

  test('three pairs have a value but no interval', () => {
    expect(pearson(of(1, 2, 3), of(1, 2, 4)).ci95).toBeNull()
  })
})

test.each(golden.map((example, i) => [i, example] as const))('SciPy, case %i', (_, example) => {
  const [x, y] = [Float64Array.from(example.x), Float64Array.from(example.y)]
  const r = pearson(x, y)
  expect(r.value).toBeCloseTo(example.pearson, 12)
  expect(r.ci95![0]).toBeCloseTo(example.interval[0]!, 10)
  expect(r.ci95![1]).toBeCloseTo(example.interval[1]!, 10)
  expect(spearman(x, y).value).toBeCloseTo(example.spearman, 12)
})

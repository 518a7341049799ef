import { describe, expect, test } from 'vitest'
import { compare, requireRows } from '../../src/evaluate/compare.js'
import type { SourcedOutcome } from '../../src/evaluate/contenders.js'
import { openBootstrap } from '../../src/math/bootstrap.js'
import { openSignFlip } from '../../src/math/sign-flip.js'
import type { DifferenceRow } from '../../src/types.js'
import { plainProduct as product } from '../math/product.js'
import { outcome, rowsOf } from './sourced.js'

const engines = {
  bootstrap: openBootstrap({ resamples: 200, seed: 0, product }),
  signFlip: openSignFlip({ draws: 1000, seed: 0, product }),
}
const options = { ...engines, reference: null, margin: 0.01 }

async function rowsFor(outcomes: readonly SourcedOutcome[], more: object = {}): Promise<readonly DifferenceRow[]> {
  return (await compare(outcomes, { ...options, ...more })).rows as DifferenceRow[]
}

/** So many rows right, the rest wrong. */
const right = (count: number, n: number) => Array.from({ length: n }, (_, i) => (i < count ? 1 : 0))

describe('shares', () => {
  // A 0.75 against B 0.5 of 8 rows: 3 wins, 1 loss; p = 2·(1 + 4)/16
  const a = outcome('A', 4, '11111100')
  const b = outcome('B', 4, '11100010')

  test('by hand', async () => {
    const [row, ...others] = await rowsFor([b, a])
    expect(others).toEqual([])
    expect(row).toMatchObject({ model: 'A', dim: 4, against: 'B', againstDim: 4, metric: 'top1' })
    const values = Object.entries(row!.metrics).map(([id, { value, unit }]) => [id, value, unit])
    expect(values).toEqual([
      ['value', 0.75, 'fraction'],
      ['reference', 0.5, 'fraction'],
      ['difference', 0.25, 'difference'],
      ['p', 0.625, 'probability'],
      ['p.holm', 0.625, 'probability'],
      ['effect.g', 0.25, 'difference'], // 3/4 − 1/2
      ['wins', 3, 'count'],
      ['losses', 1, 'count'],
    ])
    const [low, high] = row!.metrics.difference!.ci95!
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0.25)
    expect(row!.metrics.value!.ci95).not.toBeNull()
  })

  test('the same twice: no difference, p 1, no effect to measure, and no NaN anywhere', async () => {
    const [row] = await rowsFor([a, { ...a, model: 'C' }])
    expect(row!.metrics).toMatchObject({
      difference: { value: 0 },
      p: { value: 1 },
      'p.holm': { value: 1 },
      'effect.g': { value: null },
      wins: { value: 0 },
      losses: { value: 0 },
    })
    expect(JSON.stringify(row)).not.toMatch(/NaN|null,null/)
  })
})

describe('means', () => {
  const a = outcome('A', 4, [0.5, 0.75, 1, 0.25, 0.5])
  const b = outcome('B', 4, [0.25, 0.75, 0.5, 0.5, 0.25])

  test('by hand', async () => {
    // d = ¼ 0 ½ −¼ ¼: mean 0.15; of ±¼ ±½ ±¼ ±¼, |Σ| ≥ ¾ in: ½ with 2 or more of 3 quarters (4 of 8), and mirrored: 8 of 16
    const [row] = await rowsFor([b, a])
    expect(row!.metrics).toMatchObject({ p: { value: 0.5 }, wins: { value: 3 }, losses: { value: 1 } })
    expect(row!.metrics.difference!.value).toBeCloseTo(0.15, 14)
    expect(row!.metrics.value!.value).toBeCloseTo(0.6, 14)
    // s² = (0.1² + 0.15² + 0.35² + 0.4² + 0.1²)/4 = 0.325/4
    expect(row!.metrics['effect.dz']!.value).toBeCloseTo(0.15 / Math.sqrt(0.08125), 12)
    const [low, high] = row!.metrics.difference!.ci95!
    expect(low).toBeGreaterThanOrEqual(-0.25)
    expect(high).toBeLessThanOrEqual(0.5)
  })

  test('the bootstrap is paired: a constant difference has no width', async () => {
    const shifted = outcome('C', 4, [0.5, 1, 0.75, 0.75, 0.5])
    const [row] = await rowsFor([b, shifted])
    expect(row!.metrics.difference!.ci95![0]).toBeCloseTo(0.25, 6)
    expect(row!.metrics.difference!.ci95![1]).toBeCloseTo(0.25, 6)
    expect(row!.metrics['effect.dz']!.value).toBeNull()
  })

  test('one value that is neither 0 nor 1 makes all of the metric means', async () => {
    const rows = await rowsFor([outcome('A', 4, '1100'), outcome('B', 4, '1000'), outcome('C', 4, [1, 0.5, 0, 0])])
    for (const { metrics } of rows) expect(Object.keys(metrics)).toContain('effect.dz')
  })
})

test('Holm counts every test of the metric', async () => {
  const rows = await rowsFor([outcome('A', 2, '11110000'), outcome('A', 4, '11111110'), outcome('A', 8, '11111111')])
  // against dim 8: 4 losses (p = ⅛, doubled ¼), 1 loss (p 1)
  expect(rows.map(({ dim }) => dim)).toEqual([2, 4])
  const ps = rows.flatMap(({ metrics }) => [metrics.p!.value!, metrics['p.holm']!.value!])
  for (const [i, p] of [0.125, 0.25, 1, 1].entries()) expect(ps[i]).toBeCloseTo(p, 14)
})

describe('the smallest dim that is as good', () => {
  const n = 1000
  const nested = [300, 780, 797, 800].map((count, i) => outcome('M', 2 ** (i + 1), right(count, n)))

  test('is found from the largest down, and says by how much fewer dims', async () => {
    // 3 losses of 1000 stay above −0.01 with 95 %; 20 do not
    const rows = await rowsFor(nested)
    expect(rows.map(({ dim, smallest }) => [dim, smallest ?? false])).toEqual([
      [2, false],
      [4, false],
      [8, true],
    ])
    expect(rows[2]!.metrics.dimRatio).toEqual({ value: 2, ci95: null, unit: 'ratio' })
    expect(rows[1]!.metrics.dimRatio).toBeUndefined()
    const wide = await rowsFor(nested, { margin: 0.05 })
    expect(wide.map(({ smallest }) => smallest ?? false)).toEqual([false, true, false])
  })

  test('does not jump over a dim that is worse', async () => {
    const dented = [797, 500, 800].map((count, i) => outcome('M', 2 ** (i + 1), right(count, n)))
    const { rows, warnings } = await compare(dented, options)
    expect(rows.some((row) => 'smallest' in row)).toBe(false)
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'no-smallest', message: expect.stringMatching(/no dim of M below 8 .* 0\.01$/) }),
    ])
  })

  test('of another model is a row of its own, which is no test', async () => {
    const rows = await rowsFor([...nested, outcome('N', 8, right(799, n)), outcome('N', 16, right(801, n))])
    const own = rows.filter(({ model }) => model === 'N')
    expect(own.map(({ dim, against, againstDim, smallest }) => [dim, against, againstDim, smallest])).toEqual([
      [8, 'M', 8, undefined],
      [16, 'M', 16, undefined],
      [8, 'N', 16, undefined],
      [8, 'M', 16, true],
    ])
    expect(own[3]!.metrics.p).toBeUndefined()
    expect(own[3]!.metrics.dimRatio!.value).toBe(2)
    expect(own[3]!.metrics.difference!.value).toBeCloseTo(-0.001, 14)
  })

  test('a reference of one dim', async () => {
    const rows = await rowsFor([outcome('R', 16, right(800, n)), ...nested], { reference: 'R' })
    expect(rows.filter(({ smallest }) => smallest).map(({ model, dim, against }) => [model, dim, against])).toEqual([
      ['M', 8, 'R'],
    ])
    expect(rows.find(({ smallest }) => smallest)!.metrics.p).toBeDefined() // every dim was tested anyway
  })
})

test('models without a dim in common: a warning, and still the smallest dim', async () => {
  const { rows, warnings } = await compare(
    [outcome('A', 2, '1111'), outcome('A', 8, '1111'), outcome('B', 3, '1111'), outcome('B', 5, '1111')],
    { ...options, margin: 0.9 },
  )
  expect(warnings.map(({ code }) => code)).toEqual(['no-common-dims'])
  expect(warnings[0]!.message).toContain('B (at 3, 5) and A (at 2, 8)')
  const found = rows as DifferenceRow[]
  expect(found.filter(({ smallest }) => smallest).map(({ model, dim }) => [model, dim])).toEqual([
    ['A', 2],
    ['B', 3],
  ])
})

test('no counterpart in the other result', async () => {
  const outcomes = [
    { ...outcome('base M', 2, '10', 'base'), original: 'M' },
    { ...outcome('base E', 2, '10', 'base'), original: 'E' },
    { ...outcome('new M', 2, '10', 'new'), original: 'M' },
    { ...outcome('new X', 2, '10', 'new'), original: 'X' },
  ]
  const { rows, warnings } = await compare(outcomes, options)
  expect(rows).toHaveLength(1)
  expect(warnings.map(({ code }) => code)).toContain('no-counterpart')
})

test('one model at one dim has nothing to be compared with', async () => {
  const rows = rowsOf('a', ['0', '1'], [0, 0], [outcome('A', 2, '10')])
  const evaluation = await compare(rows.outcomes, options)
  expect(() => requireRows([evaluation], [{ rows, warnings: [] }])).toThrow(/only A at 2; expected two models/)
  expect(() => requireRows([], [])).toThrow(/none of the dims asked for/)
})

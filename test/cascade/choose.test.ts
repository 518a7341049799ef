import { describe, expect, test } from 'vitest'
import { choosePoint, openChooser } from '../../src/cascade/choose.js'
import { runCascade, scoreOf } from '../../src/cascade/run.js'
import { goldenPredictions, predictionsOf, withHeads } from './predictions.js'

const OPTIONS = { confidence: 0.95, seed: 1 }
const error = (code: string) => expect.objectContaining({ code, exitCode: 2 })

/** 600 rows of the fixtures, heads 8, 64 and 2048. */
const few = withHeads(goldenPredictions('mrl'), [0, 3, 8])

describe('nine heads', () => {
  const predictions = goldenPredictions('mrl-e')
  const choose = openChooser(predictions, null, OPTIONS)
  const score = (thresholds: readonly number[]) =>
    scoreOf(runCascade(predictions, thresholds, 8, null), predictions.dims)

  test('bounds keep the goals', () => {
    const drop = choose({ kind: 'maxDrop', value: 0.05 })!
    expect(drop.promise).toEqual({ goal: 'maxDrop', value: 0.05, bound: drop.promise.bound, confidence: 0.95 })
    expect(drop.promise.bound).toBeLessThanOrEqual(0.05)
    const target = choose({ kind: 'targetAccuracy', value: 0.7 })!
    expect(target.promise.bound).toBeGreaterThanOrEqual(0.7)
    const budget = choose({ kind: 'budget', value: 50 })!
    expect(budget.promise.bound).toBeLessThanOrEqual(50)
    expect(score(budget.thresholds).expectedDim).toBeLessThan(50)
  })

  test('the more is allowed, the cheaper or the more accurate', () => {
    const dims = (value: number) => score(choose({ kind: 'maxDrop', value })!.thresholds).expectedDim
    const drops = [0.02, 0.03, 0.05, 0.2, 1].map(dims)
    expect(drops).toEqual(drops.toSorted((a, b) => b - a))
    expect(drops.at(-1)).toBe(8)
    expect(drops[3]).toBeLessThan(drops[1]!)
    const costs = [8, 16, 32, 64, 200].map((value) => score(choose({ kind: 'budget', value })!.thresholds).expectedDim)
    expect(costs).toEqual(costs.toSorted((a, b) => a - b))
  })

  test('what cannot be promised', () => {
    expect(choose({ kind: 'targetAccuracy', value: 0.99 })).toBeNull()
    expect(choose({ kind: 'budget', value: 7 })).toBeNull()
    // no drop can always be had from the largest head
    const none = choose({ kind: 'maxDrop', value: 0 })!
    expect(none.promise.bound).toBe(0)
    expect(none.thresholds).toEqual(new Array(8).fill(1))
  })
})

test('the seed deals the rows, and nothing else is left to chance', () => {
  const rows = Int32Array.from({ length: 150 }, (_, row) => row)
  const bound = (seed: number) =>
    choosePoint(few, rows, { kind: 'targetAccuracy', value: 0.5 }, { confidence: 0.95, seed })!.promise.bound
  expect(bound(3)).toBe(bound(3))
  expect(new Set([1, 2, 3].map(bound)).size).toBeGreaterThan(1)
})

test('less confidence promises more', () => {
  const goal = { kind: 'targetAccuracy', value: 0 } as const
  const bound = (confidence: number) => choosePoint(few, null, goal, { confidence, seed: 1 })!.promise.bound
  expect(bound(0.8)).toBeGreaterThan(bound(0.95))
})

const always = Array.from({ length: 200 }, (_, i) => [[(i + 1) / 200, true] as const, [1, true] as const])

test('a single class that every head knows: the smallest head, with what 200 rows can tell', () => {
  const rows = predictionsOf([8, 16], always)
  const { thresholds, promise } = choosePoint(rows, null, { kind: 'maxDrop', value: 0.05 }, OPTIONS)!
  expect(thresholds).toEqual([-1])
  // nothing differs: 1.645 · √(2 · (1/202) / 202)
  expect(promise.bound).toBeCloseTo((1.6448536 * Math.SQRT2) / 202, 7)
})

test('heads that are never right', () => {
  const rows = predictionsOf(
    [8, 16],
    always.map((row) => row.map(([c]) => [c, false] as const)),
  )
  expect(choosePoint(rows, null, { kind: 'maxDrop', value: 0.05 }, OPTIONS)!.thresholds).toEqual([-1])
  expect(choosePoint(rows, null, { kind: 'targetAccuracy', value: 0.01 }, OPTIONS)).toBeNull()
})

test('one row, one head', () => {
  const one = predictionsOf(
    [8, 16],
    [
      [
        [0.5, true],
        [0.5, true],
      ],
    ],
  )
  expect(choosePoint(one, null, { kind: 'maxDrop', value: 0.5 }, OPTIONS)!.thresholds).toEqual([1])
  expect(choosePoint(one, null, { kind: 'targetAccuracy', value: 0.1 }, OPTIONS)).toBeNull()
  const alone = predictionsOf(
    [8],
    always.map(([row]) => [row!]),
  )
  expect(choosePoint(alone, null, { kind: 'targetAccuracy', value: 0.9 }, OPTIONS)!.thresholds).toEqual([])
})

test('no rows, and goals that cannot be', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [0.5, true],
        [0.5, true],
      ],
    ],
  )
  expect(() => choosePoint(rows, new Int32Array(0), { kind: 'maxDrop', value: 0 }, OPTIONS)).toThrow(error('no-rows'))
  for (const goal of [
    { kind: 'maxDrop', value: 1.5 },
    { kind: 'targetAccuracy', value: -0.1 },
    { kind: 'budget', value: Number.NaN },
  ] as const) {
    expect(() => choosePoint(rows, null, goal, OPTIONS)).toThrow(error('bad-goal'))
  }
})

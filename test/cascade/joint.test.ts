import { describe, expect, test } from 'vitest'
import { budgetGrid } from '../../src/cascade/budgets.js'
import { jointCurve } from '../../src/cascade/joint.js'
import { runCascade, scoreOf } from '../../src/cascade/run.js'
import golden from '../golden/cascade.json' with { type: 'json' }
import { goldenPredictions, MODELS, predictionsOf, withHeads } from './predictions.js'

describe.each(MODELS)('%s', (model) => {
  const predictions = goldenPredictions(model)
  const budgets = budgetGrid(predictions.dims)
  const curve = jointCurve(predictions, null, budgets)

  test('points say what their thresholds do, within their budgets', () => {
    for (const { budget, thresholds, accuracy, expectedDim } of curve) {
      const score = scoreOf(runCascade(predictions, thresholds, 8, null), predictions.dims)
      expect(score).toMatchObject({ accuracy, expectedDim })
      expect(expectedDim).toBeLessThanOrEqual(budget)
      expect(thresholds.every((t) => t === -1 || (t > 0 && t <= 1))).toBe(true)
    }
    expect(curve.map((point) => point.budget)).toEqual(budgets)
    expect(curve[0]!.expectedDim).toBe(8)
  })
})

test('the same again, and from the rows that are given alone', () => {
  const predictions = withHeads(goldenPredictions('mrl'), [0, 3, 8])
  const rows = Int32Array.from({ length: 300 }, (_, row) => row)
  const half = { ...predictions, rows: 300, labels: predictions.labels.slice(0, 300) }
  expect(jointCurve(predictions, rows, [30, 100])).toEqual(jointCurve(half, null, [30, 100]))
})

test('above MRL’s rule on other rows, at its cost (mean over caps, models and splits)', () => {
  let gained = 0
  for (const model of MODELS) {
    const predictions = goldenPredictions(model)
    for (const { learn, caps } of golden.models[model].splits) {
      const rest = Int32Array.from({ length: 600 }, (_, row) => row).filter((row) => !learn.includes(row))
      const curve = jointCurve(predictions, Int32Array.from(learn), budgetGrid(predictions.dims)).map((point) =>
        scoreOf(runCascade(predictions, point.thresholds, 8, rest), predictions.dims),
      )
      for (const { accuracy, expectedDim } of caps) {
        const within = curve.filter((own) => own.expectedDim <= expectedDim)
        gained += within.at(-1)!.accuracy - accuracy
      }
    }
  }
  expect(gained / 48).toBeGreaterThan(0) // benchmarks/cascade-policies.mjs measures it on more rows and splits
})

test('two heads: rows go up where the larger head is better', () => {
  // the small head is right above 0.5 only, the large one always; everybody sure of it
  const rows = predictionsOf(
    [8, 16],
    Array.from({ length: 200 }, (_, i) => [[(i + 0.5) / 200, i >= 100] as const, [0.99, true] as const]),
  )
  const [cheap, half, dear] = jointCurve(rows, null, [8, 12, 16])
  expect(cheap).toEqual({ budget: 8, thresholds: [-1], accuracy: 0.5, expectedDim: 8 })
  // at 12 dims every other row may go up: the lower half, but for what the spreading blurs
  expect(half!.thresholds[0]).toBeGreaterThan(0.4)
  expect(half!.thresholds[0]).toBeLessThanOrEqual(0.5)
  expect(half!.accuracy).toBeGreaterThan(0.9)
  expect(dear!.accuracy).toBe(1)
})

test('where the small head is right wherever the large one is, nothing goes up', () => {
  const rows = predictionsOf(
    [8, 16, 32],
    Array.from({ length: 50 }, (_, i) => [[i / 50, true] as const, [1, true] as const, [1, true] as const]),
  )
  for (const { thresholds } of jointCurve(rows, null, [8, 32])) expect(thresholds[0]).toBe(-1)
})

test('confidences of exactly 1 everywhere: all or none', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [1, false],
        [1, true],
      ],
      [
        [1, true],
        [1, true],
      ],
    ],
  )
  for (const { thresholds, expectedDim } of jointCurve(rows, null, [8, 12, 16])) {
    expect(Number.isFinite(thresholds[0])).toBe(true)
    expect([8, 16]).toContain(expectedDim)
  }
})

test('one row, one head', () => {
  expect(
    jointCurve(
      predictionsOf(
        [8, 16],
        [
          [
            [0.5, false],
            [0.5, true],
          ],
        ],
      ),
      null,
      [8],
    )[0],
  ).toMatchObject({ expectedDim: 8 })
  expect(jointCurve(predictionsOf([8], [[[0.5, true]]]), null, [8])).toEqual([
    { budget: 8, thresholds: [], accuracy: 1, expectedDim: 8 },
  ])
})

test('a budget below the smallest dim, and no rows', () => {
  const rows = predictionsOf([8, 16], [])
  const error = (code: string) => expect.objectContaining({ code, exitCode: 2 })
  expect(() => jointCurve(rows, null, [8, 4])).toThrow(error('budget-below-dims'))
  expect(() => jointCurve(rows, null, [8])).toThrow(error('no-rows'))
})

import { describe, expect, test } from 'vitest'
import { PAPER_GRID, paperThresholds } from '../../src/cascade/paper.js'
import { runCascade, scoreOf } from '../../src/cascade/run.js'
import golden from '../golden/cascade.json' with { type: 'json' }
import { goldenPredictions, MODELS, predictionsOf } from './predictions.js'

describe.each(MODELS)('%s, by NumPy', (model) => {
  const predictions = goldenPredictions(model)
  const all = Array.from({ length: predictions.rows }, (_, row) => row)

  test.each(golden.models[model].splits)('thresholds and every cap', ({ learn, thresholds, caps }) => {
    const found = paperThresholds(predictions, Int32Array.from(learn))
    expect(found).toEqual(thresholds)
    const rest = Int32Array.from(all.filter((row) => !learn.includes(row)))
    for (const [k, { exits, ...score }] of caps.entries()) {
      const run = runCascade(predictions, found, k + 1, rest)
      const counts = predictions.dims.map((_, head) => run.exits.filter((own) => own === head).length)
      expect(counts).toEqual(exits)
      const own = scoreOf(run, predictions.dims)
      expect(own.accuracy).toBeCloseTo(score.accuracy, 12)
      expect(own.expectedDim).toBeCloseTo(score.expectedDim, 9)
      expect(own.cumulativeDim).toBeCloseTo(score.cumulativeDim, 9)
    }
  })
})

test('the smallest of the best thresholds', () => {
  // head 8 right where it is surer than 0.5: any t from 0.4 to below 0.6 gets both; the smallest of the grid in [0.4, 0.6) is
  // 0.1 + 34 · 0.9/99 = 0.409…
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [0.6, true],
        [0.9, false],
      ],
      [
        [0.4, false],
        [0.9, true],
      ],
    ],
  )
  expect(paperThresholds(rows, null)).toEqual([PAPER_GRID[34]])
  expect(PAPER_GRID[34]).toBeCloseTo(0.40909, 5)
})

test('where both are always right, the smallest threshold of all', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [0.2, true],
        [0.3, true],
      ],
    ],
  )
  expect(paperThresholds(rows, null)).toEqual([0.1])
})

test('a confidence of exactly 1 is not greater than 1: the larger head answers', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [1, false],
        [0.3, true],
      ],
    ],
  )
  expect(paperThresholds(rows, null)).toEqual([1])
  expect(scoreOf(runCascade(rows, [1], 1, null), rows.dims)).toEqual({
    accuracy: 1,
    expectedDim: 16,
    cumulativeDim: 24,
  })
})

test('only the rows that are given count', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [0.9, false],
        [0.3, true],
      ],
      [
        [0.9, true],
        [0.3, false],
      ],
    ],
  )
  expect(paperThresholds(rows, Int32Array.of(1))).toEqual([0.1])
  // 0.1 + 88 · 0.9/99 = 0.9, and 0.9 in float32 is a little less
  expect(paperThresholds(rows, Int32Array.of(0))).toEqual([PAPER_GRID[88]])
})

test('a single head has no thresholds', () => {
  expect(paperThresholds(predictionsOf([8], [[[0.5, true]]]), null)).toEqual([])
})

test('no rows', () => {
  expect(() => paperThresholds(predictionsOf([8, 16], []), null)).toThrow(
    expect.objectContaining({ code: 'no-rows', exitCode: 2 }),
  )
})

import { expect, test } from 'vitest'
import { cascadesBetween } from '../../src/cascade/between.js'
import { jointCurve } from '../../src/cascade/joint.js'
import { ALWAYS, NEVER } from '../../src/cascade/run.js'
import { goldenPredictions, withHeads } from './predictions.js'

const CONFIDENCE = [Float64Array.of(0.1, 0.5, 0.3, 0.7), Float64Array.of(0.2, 0.4, 0.6, 0.8)]
const spread = {
  dims: [8, 16, 32],
  rows: 4,
  confidence: CONFIDENCE,
  gain: CONFIDENCE,
  order: [Int32Array.of(3, 1, 2, 0), Int32Array.of(3, 2, 1, 0)],
}

test('thresholds go from the one cascade to the other by rows', () => {
  // rows above: 4 → 0 at the first head, in steps of one; 2 → 4 at the second: 2.5 and 3.5 are rounded up
  const between = cascadesBetween(spread, [ALWAYS, 0.5], [NEVER, ALWAYS], 4)
  expect(between.map((own) => own.map((t) => Number(t.toFixed(2))))).toEqual([
    [0.2, 0.3],
    [0.4, 0.3],
    [0.6, ALWAYS],
  ])
})

test('one step has nothing between', () => {
  expect(cascadesBetween(spread, [ALWAYS, 0.5], [NEVER, 0.5], 1)).toEqual([])
})

test('few heads far apart: no budget is left with the smallest head alone', () => {
  const predictions = withHeads(goldenPredictions('mrl'), [0, 3, 6])
  const curve = jointCurve(predictions, null, [8, 10, 14, 20, 28, 40, 56, 80])
  for (const { budget, expectedDim } of curve) expect(expectedDim).toBeGreaterThan(0.7 * budget)
  for (const [i, { accuracy }] of curve.entries())
    if (i > 0) expect(accuracy).toBeGreaterThan(curve[i - 1]!.accuracy - 0.01)
})

import { expect, test } from 'vitest'
import { tryBudgets } from '../../src/cascade/crossfit.js'
import { jointCurve } from '../../src/cascade/joint.js'
import { runCascade } from '../../src/cascade/run.js'
import { permutation, seeded } from '../../src/math/random.js'
import { goldenPredictions, predictionsOf, withHeads } from './predictions.js'

test('every fifth of the rows goes through cascades that the others taught', () => {
  const predictions = withHeads(goldenPredictions('mrl'), [0, 3, 8])
  const rows = Int32Array.from({ length: 101 }, (_, i) => 3 * i)
  const { tried, largest } = tryBudgets(predictions, rows, [16, 64], 5)
  const order = Int32Array.from(permutation(101, seeded(5)), (i) => rows[i]!)
  // 101 rows in five parts end at 20.2, 40.4, 60.6, 80.8 and 101, rounded down; the third is 40 … 59
  const learn = Int32Array.from([...order.slice(0, 40), ...order.slice(60)])
  for (const [b, { thresholds }] of jointCurve(predictions, learn, [16, 64]).entries()) {
    const { exits, correct } = runCascade(predictions, thresholds, 2, order.slice(40, 60))
    expect(tried[b]!.exits.slice(40, 60)).toEqual(exits)
    expect(tried[b]!.correct.slice(40, 60)).toEqual(correct)
  }
  const alone = runCascade(predictions, [1, 1], 2, order)
  expect(largest).toEqual(alone.correct)
})

test('two rows teach each other', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [0.5, true],
        [0.5, true],
      ],
      [
        [0.6, true],
        [0.5, false],
      ],
    ],
  )
  const { tried, largest } = tryBudgets(rows, Int32Array.of(0, 1), [8], 1)
  expect(tried).toEqual([{ budget: 8, exits: new Uint8Array(2), correct: Uint8Array.of(1, 1), reach: 0 }])
  expect([...largest].sort()).toEqual([0, 1])
})

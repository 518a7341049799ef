import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCascade, scoreOf } from '../../src/cascade/run.js'
import { sharedCurve } from '../../src/cascade/shared.js'
import { predictionsOf } from './predictions.js'

const DIMS = [8, 16, 32]
const confidence = fc.tuple(
  fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
  fc.boolean(),
)

test('the best of all thresholds within the budget, as trying each one finds it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(confidence, confidence, confidence), { minLength: 1, maxLength: 10 }),
      fc.double({ min: 8, max: 32, noNaN: true }),
      (rows, budget) => {
        const own = predictionsOf(DIMS, rows)
        const score = (t: number) => scoreOf(runCascade(own, [t, t], 2, null), DIMS)
        // confidences are eighths, so that all that can differ lies at an eighth
        const tried = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8].map((eighths) => score(eighths / 8))
        const most = Math.max(...tried.filter((own) => own.expectedDim <= budget).map((own) => own.accuracy))
        const [point] = sharedCurve(own, null, [budget])
        expect(point!.thresholds[0]).toBe(point!.thresholds[1])
        expect(score(point!.thresholds[0]!)).toMatchObject({ accuracy: most, expectedDim: point!.expectedDim })
        expect(point!.accuracy).toBe(most)
        expect(point!.expectedDim).toBeLessThanOrEqual(budget)
      },
    ),
  )
})

test('ties go to the cheaper cascade', () => {
  const rows = predictionsOf(
    [8, 16],
    [
      [
        [0.5, true],
        [0.5, true],
      ],
    ],
  )
  expect(sharedCurve(rows, null, [16])).toEqual([{ budget: 16, thresholds: [-1], accuracy: 1, expectedDim: 8 }])
})

test('a budget below the smallest dim, and no rows', () => {
  const rows = predictionsOf([8, 16], [])
  const error = (code: string) => expect.objectContaining({ code, exitCode: 2 })
  expect(() => sharedCurve(rows, null, [7.9])).toThrow(error('budget-below-dims'))
  expect(() => sharedCurve(rows, null, [8])).toThrow(error('no-rows'))
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ALWAYS, cumulativeDims, NEVER, reachOf, runCascade, scoreOf } from '../../src/cascade/run.js'
import { predictionsOf } from './predictions.js'

const rows = predictionsOf(
  [8, 16, 32],
  [
    [
      [0.9, true],
      [0.9, true],
      [0.9, true],
    ],
    [
      [0.5, false],
      [0.9, true],
      [0.9, false],
    ],
    [
      [0.2, false],
      [0.8, false],
      [0.1, true],
    ],
  ],
)

test('the first head that is surer than its threshold answers, else the one at the cap', () => {
  // 0.9 > 0.5; 0.5 is not > 0.5, 0.9 > 0.8; 0.8 is not > 0.8 in float32: 0.800000012 is
  const { exits, correct } = runCascade(rows, [0.5, 0.8], 2, null)
  expect([...exits]).toEqual([0, 1, 1])
  expect([...correct]).toEqual([1, 1, 0])
  expect([...runCascade(rows, [0.5, Math.fround(0.8)], 2, null).exits]).toEqual([0, 1, 2])
  expect([...runCascade(rows, [0.5, 0.8], 1, Int32Array.of(2, 0)).exits]).toEqual([1, 0])
  expect([...runCascade(rows, [], 0, null).exits]).toEqual([0, 0, 0])
})

test('means over rows', () => {
  // dims 8, 16, 32: (8 + 16 + 32) / 3; sums 8, 24, 56: (8 + 24 + 56) / 3
  const score = scoreOf(runCascade(rows, [0.5, 0.85], 2, null), rows.dims)
  expect(score.accuracy).toBe(1)
  expect(score.expectedDim).toBeCloseTo(56 / 3, 12)
  expect(score.cumulativeDim).toBeCloseTo(88 / 3, 12)
  expect(cumulativeDims([8, 16, 32])).toEqual([8, 24, 56])
})

test('never and always, whatever the confidence', () => {
  const extremes = predictionsOf(
    [8, 16],
    [
      [
        [1, false],
        [0, true],
      ],
      [
        [0, true],
        [1, true],
      ],
    ],
  )
  expect([...runCascade(extremes, [NEVER], 1, null).exits]).toEqual([1, 1])
  expect([...runCascade(extremes, [ALWAYS], 1, null).exits]).toEqual([0, 0])
})

test('how far a row can go up', () => {
  expect(reachOf([0.5, ALWAYS, 0.5])).toBe(1)
  expect(reachOf([0.5, 0.5])).toBe(2)
  expect(reachOf([])).toBe(0)
})

test('costs never fall when a threshold rises', () => {
  const confidence = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())
  fc.assert(
    fc.property(
      fc.array(fc.tuple(confidence, confidence, confidence), { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, a, b) => {
        const own = predictionsOf([8, 16, 32], rows)
        const cost = (t: number) => scoreOf(runCascade(own, [t, 0.5], 2, null), own.dims).expectedDim
        expect(cost(Math.max(a, b))).toBeGreaterThanOrEqual(cost(Math.min(a, b)))
      },
    ),
  )
})

test('no rows, and thresholds of other heads', () => {
  const error = (code: string) => expect.objectContaining({ code, exitCode: 2 })
  expect(() => runCascade(rows, [0.5, 0.5], 2, new Int32Array(0))).toThrow(error('no-rows'))
  expect(() => runCascade(rows, [0.5], 2, null)).toThrow(error('thresholds-length'))
  expect(() => runCascade(rows, [0.5, 0.5, 0.5], 3, null)).toThrow(error('thresholds-length'))
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calibration } from '../../src/metrics/calibration.js'
import json from '../golden/calibration.json' with { type: 'json' }

const golden = json.calibration
const of = (confidence: number[], correct: number[], bins?: number) =>
  calibration(Float32Array.from(confidence), Uint8Array.from(correct), bins)

test('by hand: two bins, with an edge between them', () => {
  // (0, 0.5]: 0.25 wrong, 0.5 right → mean 0.375, accuracy 1/2, gap 0.125
  // (0.5, 1]: 0.75 right, 1 right, 0.875 wrong → mean 0.875, accuracy 2/3, gap 0.208333
  // ECE = 2/5 · 0.125 + 3/5 · 0.208333 = 0.05 + 0.125 = 0.175; without the shares of rows it would be 0.166667
  const { ece, reliability } = of([0.25, 0.5, 0.75, 1, 0.875], [0, 1, 1, 1, 0], 2)
  expect(ece).toBeCloseTo(0.175, 12)
  expect(reliability).toEqual([
    { low: 0, high: 0.5, rows: 2, confidence: 0.375, accuracy: 0.5 },
    { low: 0.5, high: 1, rows: 3, confidence: 0.875, accuracy: 2 / 3 },
  ])
})

describe('bins', () => {
  const placeOf = (confidence: number, bins: number) =>
    of([confidence], [1], bins).reliability.findIndex(({ rows }) => rows === 1)

  test.each([
    [0, 4, 0],
    [1e-30, 4, 0],
    [0.25, 4, 0], // an edge belongs below
    [0.2500001, 4, 1],
    [0.75, 4, 2],
    [1, 4, 3],
    [1, 15, 14],
    [0.2, 15, 3], // float32(0.2) = 0.2000000030 lies above 3/15
    [0.6, 15, 9], // float32(0.6) = 0.6000000238 lies above 9/15
    [0.4, 15, 6], // float32(0.4) = 0.4000000060 lies above 6/15
    [0.8, 15, 12], // float32(0.8) = 0.8000000119 lies above 12/15
    [0.7, 10, 6], // float32(0.7) = 0.6999999881 lies below 7/10
  ])('%d of %d bins goes to number %d', (confidence, bins, place) => {
    expect(placeOf(confidence, bins)).toBe(place)
  })

  test('15 unless told, from 0 to 1 without gaps', () => {
    const { reliability } = of([0.5], [1])
    expect(reliability.length).toBe(15)
    expect(reliability[0]!.low).toBe(0)
    expect(reliability[14]!.high).toBe(1)
    for (const [b, { low }] of reliability.slice(1).entries()) expect(low).toBe(reliability[b]!.high)
  })

  test('without rows: null, and nothing to the error', () => {
    const { ece, reliability } = of([0.9, 1], [1, 0], 4)
    expect(ece).toBeCloseTo(0.45, 7) // |1/2 − 0.95|
    expect(reliability[0]).toEqual({ low: 0, high: 0.25, rows: 0, confidence: null, accuracy: null })
  })
})

test('no rows: no error is measured', () => {
  const { ece, reliability } = of([], [])
  expect(ece).toBeNull()
  expect(reliability.every(({ rows, confidence }) => rows === 0 && confidence === null)).toBe(true)
})

test.each(golden.of)('NumPy: $bins bins', ({ bins, ece, reliability }) => {
  const own = of(golden.confidence, golden.correct, bins)
  expect(own.ece).toBeCloseTo(ece, 12)
  for (const [b, { rows, confidence, accuracy }] of own.reliability.entries()) {
    const expected = reliability[b]!
    expect(rows).toBe(expected.rows)
    if (expected.confidence === null) expect([confidence, accuracy]).toEqual([null, null])
    else {
      expect(confidence).toBeCloseTo(expected.confidence, 12)
      expect(accuracy).toBeCloseTo(expected.accuracy!, 12)
    }
  }
})

test('one bin gives the gap of the means, and finer bins no less', () => {
  const rows = fc.array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 })
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 12 }), (pairs, bins) => {
      const [confidence, correct] = [pairs.map(([value]) => value), pairs.map(([, right]) => Number(right))]
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
      expect(of(confidence, correct, 1).ece).toBeCloseTo(Math.abs(mean(confidence) - mean(correct)), 10)
      const [coarse, fine] = [of(confidence, correct, bins), of(confidence, correct, 2 * bins)]
      expect(fine.ece!).toBeGreaterThanOrEqual(coarse.ece! - 1e-12)
      expect(fine.reliability.reduce((sum, bin) => sum + bin.rows, 0)).toBe(pairs.length)
    }),
  )
})

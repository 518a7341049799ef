import { describe, expect, test } from 'vitest'
import { NOT_ASKED, nearestMean, nearestMeanAccuracy, RIGHT, WRONG } from '../../src/metrics/nearest-mean.js'

describe('the nearest mean', () => {
  const scores = Float32Array.of(9, 1, 3, 3, 2)

  test('is the one with the largest score, the first of equal ones', () => {
    expect(nearestMean(scores, 1, new Float64Array(4))).toBe(1)
  })

  test('offsets count', () => {
    expect(nearestMean(scores, 1, Float64Array.of(0, -2, -1, 0.5))).toBe(3) // 1, 1, 2, 2.5
    expect(nearestMean(scores, 1, Float64Array.of(2, 0, 0, 1))).toBe(0) // 3, 3, 3, 3
  })

  test('scores below 0', () => {
    expect(nearestMean(Float32Array.of(-3, -2), 0, new Float64Array(2))).toBe(1)
  })
})

describe('accuracy', () => {
  test('is the mean over trials, with the deviation over trials and an interval over queries', () => {
    // trials: 3/4 and 1/4, so 0.5 ± sd √((0.25² + 0.25²)/1) = 0.3536
    // queries: 1, 0.5, 0.5, 0, so s² = (0.25 + 0 + 0 + 0.25)/3 and ± 1.96 √(0.1667/4) = 0.4001
    const metric = nearestMeanAccuracy([
      Uint8Array.of(RIGHT, RIGHT, RIGHT, WRONG),
      Uint8Array.of(RIGHT, WRONG, WRONG, WRONG),
    ])
    expect(metric.unit).toBe('fraction')
    expect(metric.value).toBe(0.5)
    expect(metric.sd).toBeCloseTo(0.35355339, 8)
    expect(metric.ci95![0]).toBeCloseTo(0.5 - 0.40007597, 8)
    expect(metric.ci95![1]).toBeCloseTo(0.5 + 0.40007597, 8)
  })

  test('counts what each trial asked', () => {
    // trials: 1/1 and 1/3: 0.6667, not 2/4. queries: 1, 0, 0.5; the last is never asked
    const metric = nearestMeanAccuracy([
      Uint8Array.of(NOT_ASKED, NOT_ASKED, RIGHT, NOT_ASKED),
      Uint8Array.of(RIGHT, WRONG, WRONG, NOT_ASKED),
    ])
    expect(metric.value).toBeCloseTo(2 / 3, 12)
    // s = 0.5, 1.96 · 0.5/√3 = 0.5658; the interval ends at 1
    expect(metric.ci95![0]).toBeCloseTo(2 / 3 - 0.56579287, 8)
    expect(metric.ci95![1]).toBe(1)
  })

  test('of one trial has no deviation, of one query no interval', () => {
    const one = nearestMeanAccuracy([Uint8Array.of(RIGHT, WRONG)])
    expect(one.value).toBe(0.5)
    expect(one).not.toHaveProperty('sd')
    expect(nearestMeanAccuracy([Uint8Array.of(RIGHT), Uint8Array.of(WRONG)]).ci95).toBeNull()
  })

  test('of trials that ask nothing is not measured', () => {
    const none = { value: null, ci95: null, unit: 'fraction' }
    expect(nearestMeanAccuracy([Uint8Array.of(NOT_ASKED)])).toEqual(none)
    expect(nearestMeanAccuracy([])).toEqual(none)
    expect(nearestMeanAccuracy([Uint8Array.of(NOT_ASKED), Uint8Array.of(RIGHT)]).value).toBe(1)
  })
})

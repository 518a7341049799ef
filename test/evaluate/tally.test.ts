import { describe, expect, test } from 'vitest'
import { openTally } from '../../src/evaluate/tally.js'

const DIMS = [8, 16, 32]

describe('one trial', () => {
  const tally = openTally(DIMS, 4)
  tally.add({ exits: Uint8Array.of(0, 0, 1, 2), correct: Uint8Array.of(1, 0, 1, 1) }, null)
  const { accuracy, expectedDim, cumulativeDim, exits } = tally.result()

  test('the accuracy is a share with its Wilson interval', () => {
    expect(accuracy.value).toBe(0.75)
    // (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = 0.75, n = 4, z = 1.96: (1.2302 ± 0.6431) / 1.9604
    expect(accuracy.ci95![0]).toBeCloseTo(0.3006, 4)
    expect(accuracy.ci95![1]).toBeCloseTo(0.9544, 4)
    expect(accuracy.sd).toBeUndefined()
  })

  test('the expected dim is that of the head that answered', () => {
    expect(expectedDim.value).toBe((8 + 8 + 16 + 32) / 4)
    expect(expectedDim.unit).toBe('dims')
    // deviations −8, −8, 0, 16: s² = 384/3 = 128; 1.96 · √(128/4) = 11.087
    expect(expectedDim.ci95![1] - 16).toBeCloseTo(11.087, 2)
  })

  test('the cumulative dim sums those of the heads that were asked', () => {
    expect(cumulativeDim.value).toBe((8 + 8 + 24 + 56) / 4)
  })

  test('exits are shares by dim', () => {
    expect(exits).toEqual({ 8: 0.5, 16: 0.25, 32: 0.25 })
  })
})

describe('several trials', () => {
  const tally = openTally(DIMS, 3)
  tally.add({ exits: Uint8Array.of(0, 1), correct: Uint8Array.of(1, 0) }, Int32Array.of(0, 1))
  tally.add({ exits: Uint8Array.of(2, 2), correct: Uint8Array.of(1, 1) }, Int32Array.of(1, 2))
  const { accuracy, expectedDim, exits } = tally.result()

  test('means are over trials, with the population deviation', () => {
    expect(accuracy.value).toBe(0.75) // of 0.5 and 1
    expect(accuracy.sd).toBe(0.25)
    expect(expectedDim.value).toBe((12 + 32) / 2)
    expect(expectedDim.sd).toBe(10)
  })

  test('intervals are over rows, each with its own mean', () => {
    // rows: 1, 1/2 (wrong once, right once), 1: s = √(1/12); 1.96 · √(1/36) = 0.3267; cut at 1
    expect(accuracy.ci95![0]).toBeCloseTo(0.75 - 0.3267, 4)
    expect(accuracy.ci95![1]).toBe(1)
  })

  test('exits are shares of all that was scored', () => {
    expect(exits).toEqual({ 8: 0.25, 16: 0.25, 32: 0.5 })
  })
})

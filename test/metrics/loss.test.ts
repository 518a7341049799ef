import { describe, expect, test } from 'vitest'
import { meanLoss } from '../../src/metrics/loss.js'
import golden from '../golden/metrics.json' with { type: 'json' }

describe('meanLoss', () => {
  test('0.5, no label, 1.5', () => {
    // mean (0.5 + 1.5) / 2, not / 3; s² = (0.25 + 0.25) / 1; z √(0.5/2) = 1.959964 / 2
    const { value, ci95, unit } = meanLoss(Float32Array.of(0.5, Number.NaN, 1.5))
    expect(value).toBe(1)
    expect(ci95![0]).toBeCloseTo(1 - 0.979982, 6)
    expect(ci95![1]).toBeCloseTo(1 + 0.979982, 6)
    expect(unit).toBe('nats')
  })

  test('has a value but no interval for one row', () => {
    expect(meanLoss(Float32Array.of(Number.NaN, 2))).toEqual({ value: 2, ci95: null, unit: 'nats' })
  })

  test('is not measured without labels', () => {
    expect(meanLoss(Float32Array.of(Number.NaN, Number.NaN)).value).toBeNull()
    expect(meanLoss(new Float32Array(0)).value).toBeNull()
  })

  test('scikit-learn’s log_loss', () => {
    const { value } = meanLoss(Float32Array.from(golden.logits.loss.slice(0, 16)))
    expect(value).toBeCloseTo(golden.logits.mean_loss_of_first_16, 6)
  })
})

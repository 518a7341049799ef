import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { softmaxScores } from '../../src/math/softmax.js'
import { UNKNOWN } from '../../src/types.js'
import golden from '../golden/metrics.json' with { type: 'json' }

const scoresOf = (logits: number[], label: number) => softmaxScores(Float32Array.from(logits), label)

describe('softmaxScores', () => {
  test('three classes', () => {
    // e⁰ + e⁻¹ + e⁻² = 1 + 0.367879 + 0.135335 = 1.503215; confidence 1/1.503215; loss of class 2: ln 1.503215 + 2
    const { predicted, confidence, rank, loss } = scoresOf([2, 3, 1], 2)
    expect(predicted).toBe(1)
    expect(confidence).toBeCloseTo(0.665241, 6)
    expect(rank).toBe(3)
    expect(loss).toBeCloseTo(0.407606 + 2, 6)
  })

  test('equal logits: the lower class is predicted and ranks first', () => {
    expect(scoresOf([1, 4, 4, 4], 1)).toMatchObject({ predicted: 1, rank: 1 })
    expect(scoresOf([1, 4, 4, 4], 2)).toMatchObject({ predicted: 1, rank: 2 })
    expect(scoresOf([1, 4, 4, 4], 3)).toMatchObject({ predicted: 1, rank: 3 })
    expect(scoresOf([1, 4, 4, 4], 0)).toMatchObject({ predicted: 1, rank: 4 })
  })

  test('all logits equal: confidence 1/C, loss ln C, rank = class + 1', () => {
    for (const label of [0, 1, 2, 3]) {
      const { predicted, confidence, rank, loss } = scoresOf([5, 5, 5, 5], label)
      expect([predicted, confidence, rank]).toEqual([0, 1 / 4, label + 1])
      expect(loss).toBeCloseTo(Math.log(4), 12)
    }
  })

  test('a row without a label is predicted but has no rank and no loss', () => {
    expect(scoresOf([0, 1], UNKNOWN)).toEqual({
      predicted: 1,
      confidence: 1 / (1 + Math.exp(-1)),
      rank: 0,
      loss: Number.NaN,
    })
  })

  test('logits that exp() cannot take', () => {
    expect(scoresOf([1000, -1000], 0)).toEqual({ predicted: 0, confidence: 1, rank: 1, loss: 0 })
    expect(scoresOf([1000, -1000], 1)).toEqual({ predicted: 0, confidence: 1, rank: 2, loss: 2000 })
  })

  test('one class is certain', () => {
    expect(scoresOf([-3], 0)).toEqual({ predicted: 0, confidence: 1, rank: 1, loss: 0 })
  })

  test('SciPy', () => {
    const { rows, labels, predicted, confidence, rank, loss } = golden.logits
    for (const [row, logits] of rows.entries()) {
      const own = scoresOf(logits, labels[row]!)
      expect([own.predicted, own.rank]).toEqual([predicted[row], rank[row]])
      expect(own.confidence).toBeCloseTo(confidence[row]!, 12)
      expect(own.loss).toBeCloseTo(loss[row]!, 10)
    }
  })

  const rows = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 8 })

  test('ranks are a permutation, and rank 1 is the prediction', () => {
    fc.assert(
      fc.property(rows, (logits) => {
        const ranks = logits.map((_, label) => scoresOf(logits, label).rank)
        expect(ranks.toSorted((a, b) => a - b)).toEqual(logits.map((_, i) => i + 1))
        expect(scoresOf(logits, 0).predicted).toBe(ranks.indexOf(1))
      }),
    )
  })

  test('e^−loss adds up to 1 over the classes, and is the confidence at the prediction', () => {
    fc.assert(
      fc.property(rows, (logits) => {
        const shares = logits.map((_, label) => Math.exp(-scoresOf(logits, label).loss))
        const { predicted, confidence } = scoresOf(logits, UNKNOWN)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
        expect(shares[predicted]).toBeCloseTo(confidence, 12)
      }),
    )
  })
})

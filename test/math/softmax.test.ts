import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ConfidenceKind, confidenceOf, softmaxScores } from '../../src/math/softmax.js'
import { UNKNOWN } from '../../src/types.js'
import heads from '../golden/logits.json' with { type: 'json' }
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

describe('confidenceOf', () => {
  const of = (logits: number[], kind: ConfidenceKind, temperature?: number) =>
    confidenceOf(Float32Array.from(logits), kind, temperature)
  const KINDS = ['softmax', 'margin', 'entropy'] as const

  test('two classes, 3 : 1', () => {
    const logits = [0, Math.log(3)]
    expect(of(logits, 'softmax')).toBeCloseTo(0.75, 7)
    expect(of(logits, 'margin')).toBeCloseTo(0.5, 7)
    // H = −0.75 ln 0.75 − 0.25 ln 0.25 = 0.215762 + 0.346574 = 0.562335; 1 − H/ln 2 = 0.188722
    expect(of(logits, 'entropy')).toBeCloseTo(0.188722, 6)
    // at temperature 1/2 the odds are squared, 9 : 1
    expect(of(logits, 'softmax', 0.5)).toBeCloseTo(0.9, 7)
    expect(of(logits, 'margin', 0.5)).toBeCloseTo(0.8, 7)
  })

  test('equal logits: 1/C, no margin, no certainty', () => {
    expect(KINDS.map((kind) => of([7, 7, 7, 7], kind))).toEqual([0.25, 0, expect.closeTo(0, 12)])
    expect(of([7, 7, 1], 'margin')).toBe(0)
  })

  test('one class is certain, and so is a logit far above', () => {
    for (const kind of KINDS) {
      expect(of([-3], kind)).toBe(1)
      expect(of([-1e30, 1e30, 0], kind)).toBe(1)
      expect(of([1000, -1000], kind)).toBe(1)
    }
  })

  test('a lead that floats would round away', () => {
    // p₁ − p₂ = tanh(x/2) for two classes: about x/2; the difference of the two shares would have few digits left
    const lead = Math.fround(1e-7)
    expect(of([lead, 0], 'margin') / Math.tanh(lead / 2)).toBeCloseTo(1, 9)
  })

  test('SciPy, at several temperatures', () => {
    const rows = Array.from({ length: heads.logits.length / 4 }, (_, i) => heads.logits.slice(4 * i, 4 * i + 4))
    const expected: [number, typeof heads.scores][] = [
      [1, heads.scores],
      [0.5, heads.temperature['0.5']],
      [3, heads.temperature['3']],
    ]
    for (const [temperature, scores] of expected) {
      for (const [i, row] of rows.entries()) {
        expect(of(row, 'softmax', temperature)).toBeCloseTo(scores.confidence[i]!, 12)
        expect(of(row, 'margin', temperature)).toBeCloseTo(scores.margin[i]!, 12)
        expect(of(row, 'entropy', temperature)).toBeCloseTo(scores.entropy[i]!, 12)
      }
    }
  })

  test('in 0…1, softmax as softmaxScores has it, the margin at most that', () => {
    const any = fc.array(fc.float({ min: -200, max: 200, noNaN: true }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(any, fc.double({ min: 0.05, max: 20, noNaN: true }), (logits, temperature) => {
        const [softmax, margin, entropy] = KINDS.map((kind) => of(logits, kind, temperature)) as [
          number,
          number,
          number,
        ]
        for (const value of [softmax, margin, entropy]) expect(value >= 0 && value <= 1).toBe(true)
        expect(margin).toBeLessThanOrEqual(softmax)
        expect(of(logits, 'softmax')).toBe(scoresOf(logits, UNKNOWN).confidence)
      }),
    )
  })
})

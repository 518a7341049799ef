import { describe, expect, test } from 'vitest'
import { wilson } from '../../src/metrics/intervals.js'
import { topN } from '../../src/metrics/top-n.js'
import golden from '../golden/metrics.json' with { type: 'json' }

// Six rows; the fifth has no label, so everything is out of five.
const ranks = Int32Array.of(1, 2, 5, 6, 0, 1)

describe('topN', () => {
  test('top-1: ranks 1 and 1 of five; 2/6 if the row without a label counted', () => {
    expect(topN(ranks, 1)).toEqual({ value: 2 / 5, ci95: wilson(2, 5), unit: 'fraction' })
  })

  test('top-5: the fifth place is in, the sixth is out', () => {
    expect(topN(ranks, 5).value).toBe(4 / 5) // 1, 2, 5, 1
  })

  test('an n above the number of classes takes every labelled row', () => {
    expect(topN(ranks, 1000).value).toBe(1)
  })

  test('is not measured when no row has a label', () => {
    expect(topN(Int32Array.of(0, 0), 5)).toEqual({ value: null, ci95: null, unit: 'fraction' })
    expect(topN(new Int32Array(0), 1).value).toBeNull()
  })

  test.each(Object.entries(golden.logits.top))('scikit-learn: top-%s', (n, accuracy) => {
    const untied = golden.logits.rank.filter((_, row) => golden.logits.untied[row])
    expect(topN(Int32Array.from(untied), Number(n)).value).toBeCloseTo(accuracy, 12)
  })
})

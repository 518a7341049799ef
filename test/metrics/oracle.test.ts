import { describe, expect, test } from 'vitest'
import { oracle } from '../../src/metrics/oracle.js'
import type { Predictions } from '../../src/types.js'

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

/** Predicted classes a row, one column a head. */
function predictionsOf(dims: number[], rows: readonly (readonly number[])[], labels: readonly number[]): Predictions {
  const classes = Int32Array.from(rows.flat())
  return {
    dims,
    rows: rows.length,
    labels: Int32Array.from(labels),
    classes,
    confidence: new Float32Array(classes.length),
  }
}

test('the first right head; the largest where none is right', () => {
  const rows = [
    [1, 0, 1], // right at once; that the second is wrong does not matter
    [0, 1, 0], // right at the second only
    [0, 0, 1], // right at the largest only: the same head as never right, but correct
    [0, 2, 0],
  ]
  const { head, correct } = oracle(predictionsOf([8, 16, 32], rows, [1, 1, 1, 1]))
  expect([...head]).toEqual([0, 1, 2, 2])
  expect([...correct]).toEqual([1, 1, 1, 0])
})

test('one head, and no rows', () => {
  const { head, correct } = oracle(predictionsOf([8], [[0], [1]], [0, 0]))
  expect([[...head], [...correct]]).toEqual([
    [0, 0],
    [1, 0],
  ])
  expect(oracle(predictionsOf([8, 16], [], [])).head.length).toBe(0)
})

describe("MRL's notebook: 50,000 images at dims 8 to 2048", () => {
  const dims = [8, 16, 32, 64, 128, 256, 512, 1024, 2048]
  const published = [67.462, 8.782, 2.588, 1.358, 0.642, 0.318, 0.204, 0.128, 18.518] // % by first right head
  const accuracy = 81.542 // %
  const counts = published.map((percent) => Math.round(percent * 500))
  const never = 50_000 - Math.round(accuracy * 500)
  // Rows whose first right head is g: wrong before, then right and wrong in turns; the last 9,229 are never right.
  const firsts = counts.flatMap((count, g) => new Array<number>(count).fill(g))
  const rows = firsts.map((first, row) =>
    dims.map((_, g) => Number(row < 50_000 - never && g >= first && (g - first) % 2 === 0)),
  )
  const { head, correct } = oracle(predictionsOf(dims, rows, new Array<number>(50_000).fill(1)))

  test('its figures fit each other: 18.518 − 18.458 = 0.060 % are right at 2048 only', () => {
    expect(counts.reduce((sum, count) => sum + count)).toBe(50_000)
    expect(never / 500).toBeCloseTo(18.458, 10)
    expect((counts[8]! - never) / 500).toBeCloseTo(0.06, 10)
  })

  test('the histogram', () => {
    const own = dims.map((_, g) => head.filter((value) => value === g).length / 500)
    for (const [g, percent] of published.entries()) expect(own[g]).toBeCloseTo(percent, 10)
  })

  test('accuracy 81.542 %', () => {
    expect(100 * mean(correct)).toBeCloseTo(accuracy, 10)
  })

  test('expected dim 391.74, those never right at 2048 among them', () => {
    // 8·0.67462 + 16·0.08782 + 32·0.02588 + 64·0.01358 + 128·0.00642 + 256·0.00318 + 512·0.00204 + 1024·0.00128
    //   + 2048·0.18518 = 391.74; were they left out, it would be 16.8
    expect(mean(Float64Array.from(head, (g) => dims[g]!))).toBeCloseTo(391.74, 2)
  })
})

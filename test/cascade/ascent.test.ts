import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ascend } from '../../src/cascade/ascent.js'
import type { Spread } from '../../src/cascade/spread.js'

function spreadOf(dims: readonly number[], confidence: readonly number[][], gain: readonly number[][]): Spread {
  return {
    dims,
    rows: confidence[0]!.length,
    confidence: confidence.map((own) => Float64Array.from(own)),
    gain: gain.map((own) => Float64Array.from(own)),
    order: confidence.map((own) => Int32Array.from(own.keys()).sort((a, b) => own[b]! - own[a]!)),
  }
}

/** Mean of gain − price · dim, one row at a time. */
function worthOf({ dims, rows, confidence, gain }: Spread, price: number, thresholds: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const found = thresholds.findIndex((t, head) => confidence[head]![i]! > t)
    const exit = found === -1 ? dims.length - 1 : found
    sum += gain[exit]![i]! - price * dims[exit]!
  }
  return sum / rows
}

test('by hand: the threshold lies between the last row that stays and the first that goes up', () => {
  // going up costs 0.01 · 8 = 0.08: it pays for the rows at 0.4 (0.3) and 0.2 (0.5), not for those at 0.9 (0) and 0.6 (0.05)
  const spread = spreadOf(
    [8, 16],
    [
      [0.9, 0.6, 0.4, 0.2],
      [0, 0, 0, 0],
    ],
    [
      [0.9, 0.8, 0.5, 0.3],
      [0.9, 0.85, 0.8, 0.8],
    ],
  )
  const { thresholds, worth } = ascend(spread, 0.01, [1])
  expect(thresholds).toEqual([0.5])
  // (0.9 − 0.08 + 0.8 − 0.08 + 0.8 − 0.16 + 0.8 − 0.16) / 4
  expect(worth).toBeCloseTo(2.82 / 4, 12)
  expect(ascend(spread, 1, [1]).thresholds).toEqual([-1])
  expect(ascend(spread, 0, [1]).thresholds).toEqual([1]) // at no cost whatever gains nothing may as well go up
})

test('equal confidences are never parted', () => {
  const spread = spreadOf(
    [8, 16],
    [
      [0.5, 0.5],
      [0, 0],
    ],
    [
      [1, 0],
      [0.5, 0.7],
    ],
  )
  expect(ascend(spread, 0, [1]).thresholds).toEqual([1]) // together they gain 0.2 by going up
})

const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000)
const heads = fc.array(fc.tuple(share, share, share, share, share), { minLength: 1, maxLength: 8 })
const price = fc.double({ min: 0, max: 0.05, noNaN: true })

test('with two heads it is the best of all thresholds', () => {
  fc.assert(
    fc.property(heads, price, (rows, price) => {
      const column = (k: number) => rows.map((row) => row[k]!)
      const spread = spreadOf([8, 16], [column(0), column(1)], [column(2), column(3)])
      const { thresholds, worth } = ascend(spread, price, [1])
      expect(worth).toBeCloseTo(worthOf(spread, price, thresholds), 10)
      for (const t of [-1, 1, ...column(0)]) expect(worth).toBeGreaterThanOrEqual(worthOf(spread, price, [t]) - 1e-6)
    }),
  )
})

test('with three, none can be moved by itself for more', () => {
  fc.assert(
    fc.property(heads, price, (rows, price) => {
      const column = (k: number) => rows.map((row) => row[k]!)
      const spread = spreadOf([8, 16, 32], [column(0), column(1), column(2)], [column(2), column(3), column(4)])
      const { thresholds, worth } = ascend(spread, price, [1, 1])
      expect(worth).toBeCloseTo(worthOf(spread, price, thresholds), 10)
      for (const t of [-1, 1, ...column(0)])
        expect(worth).toBeGreaterThanOrEqual(worthOf(spread, price, [t, thresholds[1]!]) - 1e-5)
      for (const t of [-1, 1, ...column(1)])
        expect(worth).toBeGreaterThanOrEqual(worthOf(spread, price, [thresholds[0]!, t]) - 1e-5)
    }),
  )
})

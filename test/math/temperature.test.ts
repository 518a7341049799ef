import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../src/math/random.js'
import { softmaxScores } from '../../src/math/softmax.js'
import { fitTemperatures, type HeadLogits } from '../../src/math/temperature.js'
import calibration from '../golden/calibration.json' with { type: 'json' }

/** Logits of one head, a row each. */
function oneHead(rows: readonly (readonly number[])[], labels: readonly number[]): HeadLogits {
  const values = Float32Array.from(rows.flat())
  return { dims: [8], rows: rows.length, classes: rows[0]!.length, labels: Int32Array.from(labels), values }
}

/** Mean loss of a head at a temperature, by the function that scores heads. */
function lossAt({ dims, rows, classes, labels, values }: HeadLogits, head: number, temperature: number): number {
  let sum = 0
  for (let row = 0; row < rows; row++) {
    const start = (row * dims.length + head) * classes
    const scaled = Float32Array.from(values.subarray(start, start + classes), (value) => value / temperature)
    sum += softmaxScores(scaled, labels[row]!).loss
  }
  return sum / rows
}

describe('SciPy', () => {
  const { classes, labels, values, half, of_all, of_half, loss_of_all } = calibration.temperature
  const logits: HeadLogits = {
    dims: [8, 16, 32],
    rows: labels.length,
    classes,
    labels: Int32Array.from(labels),
    values: Float32Array.from(values),
  }

  test.each<[string, Int32Array | null, number[]]>([
    ['all rows', null, of_all],
    ['half of them', Int32Array.from(half), of_half],
  ])('%s', (_, rows, expected) => {
    const found = fitTemperatures(logits, rows)
    for (const [g, temperature] of found.entries()) expect(temperature / expected[g]!).toBeCloseTo(1, 6)
  })

  test('its loss at those temperatures', () => {
    for (const [g, loss] of loss_of_all.entries()) expect(lossAt(logits, g, of_all[g]!)).toBeCloseTo(loss, 6)
  })
})

test('by hand: logits 1 and 0, right in three rows of four', () => {
  // The best softmax value is the share of right rows: 1/(1 + e^(−1/T)) = 3/4, so e^(1/T) = 3 and T = 1/ln 3 = 0.910239
  const rows = [0, 0, 0, 1].map(() => [1, 0])
  expect(fitTemperatures(oneHead(rows, [0, 0, 0, 1]), null)[0]).toBeCloseTo(1 / Math.log(3), 10)
})

describe('edges', () => {
  const bounds = (logits: HeadLogits, rows: Int32Array | null = null) => fitTemperatures(logits, rows)[0]

  test('all right: the loss falls towards T = 0, and T ends at its bound', () => {
    expect(
      bounds(
        oneHead(
          [
            [0.5, 0],
            [0, 2],
          ],
          [0, 1],
        ),
      ),
    ).toBeCloseTo(0.05, 12)
    expect(
      bounds(
        oneHead(
          [
            [30, 0],
            [0, 40],
          ],
          [0, 1],
        ),
      ),
    ).toBeCloseTo(0.05, 12)
  })

  test.each([1, 10, 37, 300, 700, 900, 10_000])('all right by %d', (lead) => {
    const rows = [
      [lead, 0],
      [0, 2 * lead],
    ]
    expect(bounds(oneHead(rows, [0, 1]))).toBeCloseTo(0.05, 12)
  })

  test('all right beyond what exp() can tell: no temperature changes anything', () => {
    expect(
      bounds(
        oneHead(
          [
            [20_000, 0],
            [0, 30_000],
          ],
          [0, 1],
        ),
      ),
    ).toBe(1)
  })

  test('all wrong, or right no more often than by chance: T ends at the other bound', () => {
    expect(
      bounds(
        oneHead(
          [
            [3, 0],
            [0, 2],
          ],
          [1, 0],
        ),
      ),
    ).toBeCloseTo(20, 12)
    expect(
      bounds(
        oneHead(
          [
            [3, 0],
            [3, 0],
          ],
          [1, 0],
        ),
      ),
    ).toBeCloseTo(20, 12)
    expect(
      bounds(
        oneHead(
          [
            [1e30, -1e30],
            [-1e30, 1e30],
          ],
          [1, 0],
        ),
      ),
    ).toBeCloseTo(20, 12)
  })

  test('what it takes lies at a bound to the last step', () => {
    // Softmax 3/4 as above, with logits so small or large that T = 0.05 and 20 would have to be exceeded
    expect(
      bounds(
        oneHead(
          [0, 0, 0, 0].map(() => [0.05, 0]),
          [0, 0, 0, 1],
        ),
      ),
    ).toBeCloseTo(0.05, 12)
    expect(
      bounds(
        oneHead(
          [0, 0, 0, 0].map(() => [23, 0]),
          [0, 0, 0, 1],
        ),
      ),
    ).toBeCloseTo(20, 12)
    expect(
      bounds(
        oneHead(
          [0, 0, 0, 0].map(() => [21, 0]),
          [0, 0, 0, 1],
        ),
      ),
    ).toBeCloseTo(21 / Math.log(3), 6)
  })

  test('equal logits, one class, no rows: nothing to learn', () => {
    expect(
      bounds(
        oneHead(
          [
            [2, 2],
            [0, 0],
          ],
          [0, 1],
        ),
      ),
    ).toBe(1)
    expect(bounds(oneHead([[7], [-7]], [0, 0]))).toBe(1)
    expect(bounds(oneHead([[1, 0]], [0]), new Int32Array(0))).toBe(1)
  })

  test('adding a number to all logits of a row changes nothing', () => {
    const rows = [
      [1, 0],
      [5001, 5000],
      [-299, -300],
      [1, 0],
    ]
    expect(bounds(oneHead(rows, [0, 0, 0, 1]))).toBeCloseTo(1 / Math.log(3), 10)
  })
})

test('no temperature nearby is better', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 2, max: 6 }),
      fc.double({ min: -4, max: 4, noNaN: true }),
      (seed, classes, scale) => {
        const random = seeded(seed)
        const labels = Array.from({ length: 12 }, () => random.below(classes))
        const rows = labels.map((label) =>
          Array.from({ length: classes }, (_, c) => 2 ** scale * (random.gaussian() + (c === label ? 1 : 0))),
        )
        const logits = oneHead(rows, labels)
        const [found] = fitTemperatures(logits, null)
        expect(found).toBeGreaterThanOrEqual(0.05 * (1 - 1e-12))
        expect(found).toBeLessThanOrEqual(20 * (1 + 1e-12))
        const best = lossAt(logits, 0, found!)
        for (const factor of [0.98, 1.02]) {
          const other = Math.min(20, Math.max(0.05, found! * factor))
          expect(lossAt(logits, 0, other)).toBeGreaterThanOrEqual(best - 1e-6 * (1 + best))
        }
      },
    ),
  )
})

test('learns what its inputs were divided by', () => {
  // Dividing the logits by 2 divides the temperature by 2
  const random = seeded(3)
  const labels = Array.from({ length: 40 }, () => random.below(4))
  const rows = labels.map((label) => Array.from({ length: 4 }, (_, c) => random.gaussian() + (c === label ? 1 : 0)))
  const [whole] = fitTemperatures(oneHead(rows, labels), null)
  const [halved] = fitTemperatures(
    oneHead(
      rows.map((row) => row.map((value) => Math.fround(value) / 2)),
      labels,
    ),
    null,
  )
  expect(halved! * 2).toBeCloseTo(whole!, 8)
})

test('does not write into its input', () => {
  const logits = oneHead(
    [
      [1, 0],
      [0, 1],
    ],
    [0, 0],
  )
  const before = structuredClone(logits)
  fitTemperatures(logits, Int32Array.of(1, 0))
  expect(logits).toEqual(before)
})

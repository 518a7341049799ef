import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreement, cohensG, mcnemar, newcombe } from '../../src/metrics/mcnemar.js'
import golden from '../golden/compare.json' with { type: 'json' }

const table = ([both, wins, losses, neither]: readonly number[]) => ({
  both: both!,
  wins: wins!,
  losses: losses!,
  neither: neither!,
})

test('rows are counted by who is right', () => {
  const first = Float64Array.of(1, 1, 0, 0, 1, 1)
  const second = Float64Array.of(1, 0, 1, 0, 0, 1)
  expect(agreement(first, second)).toEqual({ both: 2, wins: 2, losses: 1, neither: 1 })
})

test('by hand: 1 win, 4 losses', () => {
  const counts = table([5, 1, 4, 0])
  expect(mcnemar(counts)).toBeCloseTo(0.375, 14) // 2·(1 + 5)/32
  expect(cohensG(counts)).toBeCloseTo(-0.3, 14) // 1/5 − 1/2
})

test('without disagreements', () => {
  const counts = table([3, 0, 0, 2])
  expect(mcnemar(counts)).toBe(1)
  expect(cohensG(counts)).toBeNull()
  expect(newcombe(table([0, 0, 0, 0]))).toBeNull()
})

test.each(golden.tables)('$counts as SciPy and NumPy have it', ({ counts, ci95, p }) => {
  const found = newcombe(table(counts))!
  expect(found[0]).toBeCloseTo(ci95[0]!, 11)
  expect(found[1]).toBeCloseTo(ci95[1]!, 11)
  expect(mcnemar(table(counts)) / p).toBeCloseTo(1, 11)
})

describe('published intervals', () => {
  test.each([
    ['Newcombe 1998', [36, 12, 2, 0], [0.0569, 0.3404], 4],
    ['Fagerland, Lydersen and Laake 2014', [1, 1, 7, 12], [-0.507, -0.026], 3],
  ] as const)('%s', (_, counts, [low, high], digits) => {
    const found = newcombe(table(counts))!
    expect(found.map((end) => Number(end.toFixed(digits)))).toEqual([low, high])
  })
})

test('the interval holds the difference, stays within −1 and 1, and turns with the order of the two', () => {
  const count = fc.nat(60)
  fc.assert(
    fc.property(count, count, count, count, (both, wins, losses, neither) => {
      const n = both + wins + losses + neither
      fc.pre(n > 0)
      const [low, high] = newcombe({ both, wins, losses, neither })!
      const difference = (wins - losses) / n
      expect(low).toBeGreaterThanOrEqual(-1)
      expect(high).toBeLessThanOrEqual(1)
      expect(low).toBeLessThanOrEqual(difference)
      expect(high).toBeGreaterThanOrEqual(difference)
      const [turnedLow, turnedHigh] = newcombe({ both, wins: losses, losses: wins, neither })!
      expect(turnedLow).toBeCloseTo(-high, 12)
      expect(turnedHigh).toBeCloseTo(-low, 12)
    }),
  )
})

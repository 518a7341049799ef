import { expect, test } from 'vitest'
import type { Candidate } from '../../../src/evaluate/advise/candidates.js'
import { lossOf } from '../../../src/evaluate/advise/loss.js'
import { wilson } from '../../../src/metrics/intervals.js'
import type { DimRow, MetricValue, Report } from '../../../src/types.js'
import { measured } from './results.js'

const { report: REPORT } = measured('a.json', 'knn', [])

function candidate(
  value: number,
  ci95: MetricValue['ci95'],
  changes: Partial<DimRow> = {},
  report: Report = REPORT,
): Candidate {
  const quality = { value, ci95, unit: 'fraction' } as const
  const row = { model: 'MRL', dim: 8, metrics: { 'knn@1': quality }, ...changes }
  return { row, quality, report, source: 'a.json', rows: 10, rescored: null }
}

test('by hand', () => {
  // 0.8 − 0.7; below: √(0.03² + 0.04²) = 0.05, above: √(0.06² + 0.08²) = 0.1
  const { value, ci95, unit } = lossOf(candidate(0.7, [0.64, 0.73]), candidate(0.8, [0.76, 0.88]))
  expect([value, unit]).toEqual([expect.closeTo(0.1, 12), 'difference'])
  expect(ci95).toEqual([expect.closeTo(0.05, 12), expect.closeTo(0.2, 12)])
})

test("Newcombe's example: 56/70 and 48/80 differ by 0.2, 0.0524 to 0.3339 (1998, table II, method 10)", () => {
  const { ci95 } = lossOf(candidate(0.6, wilson(48, 80)), candidate(0.8, wilson(56, 70)))
  expect(ci95![0]).toBeCloseTo(0.0524, 4)
  expect(ci95![1]).toBeCloseTo(0.3339, 4)
})

test('the reference loses nothing, for sure', () => {
  const reference = candidate(0.8, null)
  expect(lossOf(reference, reference)).toMatchObject({ value: 0, ci95: [0, 0] })
})

test('without an interval there is none', () => {
  expect(lossOf(candidate(0.7, null), candidate(0.8, [0.7, 0.9])).ci95).toBe(null)
  expect(lossOf(candidate(0.7, [0.6, 0.8]), candidate(0.8, null)).ci95).toBe(null)
})

test('the share that was measured query by query says more, where it is of this reference', () => {
  const quality = { value: 0.72, ci95: [0.68, 0.76], unit: 'fraction' } as const
  const retained = { value: 0.9, ci95: [0.875, 0.925], unit: 'ratio' } as const
  const changes = { metrics: { 'knn@1': quality, retained } }
  const [own, reference] = [candidate(0.72, [0.68, 0.76], changes), candidate(0.8, [0.76, 0.84])]
  // 0.8 · (1 − 0.925) = 0.06, 0.8 · (1 − 0.875) = 0.1
  expect(lossOf(own, reference).ci95).toEqual([expect.closeTo(0.06, 12), expect.closeTo(0.1, 12)])
  const plain = lossOf(candidate(0.72, [0.68, 0.76]), reference).ci95
  expect(lossOf(own, candidate(0.8, [0.76, 0.84], { model: 'other' })).ci95).toEqual(plain)
  expect(lossOf(own, candidate(0.8, [0.76, 0.84], {}, { ...REPORT })).ci95).toEqual(plain)
  expect(lossOf(own, candidate(0.75, [0.71, 0.79])).ci95![0]).toBeLessThan(0) // 0.72/0.75 is not 0.9
})

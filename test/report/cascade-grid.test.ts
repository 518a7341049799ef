import { expect, test } from 'vitest'
import { cascadeGrids, promiseNotes } from '../../src/report/cascade-grid.js'
import type { CascadeRow, InputFacts } from '../../src/types.js'
import { fraction, report } from './reports.js'

function row(policy: CascadeRow['policy'], cap: number, dims: number, more: Partial<CascadeRow> = {}): CascadeRow {
  const expected = { value: dims, ci95: null, unit: 'dims' } as const
  const metrics = { accuracy: fraction(0.5), expectedDim: expected, cumulativeDim: expected }
  return { model: 'M', policy, cap, point: null, thresholds: {}, exits: { 8: 0.75, 12: 0.25 }, metrics, ...more }
}

const heads = [row('single', 8, 8), row('single', 12, 12), row('single', 48, 48)]
const promise = { goal: 'maxDrop', value: 0.01, bound: 0.008, confidence: 0.95 } as const

test('of a curve the first point of every doubling is shown, and the end, also where the width is no doubling', () => {
  const points = [8, 8.7123, 12.5, 16.2567, 18, 31, 33.3, 40, 48].map((point) =>
    row('joint', 48, point - 0.5, { point }),
  )
  const rows = [...heads, ...points, row('joint', 48, 20, { promise })]
  const [, cascades] = cascadeGrids(rows, report(rows, [], 'classify'))
  expect(cascades!.rows.map(([policy]) => policy)).toEqual([
    'joint ≤ 8',
    'joint ≤ 16.26',
    'joint ≤ 33.3',
    'joint ≤ 48',
    'chosen',
  ])
})

test('a curve ends where more budget changes nothing', () => {
  const rows = [...heads, ...[8, 16, 32, 48].map((point) => row('shared', 48, Math.min(point, 16), { point }))]
  const [, cascades] = cascadeGrids(rows, report(rows, [], 'classify'))
  expect(cascades!.rows.map(([policy]) => policy)).toEqual(['shared ≤ 8', 'shared ≤ 16'])
})

test('thresholds of a file were learnt on no holdout of this run', () => {
  const rows = [...heads, row('file', 48, 20, { thresholds: { 8: 0.5, 12: -1 } })]
  const { inputs, ...document } = report(rows, [], 'classify')
  const holdout = { ...inputs[0]!, role: 'holdout' as const, rows: 9 }
  const file = { ...inputs[0]!, role: 'thresholds' as const, rows: null }
  const title = (...more: InputFacts[]) => cascadeGrids(rows, { ...document, inputs: [...inputs, ...more] })[0]!.title
  expect(title(holdout, file)).toBe('M: 4 rows')
  expect(title(holdout)).toBe('M: 4 rows, thresholds learnt on 9 others')
})

test('what was promised, and in how many splits it was kept', () => {
  const chosen = row('joint', 48, 20, { promise })
  expect(promiseNotes([chosen])).toEqual([
    'M: chosen to lose at most 1 point of accuracy (95 % confidence by the holdout); here 50.00 % with 20.0 dims on average',
  ])
  const metrics = { ...chosen.metrics, kept: fraction(0.9) }
  expect(promiseNotes([{ ...chosen, metrics }])[0]).toMatch(/on average; kept in 90.00 % of the splits$/)
})

test('thresholds are shown beside what each head answers; over splits the joint ones have no mean', () => {
  const two = [row('single', 8, 8), row('single', 12, 12)]
  const columns = (chosen: CascadeRow) => {
    const rows = [...two, chosen]
    const [heads] = cascadeGrids(rows, report(rows, [], 'classify'))
    return [heads!.head, ...heads!.rows].map((cells) => cells.slice(4))
  }
  expect(columns(row('joint', 12, 9, { promise, thresholds: { 8: 0.5 } }))).toEqual([
    ['chosen: above', 'answers (%)'],
    ['0.500', '75.00'],
    ['', '25.00'],
  ])
  expect(columns(row('joint', 12, 9, { promise }))).toEqual([['chosen: answers (%)'], ['75.00'], ['25.00']])
})

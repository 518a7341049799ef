import { expect, test } from 'vitest'
import { fewShotGrids } from '../../src/report/few-shot-grid.js'
import type { DimRow } from '../../src/types.js'

function row(model: string, dim: number, shots: number, value: number, more: Partial<DimRow> = {}): DimRow {
  const accuracy = { value, ci95: [value - 0.02, value + 0.02] as const, sd: 0.005, unit: 'fraction' as const }
  return { model, dim, shots, interpolated: false, ...more, metrics: { accuracy } }
}

test('one model: shots across, with the interval and not the deviation', () => {
  const rows = [row('M', 8, 1, 0.5), row('M', 8, 5, 0.6), row('M', 12, 1, 0.55, { interpolated: true })]
  expect(fewShotGrids(rows, '4 queries')).toEqual([
    {
      title: 'M: accuracy (%) of the nearest class mean: 4 queries',
      head: ['dim', '1-shot', '± 95 %', '5-shot', '± 95 %'],
      rows: [
        ['8', '50.00', '± 2.00', '60.00', '± 2.00'],
        ['12*', '55.00', '± 2.00', '', ''],
      ],
    },
  ])
})

test('several models: a grid for each shot count, fixed-feature models in one column', () => {
  const rows = [1, 5].flatMap((shots) => [
    row('M', 8, shots, 0.5, { ways: 5 }),
    row('M', 16, shots, 0.6, { ways: 5 }),
    row('FF-8', 8, shots, 0.55, { ways: 5 }),
    row('FF-16', 16, shots, 0.65, { ways: 5 }),
  ])
  const [one, five, ...none] = fewShotGrids(rows, 'cosine')
  expect(none).toEqual([])
  expect(one).toEqual({
    title: '5-way 1-shot accuracy (%) of the nearest class mean: cosine',
    head: ['dim', 'M', '± 95 %', 'FF', '± 95 %'],
    rows: [
      ['8', '50.00', '± 2.00', '55.00', '± 2.00'],
      ['16', '60.00', '± 2.00', '65.00', '± 2.00'],
    ],
  })
  expect(five!.title).toMatch(/^5-way 5-shot/)
})

test('fixed-feature models alone are one column, as one model is', () => {
  const rows = [row('FF-8', 8, 1, 0.5), row('FF-16', 16, 1, 0.6)]
  const [grid] = fewShotGrids(rows, 'l2')
  expect(grid!.title).toMatch(/^FF: /)
  expect(grid!.rows).toHaveLength(2)
})

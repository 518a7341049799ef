import { expect, test } from 'vitest'
import { accuracyCharts } from '../../../src/report/charts/accuracy.js'
import { chartsOf } from '../../../src/report/charts/index.js'
import type { DimRow, Report } from '../../../src/types.js'
import { fraction, NOTHING, ODD, ONE, report, SEVERAL } from '../reports.js'
import { dataOf, labelsOf } from './drawn.js'

const idsOf = (...reports: Report[]) => chartsOf(reports).map(({ id }) => id)

test('a point for each dim in per cent, hollow where the model was not trained at it', () => {
  const [accuracy, retained] = chartsOf([ONE])
  expect(accuracy).toMatchObject({ id: 'knn-knn-1', title: 'MRL: 1-NN accuracy against dimension' })
  expect(dataOf(accuracy, 'series', 'x', 'y', 'low', 'high', 'hollow')).toEqual([
    ['MRL', 8, 50, 40, 60, false],
    ['MRL', 12, 60, 50, 70, true],
    ['MRL', 16, 80, 70, 90, false],
  ])
  expect(dataOf(accuracy, 'label')[1]).toEqual(['MRL at 12 dims: 60.00 % (50.00 – 70.00), interpolated'])
  expect(accuracy!.caption).toBe(
    '1-NN accuracy (%) when vectors are cut to their first d numbers: 4 queries, 6 database rows, cosine. Bands: 95 % intervals. Hollow points: dims that the model was not trained at.',
  )
  expect(accuracy!.alt).toBe('1-NN accuracy against dimension. MRL: 50 at 8, 80 at 16.')
  expect(retained!.id).toBe('knn-retained')
  expect(dataOf(retained, 'y', 'low')).toEqual([
    [62.5, null],
    [75, null],
    [100, null],
  ])
})

test('fixed-feature models are one line; every metric is a figure', () => {
  const [top1, loss, ...none] = chartsOf([SEVERAL])
  expect(none).toEqual([])
  expect(top1!.title).toBe('Top-1 accuracy against dimension')
  expect(dataOf(top1, 'series', 'x', 'y')).toEqual([
    ['MRL', 8, 50],
    ['MRL', 16, 80],
    ['FF', 8, 45],
    ['FF', 16, 90],
  ])
  expect(top1!.alt).toBe('top-1 accuracy against dimension. MRL: 50 at 8, 80 at 16. FF: 45 at 8, 90 at 16.')
  expect(dataOf(loss, 'y', 'low', 'label')[0]).toEqual([2.25, 2.125, 'MRL at 8 dims: 2.2500 nats (2.1250 – 2.3750)'])
})

test('models of one dim have no share of their full width to show', () => {
  const keeps = (model: string, dim: number, value: number): DimRow => ({
    model,
    dim,
    metrics: { retained: { value, ci95: null, unit: 'ratio' } },
  })
  const [chart] = accuracyCharts([keeps('M', 8, 0.5), keeps('M', 16, 1), keeps('FF-8', 8, 1)], 'knn', '')
  expect(dataOf(chart, 'series', 'x', 'y')).toEqual([
    ['M', 8, 50],
    ['M', 16, 100],
  ])
})

test('reductions and datasets are lines of their own', () => {
  const row = (keys: Partial<DimRow>): DimRow => ({ model: 'M', dim: 8, metrics: { top1: fraction(0.5) }, ...keys })
  const [chart] = accuracyCharts([row({}), row({ reduction: 'svd' }), row({ data: 'v2' })], 'classify', '')
  expect(dataOf(chart, 'series')).toEqual([['M'], ['M svd'], ['M on v2']])
})

test('several models on several datasets: a figure for each dataset', () => {
  const rows = ['v1', 'v2'].flatMap((data) =>
    ['M', 'N'].map((model): DimRow => ({ model, data, dim: 8, metrics: { top1: fraction(0.5) } })),
  )
  const charts = accuracyCharts(rows, 'classify', '4 rows')
  expect(charts.map(({ id, title }) => [id, title])).toEqual([
    ['classify-top1-v1', 'Top-1 accuracy against dimension, v1'],
    ['classify-top1-v2', 'Top-1 accuracy against dimension, v2'],
  ])
  expect(charts[1]!.caption).toContain('v2, 4 rows')
  expect(dataOf(charts[1], 'series')).toEqual([['M'], ['N']])
})

test('what was not measured is no point, and a point alone no chart', () => {
  expect(idsOf(ODD)).toEqual([])
  expect(idsOf(NOTHING)).toEqual([])
})

test('ids of several reports do not clash', () => {
  expect(idsOf(ONE, ONE)).toEqual(['knn-knn-1', 'knn-retained', 'knn-knn-1-2', 'knn-retained-2'])
})

test('with more than three lines intervals are bars', () => {
  const rows = ['A', 'B', 'C', 'D'].map(
    (model): DimRow => ({ model, dim: 8, metrics: { top1: fraction(0.5, 0.4, 0.6) } }),
  )
  const caption = (own: DimRow[]) => chartsOf([report(own)])[0]!.caption
  expect(caption(rows)).toContain('Bars: 95 %')
  expect(caption(rows.slice(1))).toContain('Bands: 95 %')
})

test('every value is drawn once, with its numbers', async () => {
  const [chart] = chartsOf([SEVERAL])
  expect(await labelsOf(chart!)).toEqual([
    'MRL at 8 dims: 50.00 % (40.00 – 60.00)',
    'MRL at 16 dims: 80.00 % (70.00 – 90.00)',
    'FF at 8 dims: 45.00 % (35.00 – 57.50)',
    'FF at 16 dims: 90.00 % (75.00 – 95.00)',
  ])
})

import { expect, test } from 'vitest'
import { type Chart, chartsOf } from '../../../src/report/charts/index.js'
import type { DimRow } from '../../../src/types.js'
import { fraction } from '../reports.js'
import { dataOf, labelsOf, warningsOf } from './drawn.js'
import { ALL, BINS, CASCADES, cascade, chartsById as charts, difference, ofClass, run, shots } from './rows.js'

test.each(chartsOf(ALL).map((chart): [string, Chart] => [chart.id, chart]))(
  '%s: every value is drawn once with its label, and the spec gives no cause for warnings',
  async (_, chart) => {
    expect(await warningsOf(chart)).toEqual([])
    const labels = dataOf(chart, 'label').flat()
    expect(labels.length).toBeGreaterThan(1)
    expect((await labelsOf(chart)).toSorted()).toEqual(labels.toSorted())
    for (const text of [chart.title, chart.caption, chart.alt, ...labels])
      expect(text).not.toMatch(/NaN|undefined|null/)
  },
)

test('all figures are there', () => {
  expect(chartsOf(ALL).map(({ id }) => id)).toEqual([
    'retrieval-map-10',
    'retrieval-ndcg-10',
    'retrieval-mflops',
    'retrieval-latency',
    'retrieval-grid-map-10-m',
    'retrieval-grid-mflops-m',
    'adaptive-classify-cascades-m',
    'adaptive-classify-exits-m',
    'adaptive-classify-calibration-m',
    'adaptive-classify-ece-m',
    'compare-top1-own',
    'compare-top1-m',
    'few-shot-accuracy',
    'classify-trends',
    'classify-classes-m',
    'retrieval-runs-map-10',
    'retrieval-runs-ndcg-10',
  ])
})

test('cascades: a curve has small points without intervals, and ends where it changes nothing; the chosen one is a ring in front', () => {
  const all = charts('adaptive-classify', CASCADES)
  expect(dataOf(all.get('adaptive-classify-cascades-m'), 'series', 'x', 'y', 'low', 'size', 'hollow')).toEqual([
    ['single heads', 8, 50, 40, undefined, false],
    ['single heads', 16, 60, 50, undefined, false],
    ['oracle', 12, 75, 65, undefined, false],
    ['joint thresholds', 8, 50, null, 'small', false],
    ['joint thresholds', 10, expect.closeTo(55, 10), null, 'small', false],
    ['chosen', 9, expect.closeTo(57.5, 10), expect.closeTo(47.5, 10), 'large', true],
  ])
})

test('who answers: the chosen cascade, MRL’s rule over all heads, and the oracle', () => {
  const paper = [
    cascade('paper', 8, 0.5, 8, { exits: { 8: 1, 16: 0 } }),
    cascade('paper', 16, 0.5, 8, { exits: { 8: 0.25, 16: 0.75 } }),
  ]
  const all = charts('adaptive-classify', [...CASCADES, ...paper])
  expect(dataOf(all.get('adaptive-classify-exits-m'), 'series', 'place', 'value')).toEqual([
    ['chosen', '8', 75],
    ['chosen', '16', 25],
    ['MRL’s rule', '8', 25],
    ['MRL’s rule', '16', 75],
    ['oracle', '8', 50],
    ['oracle', '16', 50],
  ])
})

test('calibration: bins that hold rows, of at most four heads from the smallest to the largest', () => {
  const heads = [8, 16, 32, 64, 128, 256].map((cap) => ({ ...cascade('single', cap, 0.5, cap), reliability: BINS }))
  const chart = charts('adaptive-classify', heads).get('adaptive-classify-calibration-m')
  // Of six heads those at 0, 5/3, 10/3 and 5, rounded.
  expect(dataOf(chart, 'series', 'x', 'y').filter((_, i) => i % 2 === 0)).toEqual([
    ['8 dims', 25, 50],
    ['32 dims', 25, 50],
    ['64 dims', 25, 50],
    ['256 dims', 25, 50],
  ])
  expect(chart!.caption).toContain('4 of 6 heads are shown')
  expect(dataOf(chart, 'label')[1]).toEqual([
    '8 dims, confidence 75.0 to 100.0 %: 90.00 % on average, 100.00 % right of 1 rows',
  ])
})

test('differences: models beside themselves and beside others, families as one', () => {
  const own = difference('M', 8, 'M', 16, -0.1)
  const ff = [8, 16].map((dim) => difference(`FF-${dim}`, dim, 'M', dim, 0.05))
  const smallest = { ...difference('FF-8', 8, 'M', 16, 0.5), smallest: true as const, metrics: {} }
  const chart = charts('compare', [own, ...ff, smallest]).get('compare-top1-m')
  expect(chart!.title).toBe('top-1 accuracy: difference to M')
  expect(dataOf(chart, 'series', 'x', 'y', 'label')).toEqual([
    ['FF', 8, 5, 'FF at 8 dims less M at 8: +5.00 (+4.00 to +6.00) points'],
    ['FF', 16, 5, 'FF at 16 dims less M at 16: +5.00 (+4.00 to +6.00) points'],
  ])
})

test('few-shot: a line for each shot count, or a figure for each where there are several models', () => {
  const of = (model: string) => [8, 16].flatMap((dim) => [1, 5].map((count) => shots(model, dim, count, count / 10)))
  const one = charts('few-shot', of('M'))
  expect(dataOf(one.get('few-shot-accuracy'), 'series', 'x', 'y')).toEqual([
    ['1-shot', 8, 10],
    ['1-shot', 16, 10],
    ['5-shot', 8, 50],
    ['5-shot', 16, 50],
  ])
  const two = charts('few-shot', [...of('M'), ...of('N')])
  expect([...two.keys()]).toEqual(['few-shot-accuracy-1-shot', 'few-shot-accuracy-5-shot'])
  expect(dataOf(two.get('few-shot-accuracy-5-shot'), 'series').flat()).toEqual(['M', 'M', 'N', 'N'])
})

test('classes: how many go how, and the three that gain and lose most', () => {
  const rows = [0.1, 0.2, 0.3, 0.4, -0.1, -0.2, -0.3, -0.4].flatMap((by) =>
    ofClass(`by ${by}`, by > 0 ? 'monotone' : 'none', 0.5, 0.5 + by),
  )
  const all = charts('classify', rows)
  expect(dataOf(all.get('classify-trends'), 'place', 'value')).toEqual([
    ['never down', 4],
    ['up, then a small dip', 0],
    ['down, then up', 0],
    ['no trend', 4],
  ])
  expect([...new Set(dataOf(all.get('classify-classes-m'), 'series').flat())]).toEqual([
    'by 0.4',
    'by 0.3',
    'by 0.2',
    'by -0.2',
    'by -0.3',
    'by -0.4',
  ])
})

test('frequent and rare classes are lines', () => {
  const row = (frequency: 'many' | 'few', dim: number): DimRow => ({
    model: 'M',
    dim,
    frequency,
    metrics: { top1: fraction(0.5, 0.4, 0.6) },
  })
  const chart = charts('classify', [row('many', 8), row('few', 8), row('many', 16), row('few', 16)])
  expect(dataOf(chart.get('classify-frequency-m'), 'series', 'x')).toEqual([
    ['many', 8],
    ['many', 16],
    ['few', 8],
    ['few', 16],
  ])
})

test('runs of other systems: a bar each, by query set', () => {
  const rows = [
    { ...run('bm25', 0.5), queries: 'a' },
    { ...run('bm25', 0.25), queries: 'b' },
  ]
  expect(dataOf(charts('retrieval', rows).get('retrieval-runs-map-10'), 'series', 'place', 'value', 'low')).toEqual([
    ['a', 'bm25', 50, 40],
    ['b', 'bm25', 25, 15],
  ])
})

import { expect, test } from 'vitest'
import { dataOf } from './drawn.js'
import { chartsById as charts, metric, setting } from './rows.js'

test('quality against cost: kinds of settings, and the front', () => {
  const funnel = [
    { rows: 200, dim: 16 },
    { rows: 10, dim: 32 },
  ]
  const rows = [
    setting(8, 0.5, { cost: 1 }),
    setting(16, 0.45, { cost: 2 }), // worse and dearer than the first
    setting(8, 0.7, { rerank: 16, size: 200, cost: 4 }),
    { ...setting(8, 0.75, { rerank: 32, size: 200, cost: 8 }), funnel },
    setting(32, 0.75, { cost: null }), // not known: no point
  ]
  const all = charts('retrieval', rows)
  expect(dataOf(all.get('retrieval-mflops'), 'kind', 'x', 'y', 'front', 'label')).toEqual([
    ['single search', 1, 50, true, 'M, 8 dims: mAP@10 50.00 %, 1.00 MFLOPs'],
    ['single search', 2, 45, false, 'M, 16 dims: mAP@10 45.00 %, 2.00 MFLOPs'],
    ['shortlist → rerank', 4, 70, true, 'M, 8 → 200@16: mAP@10 70.00 %, 4.00 MFLOPs'],
    ['funnel', 8, 75, true, 'M, 8 → 200@16 10@32: mAP@10 75.00 %, 8.00 MFLOPs'],
  ])
  expect(all.has('retrieval-latency')).toBe(false) // nothing was timed
  expect(dataOf(all.get('retrieval-map-10'), 'x', 'y')).toEqual([
    [8, 50],
    [16, 45],
    [32, 75],
  ])
})

test('precisions are lines, also where codes are rescored at the dim that was searched, and bytes are a cost of their own', () => {
  const stored = (precision: 'int8' | 'binary', shortlist: number, map: number, bytes: number, more = {}) => {
    const row = setting(shortlist, map, more)
    return { ...row, precision, metrics: { ...row.metrics, bytesPerVector: metric(bytes, 'bytes') } }
  }
  const rows = [
    stored('int8', 8, 0.5, 8),
    stored('int8', 16, 0.6, 16),
    stored('binary', 16, 0.2, 2),
    { ...stored('binary', 16, 0.55, 66, { size: 40 }), rescore: 'float32' as const },
    stored('int8', 8, 0.58, 24, { rerank: 16, size: 200 }),
  ]
  const all = charts('retrieval', rows)
  expect(dataOf(all.get('retrieval-map-10'), 'series', 'x', 'y')).toEqual([
    ['M int8', 8, 50],
    ['M int8', 16, 60],
    ['M binary', 16, 20],
    ['M binary + float32', 16, expect.closeTo(55, 10)],
  ])
  expect(dataOf(all.get('retrieval-bytes-per-vector'), 'series', 'x', 'front')).toEqual([
    ['M int8', 8, true],
    ['M int8', 16, true],
    ['M binary', 2, true],
    ['M binary + float32', 66, false],
    ['M int8', 24, false],
  ])
  expect(all.get('retrieval-mflops')!.caption).toContain('64-bit word')
  const alike = rows.filter(({ precision }) => precision === 'int8')
  expect([...charts('retrieval', alike).keys()]).not.toContain('retrieval-bytes-per-vector')
})

test('query sets have charts and fronts of their own; indexes are series', () => {
  const two = [
    { ...setting(8, 0.5), queries: 'v1' },
    { ...setting(16, 0.6, { cost: 2 }), queries: 'v1', index: 'HNSW32', efSearch: 16 },
    { ...setting(8, 0.3), queries: 'v2' },
    { ...setting(16, 0.2, { cost: 2 }), queries: 'v2' },
  ]
  const all = charts('retrieval', two)
  expect(dataOf(all.get('retrieval-mflops-v1'), 'series', 'front')).toEqual([
    ['M, exact', true],
    ['M, HNSW32 efSearch=16', true],
  ])
  expect(dataOf(all.get('retrieval-mflops-v2'), 'series', 'front')).toEqual([
    ['M', true],
    ['M', false],
  ])
})

test('a heat map has a cell for each pair of dims, with its numbers and letters that stand out', () => {
  const rows = [
    setting(8, 0.5, { cost: 0.0655 }),
    setting(8, 0.6, { rerank: 16, size: 200, cost: 2 }),
    setting(16, 1, { cost: 1234.5 }),
  ]
  const all = charts('retrieval', rows, { grid: true })
  expect(dataOf(all.get('retrieval-grid-map-10-m'), 'from', 'to', 'shown', 'strong')).toEqual([
    [8, 8, '50.00', false],
    [8, 16, '60.00', false],
    [16, 16, '100.00', true],
  ])
  // Filled by the logarithm: ln 0.0655 = −2.7, ln 2 = 0.7, ln 1234.5 = 7.1; the middle is 2.2.
  expect(dataOf(all.get('retrieval-grid-mflops-m'), 'shown', 'strong')).toEqual([
    ['0.066', false],
    ['2.0', false],
    ['1235', true],
  ])
  expect([...charts('retrieval', rows).keys()]).not.toContain('retrieval-grid-map-10-m')
})

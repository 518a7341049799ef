import { describe, expect, test } from 'vitest'
import type { Candidate, SettingRow } from '../../../src/evaluate/advise/candidates.js'
import { costsAt } from '../../../src/evaluate/advise/costs.js'
import type { Timed } from '../../../src/evaluate/costs.js'
import { EXACT } from '../../../src/evaluate/indexes.js'
import type { IndexSpec, Setting } from '../../../src/types.js'
import { cascadeRow, knnRow, measured, ROWS, retrievalRow } from './results.js'

const SINGLE: Setting = { index: EXACT, shortlist: 64, size: 10, stages: [] }
const RERANKED: Setting = { index: EXACT, shortlist: 8, size: 20, stages: [{ rows: 20, dim: 64 }] }
const HNSW: IndexSpec = { ...EXACT, factory: 'HNSW32', efSearch: 16 }

function candidate(row: SettingRow, command = 'retrieval'): Candidate {
  return {
    row,
    quality: { value: 0.5, ci95: null, unit: 'fraction' },
    report: measured('r.json', command, [row]).report,
    source: 'r.json',
    rows: ROWS,
    rescored: null,
  }
}

function values(row: SettingRow, vectors: number | null, rerankOn: 'memory' | 'disk' = 'memory', command?: string) {
  const { metrics, basis } = costsAt(candidate(row, command), vectors, rerankOn)
  return { basis, ...Object.fromEntries(Object.entries(metrics).map(([id, { value }]) => [id, value])) }
}

function timed(p50: number, shortlist: number): Timed {
  const parts = { shortlist, gather: 0, rerank: p50 - shortlist }
  return { p50, p95: p50, p99: p50, samples: 9, parts, copy: null, queriesPerSecond: 1 }
}

describe('bytes', () => {
  test('of the seeds: 50 million vectors of 2048 dims are 409.6 GB', () => {
    expect(values(knnRow(2048, 0.5), 50e6, 'memory', 'knn')).toMatchObject({
      memoryBytes: 409.6e9,
      storageBytes: 409.6e9,
    })
  })

  test('a short vector is a part of the long one that reranks: one copy in memory, or the short ones there and the long ones on disk', () => {
    const row = retrievalRow(RERANKED, 0.5, 1)
    expect(values(row, 1e6)).toMatchObject({ memoryBytes: 256e6, storageBytes: 256e6 }) // 4 · 64 · 10⁶
    expect(values(row, 1e6, 'disk')).toMatchObject({ memoryBytes: 32e6, storageBytes: 256e6 }) // 4 · 8 · 10⁶
  })

  test.each<[Setting, Parameters<typeof retrievalRow>[3]]>([
    [SINGLE, {}],
    [RERANKED, {}],
    [
      {
        ...RERANKED,
        stages: [
          { rows: 20, dim: 32 },
          { rows: 5, dim: 64 },
        ],
      },
      {},
    ],
    [{ ...RERANKED, index: HNSW }, { index: { bytes: 300_000, buildSeconds: 1 } }],
    [{ ...RERANKED, index: { ...EXACT, coding: { precision: 'int8', rescore: null } } }, {}],
  ])('are those of retrieval, for as many vectors (%o)', (setting, cost) => {
    const row = {
      ...retrievalRow(setting, 0.5, 1, cost),
      ...(setting.index.coding && { precision: setting.index.coding.precision }),
    }
    expect(values(row, ROWS).storageBytes).toBeCloseTo(row.metrics.bytesPerVector!.value! * ROWS, 6)
    expect(values(row, ROWS).mflops).toBe(row.metrics.mflops!.value)
  })

  test('codes are beside what rescores them; rescoring by codes needs nothing more', () => {
    const row = knnRow(64, 0.5, { precision: 'binary' })
    expect(values(row, 1e6, 'memory', 'knn').memoryBytes).toBe(8e6)
    expect(values({ ...row, rescore: 'codes' }, 1e6, 'memory', 'knn').memoryBytes).toBe(8e6)
    const rescored = { ...row, rescore: 'float32' } as const
    expect(values(rescored, 1e6, 'memory', 'knn').memoryBytes).toBe(264e6) // 8 + 4 · 64 a vector
    expect(values(rescored, 1e6, 'disk', 'knn')).toMatchObject({ memoryBytes: 8e6, storageBytes: 264e6 })
  })

  test('of an index grow as measured, which is said', () => {
    const row = retrievalRow({ ...SINGLE, shortlist: 8, index: HNSW }, 0.5, 1, {
      index: { bytes: 300_000, buildSeconds: 1 },
    })
    const { memoryBytes, basis } = values(row, 1e6) // 300 bytes a row
    expect([memoryBytes, basis]).toEqual([300e6, { memoryBytes: 'scaled', storageBytes: 'scaled' }])
  })
})

test('bytes of an index that nobody measured are not known', () => {
  const row = retrievalRow({ ...RERANKED, index: HNSW }, 0.5, 1)
  const { bytesPerVector: _, ...metrics } = row.metrics
  expect(values({ ...row, metrics }, 1e6)).toMatchObject({ memoryBytes: null, storageBytes: null })
})

describe('multiply-adds', () => {
  test('of the search grow, those of reranking do not', () => {
    expect(values(retrievalRow(SINGLE, 0.5, 1), 1e6)).toMatchObject({ mflops: 64, basis: { mflops: 'computed' } })
    expect(values(retrievalRow(RERANKED, 0.5, 1), 1e6).mflops).toBe(8.00128) // (8 · 10⁶ + 20 · 64) / 10⁶
    expect(values(knnRow(16, 0.5), 1e6, 'memory', 'knn').mflops).toBe(16)
  })

  test('are not known of a graph, nor of what searches nothing', () => {
    expect(
      values(retrievalRow({ ...SINGLE, index: HNSW }, 0.5, 1, { index: { bytes: 1, buildSeconds: 1 } }), 1e6).mflops,
    ).toBe(null)
    expect(values(knnRow(16, 0.5), 1e6, 'memory', 'classify').mflops).toBe(null)
  })
})

describe('latency', () => {
  test('of exact search grows with the vectors, without that of reranking', () => {
    const row = retrievalRow(RERANKED, 0.5, 1, { time: timed(3, 2) })
    expect(values(row, ROWS)).toMatchObject({ 'latency.p50': 3, basis: { 'latency.p50': 'measured' } })
    expect(values(row, 10 * ROWS)).toMatchObject({ 'latency.p50': 21, basis: { 'latency.p50': 'scaled' } }) // 2 · 10 + 1
    expect(values(retrievalRow(SINGLE, 0.5, 1, { time: timed(4, 4) }), ROWS / 2)['latency.p50']).toBe(2)
  })

  test('of an index is that of fewer vectors at most, and not known of more; nothing is known of vectors on disk', () => {
    const cost = { time: timed(3, 2), index: { bytes: 1, buildSeconds: 1 } }
    const row = retrievalRow({ ...RERANKED, index: HNSW }, 0.5, 1, cost)
    expect([ROWS / 2, ROWS, 2 * ROWS].map((vectors) => values(row, vectors)['latency.p50'])).toEqual([3, 3, null])
    expect(values(retrievalRow(RERANKED, 0.5, 1, { time: timed(3, 2) }), ROWS, 'disk')['latency.p50']).toBe(null)
  })
})

test('cascades cost the dims that they read on average', () => {
  expect(values(cascadeRow('joint', 64, 0.8, 12.5), null)).toEqual({
    expectedDim: 12.5,
    basis: { expectedDim: 'measured' },
  })
})

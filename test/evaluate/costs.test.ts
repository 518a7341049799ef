import { describe, expect, test } from 'vitest'
import { costsOf, type Timed } from '../../src/evaluate/costs.js'
import { EXACT } from '../../src/evaluate/indexes.js'
import type { Precision, Rescore, Setting } from '../../src/types.js'

const single: Setting = { index: EXACT, shortlist: 16, size: 10, stages: [] }
const pair: Setting = { ...single, size: 200, stages: [{ rows: 200, dim: 2048 }] }
const UNTIMED = { index: null, time: null }
const N = 1_281_167

const time = (p50: number): Timed => ({
  p50,
  p95: 2 * p50,
  p99: 3 * p50,
  samples: 1000,
  parts: { shortlist: p50 / 2, gather: p50 / 8, rerank: p50 / 4 },
  copy: null,
  queriesPerSecond: 100,
})

const values = (setting: Setting, cost: Parameters<typeof costsOf>[3], reference: Timed | null = null) =>
  Object.fromEntries(Object.entries(costsOf(setting, N, 2048, cost, reference)).map(([id, { value }]) => [id, value]))

describe('multiply-adds', () => {
  test('of exact search and of reranking, as the paper counts them', () => {
    expect(values(single, UNTIMED).mflops).toBeCloseTo((16 * N) / 1e6, 10)
    expect(values(pair, UNTIMED).mflops!.toFixed(2)).toBe('20.91') // MRL's 16 → 2048
    expect(values(pair, UNTIMED)['speedup.flops']).toBeCloseTo((2048 * N) / (16 * N + 200 * 2048), 10)
    expect(values({ ...single, shortlist: 2048 }, UNTIMED)['speedup.flops']).toBe(1)
  })

  test('of a graph are not known', () => {
    const graph = { ...single, index: { ...EXACT, factory: 'HNSW32' } }
    expect(values(graph, UNTIMED)).toMatchObject({ mflops: null, 'speedup.flops': null })
  })
})

describe('memory', () => {
  test('exact search needs prefixes, as long as the longest that is looked at', () => {
    expect(values(single, UNTIMED)).toMatchObject({ bytesPerVector: 64, indexBytes: 64 * N, buildSeconds: null })
    expect(values(pair, UNTIMED)).toMatchObject({ bytesPerVector: 8192, indexBytes: 64 * N })
  })

  test('codes stand beside the prefixes that rerank or rescore them; by codes nothing does', () => {
    const coded = (precision: Precision, rescore: Rescore | null): Setting['index'] => ({
      ...EXACT,
      coding: { precision, rescore },
    })
    const of = (index: Setting['index'], setting: Setting) => values({ ...setting, index }, UNTIMED)
    expect(of(coded('binary', null), single)).toMatchObject({ bytesPerVector: 2, indexBytes: 2 * N })
    expect(of(coded('float16', null), single)).toMatchObject({ bytesPerVector: 32 })
    expect(of(coded('int8', null), pair)).toMatchObject({ bytesPerVector: 16 + 8192, indexBytes: 16 * N })
    const own: Setting = { ...single, size: 40, stages: [{ rows: 40, dim: 16 }] }
    expect(of(coded('binary', 'codes'), own)).toMatchObject({ bytesPerVector: 2 })
    const kept = { bytesPerVector: 2 + 64, 'bytesPerVector.rescore': 64 }
    expect(of(coded('binary', 'float32'), own)).toMatchObject(kept)
  })

  test('an index stands beside the prefixes that rerank', () => {
    const index = { bytes: 10 * N, buildSeconds: 1.5 }
    const flat = { ...EXACT, factory: 'SQ8' }
    const built = { index, time: null }
    expect(values({ ...single, index: flat }, built)).toMatchObject({ bytesPerVector: 10, indexBytes: 10 * N })
    expect(values({ ...pair, index: flat }, built)).toMatchObject({ bytesPerVector: 10 + 8192, buildSeconds: 1.5 })
  })
})

describe('time', () => {
  test('is null where it was not measured', () => {
    const found = values(pair, UNTIMED)
    for (const id of ['p50', 'p95', 'p99', 'shortlist', 'gather', 'rerank', 'copy', 'samples'])
      expect(found[`latency.${id}`]).toBeNull()
    expect(found).toMatchObject({ qps: null, 'speedup.latency': null })
  })

  test('is told with its parts, and beside exact search at full width', () => {
    const found = values(pair, { index: null, time: time(2) }, time(8))
    expect(found).toMatchObject({ 'latency.p50': 2, 'latency.p95': 4, 'latency.p99': 6, 'latency.shortlist': 1 })
    expect(found).toMatchObject({ 'latency.gather': 0.25, 'latency.rerank': 0.5, 'latency.copy': null, qps: 100 })
    expect(found).toMatchObject({ 'latency.samples': 1000, 'speedup.latency': 4 })
  })

  test('has units that say it comes from a clock', () => {
    const metrics = costsOf(pair, N, 2048, { index: null, time: time(2) }, time(8))
    const units = Object.fromEntries(Object.entries(metrics).map(([id, { unit }]) => [id, unit]))
    expect(units).toMatchObject({ 'latency.p50': 'milliseconds', qps: 'perSecond', 'speedup.latency': 'timeRatio' })
    expect(units).toMatchObject({ 'latency.samples': 'samples', buildSeconds: 'seconds', 'speedup.flops': 'ratio' })
    expect(units).toMatchObject({ mflops: 'mflops', indexBytes: 'bytes', bytesPerVector: 'bytes' })
  })
})

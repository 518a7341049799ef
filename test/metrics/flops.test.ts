import { describe, expect, test } from 'vitest'
import { indexMacs, ivfMacs, rerankMacs, settingMacs } from '../../src/metrics/flops.js'
import type { IndexSpec, Precision, Stage } from '../../src/types.js'
import { ADAPTIVE, DIMS, FLOPS, FUNNELS, IVF, RERANKED } from '../golden/published.js'

const N1K = ADAPTIVE['ImageNet-1K'].rows
const mflops = (macs: number, decimals: number) => (macs / 1e6).toFixed(decimals)
const index = (factory: string, settings: Partial<IndexSpec> = {}): IndexSpec => ({
  factory,
  clusterDim: null,
  efSearch: null,
  nprobe: null,
  ...settings,
})

/** Exact search and reranking, as the report counts them. */
const scanMacs = (rows: number, shortlist: number, stages: readonly Stage[]) =>
  settingMacs({ index: index('exact'), shortlist, stages }, rows)!

/** The figures of a triangle with their pair of dims: [search dim, rerank dim, figure]. */
function pairsOf<T>(triangle: readonly (readonly T[])[]): [number, number, T][] {
  return triangle.flatMap((row, s) => row.map((figure, r): [number, number, T] => [DIMS[s]!, DIMS[s + r]!, figure]))
}

describe('settingMacs', () => {
  test('an index without a formula has none, whatever is reranked', () => {
    expect(settingMacs({ index: index('HNSW32'), shortlist: 8, stages: [{ rows: 200, dim: 16 }] }, 100)).toBeNull()
  })

  describe.each(Object.entries(ADAPTIVE))('%s, as published', (_, { rows, mflops: triangle }) => {
    test('has 45 points', () => expect(pairsOf(triangle)).toHaveLength(45))

    test.each(pairsOf<string>(triangle))('%i → %i: %s MFLOPs', (shortlist, dim, printed) => {
      expect(mflops(scanMacs(rows, shortlist, [{ rows: RERANKED, dim }]), 2)).toBe(printed)
    })
  })

  test.each(pairsOf<number>(FLOPS))('%i → %i: %i FLOPs, a multiply-add as one', (shortlist, dim, flops) => {
    expect(scanMacs(N1K, shortlist, [{ rows: RERANKED, dim }])).toBe(flops)
  })

  test('a published single shot has a rerank at its own dim; ours has none', () => {
    expect(scanMacs(N1K, 8, [{ rows: 200, dim: 8 }])).toBe(10_250_936) // 8 · (1,281,167 + 200)
    expect(scanMacs(N1K, 8, [])).toBe(10_249_336) // 8 · 1,281,167
    expect(mflops(scanMacs(N1K, 2048, []), 0)).toBe('2624') // "2.6 GFLOPs"
    expect(mflops(scanMacs(ADAPTIVE['ImageNet-4K'].rows, 2048, []), 0)).toBe('8606') // "8.6 GFLOPs"
  })

  test.each(FUNNELS)(
    'funnel from $shortlist on $data: $mflops MFLOPs',
    ({ data, shortlist, dims, sizes, mflops: printed }) => {
      const stages = sizes.map((rows, i): Stage => ({ rows, dim: dims[i]! }))
      expect(mflops(scanMacs(ADAPTIVE[data].rows, shortlist, stages), 2)).toBe(printed)
    },
  )
})

describe('rerankMacs', () => {
  test('200 rows at 2,048: "400 KFLOPs"', () => expect(rerankMacs([{ rows: 200, dim: 2048 }])).toBe(409_600))
  test('none', () => expect(rerankMacs([])).toBe(0))
})

describe('ivfMacs', () => {
  test('4 clusters at 2 dims, 3 of their lists of 10 / 4 rows at 8 dims', () => {
    expect(ivfMacs(10, 4, 3, 2, 8)).toBe(2 * 4 + 8 * 3 * 2.5)
  })
})

describe('indexMacs', () => {
  test.each(IVF)('AdANNS: IVF$clusters, clusters at $clusterDim, lists at $dim: $mflops MFLOPs', (point) => {
    const spec = index(`IVF${point.clusters},Flat`, { clusterDim: point.clusterDim })
    expect(Math.abs(indexMacs(spec, N1K, point.dim)! / 1e6 - point.mflops)).toBeLessThan(0.001)
  })

  // 1,000 rows at 64 dims
  test.each<[string, Partial<IndexSpec>, number]>([
    ['exact', {}, 64_000],
    ['Flat', {}, 64_000],
    ['SQ8', {}, 64_000],
    ['SQfp16', {}, 64_000],
    ['IVF10,Flat', {}, 7_040], // 64·10 + 64·1·100
    ['IVF10,Flat', { nprobe: 3 }, 19_840], // 64·10 + 64·3·100
    ['IVF10,Flat', { clusterDim: 8, nprobe: 3 }, 19_280], // 8·10 + 64·3·100
    ['IVF10,SQ8', { nprobe: 10 }, 64_640], // 64·10 + 64·1,000
    ['PQ16', {}, 32_384], // 256·64 + 16·1,000
    ['PQ16x4', {}, 17_024], // 16·64 + 16·1,000
    ['OPQ16,PQ16', {}, 36_480], // 64·64 + 256·64 + 16·1,000
    ['OPQ16_32,PQ16', {}, 26_240], // 64·32 + 256·32 + 16·1,000
    ['IVF10,PQ16', { nprobe: 2 }, 36_608], // 64·10 + 2·(256·64 + 16·100)
    ['IVF10,PQ16x4', { nprobe: 2 }, 5_888], // 64·10 + 2·(16·64 + 16·100)
    ['OPQ16,IVF10,PQ16', { nprobe: 2 }, 40_704], // 64·64 + the same
  ])('%s %o: %i', (factory, settings, macs) => {
    expect(indexMacs(index(factory, settings), 1000, 64)).toBe(macs)
  })

  test('codes of an exact search: binary by the 64-bit word', () => {
    const macs = (precision: Precision, dim: number) =>
      indexMacs(index('exact', { coding: { precision, rescore: null } }), 1000, dim)
    expect([macs('float16', 64), macs('int8', 64)]).toEqual([64_000, 64_000])
    expect([8, 64, 65, 2048].map((dim) => macs('binary', dim))).toEqual([1000, 1000, 2000, 32_000])
  })

  test.each(['HNSW32', 'HNSW32,Flat', 'IVF10_HNSW32,Flat', 'LSH', 'PCA32,Flat', 'PQ16x4fs', 'IVF10', 'flat', ''])(
    '%s has no formula',
    (factory) => {
      expect(indexMacs(index(factory, { efSearch: 16 }), 1000, 64)).toBeNull()
    },
  )
})

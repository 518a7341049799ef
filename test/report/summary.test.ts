/** Sentences by hand: what may be said of which numbers. */
import { describe, expect, test } from 'vitest'
import { summaryOf } from '../../src/report/summary.js'
import type { DimRow, MetricValue, RetrievalRow } from '../../src/types.js'
import {
  around,
  CASCADE,
  COMPARISON,
  cascadeRow,
  differenceRow,
  document,
  GATE,
  KNN,
  knnRow,
  pair,
  RETRIEVAL,
  retrievalRow,
  single,
} from './documents.js'
import { fraction, ratio } from './reports.js'

describe('quality by dim', () => {
  // 0.792 is within a point of 0.8 and in 0.78 – 0.82; 0.6 is neither. FF at 8: 0.68 – 0.72 does not meet 0.58 – 0.62
  test('what few dims keep, and where another is better', () => {
    expect(summaryOf(KNN)).toEqual([
      "16 dimensions keep 99.0 % of MRL's 1-NN accuracy at 1/2 of the memory: 79.2 % (95 %: 77.2 – 81.2) against 80.0 % (78.0 – 82.0) at 32. From 16 dimensions on it is not below the 95 % interval at 32.",
      '1-NN accuracy of FF beside MRL: better at 8 dimensions (70.0 % against 60.0 % at 8; intervals do not meet); at 32 no difference can be seen.',
    ])
  })

  test('a share with an interval of its own says from where on no loss can be seen', () => {
    const kept = (value: number, low: number, high: number) => ({
      retained: { value, ci95: [low, high], unit: 'ratio' } satisfies MetricValue,
    })
    const row = (dim: number, value: number, retained: ReturnType<typeof kept>): DimRow => ({
      model: 'MRL',
      dim,
      metrics: { 'knn@1': around(value), ...retained },
    })
    const rows = [
      row(8, 0.795, kept(0.99375, 0.989, 0.998)),
      row(16, 0.796, kept(0.995, 0.989, 1.001)),
      row(32, 0.8, kept(1, 1, 1)),
    ]
    expect(summaryOf(document('knn', rows))).toEqual([
      "8 dimensions keep 99.4 % (95 %: 98.9 – 99.8) of MRL's 1-NN accuracy at 1/4 of the memory: 79.5 % (95 %: 77.5 – 81.5) against 80.0 % (78.0 – 82.0) at 32. From 16 dimensions on, no loss against 32 can be seen: the intervals of what is kept reach 100 %.",
    ])
  })

  test('a dim between trained ones is called that, and a smaller one that is good again is not trusted', () => {
    const rows = [
      knnRow('MRL', 4, 0.8, 0.8),
      knnRow('MRL', 8, 0.7, 0.8),
      knnRow('MRL', 12, 0.795, 0.8, { interpolated: true }),
      knnRow('MRL', 32, 0.8, 0.8),
    ]
    expect(summaryOf(document('knn', rows))).toEqual([
      "12 dimensions (which MRL was not trained at) keep 99.4 % of MRL's 1-NN accuracy at 1/2.7 of the memory: 79.5 % (95 %: 77.5 – 81.5) against 80.0 % (78.0 – 82.0) at 32. From 12 dimensions on it is not below the 95 % interval at 32.",
    ])
  })

  test('where already the next dim loses more than a point', () => {
    expect(summaryOf(document('knn', [knnRow('MRL', 8, 0.6), knnRow('MRL', 16, 0.7)]))).toEqual([
      "Already at 8 dimensions MRL's 1-NN accuracy is 60.0 % (95 %: 58.0 – 62.0), more than 1 point below 70.0 % (68.0 – 72.0) at 16.",
    ])
  })

  // 0.86 / 0.89 = 0.966, of which the interval reaches 1.017
  test('where it may be chance that the next dim loses more than a point, that is said', () => {
    const kept = (value: number, low: number, high: number) => ({
      retained: { value, ci95: [low, high], unit: 'ratio' } satisfies MetricValue,
    })
    const rows = [
      { ...knnRow('MRL', 32, 0.86), metrics: { 'knn@1': around(0.86), ...kept(0.966, 0.918, 1.017) } },
      { ...knnRow('MRL', 64, 0.89), metrics: { 'knn@1': around(0.89), ...kept(1, 1, 1) } },
    ]
    expect(summaryOf(document('knn', rows))).toEqual([
      "Already at 32 dimensions MRL's 1-NN accuracy is 86.0 % (95 %: 84.0 – 88.0), more than 1 point below 89.0 % (87.0 – 91.0) at 64. From 32 dimensions on, no loss against 64 can be seen: the intervals of what is kept reach 100 %.",
    ])
  })

  test('values that were not measured are left out; without intervals nothing is said of chance', () => {
    const rows: DimRow[] = [
      { model: 'MRL', dim: 4, metrics: { top1: fraction(null) } },
      { model: 'MRL', dim: 8, metrics: { top1: fraction(0.795) } },
      { model: 'MRL', dim: 16, metrics: { top1: fraction(0.8) } },
      { model: 'FF-8', dim: 8, metrics: { top1: fraction(0.9) } },
    ]
    expect(summaryOf(document('classify', rows))).toEqual([
      "8 dimensions keep 99.4 % of MRL's top-1 accuracy at 1/2 of the width: 79.5 % against 80.0 % at 16.",
    ])
    expect(summaryOf(document('classify', rows.slice(0, 1)))).toEqual([])
    expect(summaryOf(document('knn', []))).toEqual([])
  })

  test('correlations, and accuracy by the most shots, in their own words', () => {
    const correlation = (value: number): MetricValue => ({
      value,
      ci95: [value - 0.1, value + 0.1],
      unit: 'correlation',
    })
    const pairs: DimRow[] = [8, 16].map((dim) => ({
      model: 'm',
      dim,
      metrics: { spearman: correlation(0.5), pearson: correlation(0.4) },
    }))
    expect(summaryOf(document('similarity', pairs))[0]).toMatch(
      /^8 dimensions keep 100\.0 % of m's Spearman correlation at 1\/2 of the memory: 0\.500 \(95 %: 0\.400 – 0\.600\) against 0\.500/,
    )
    const shots: DimRow[] = [1, 5].flatMap((shots) =>
      [8, 16].map((dim) => ({ model: 'm', dim, shots, metrics: { accuracy: around(shots / 10) } })),
    )
    expect(summaryOf(document('few-shot', shots))).toHaveLength(1)
    expect(summaryOf(document('few-shot', shots))[0]).toContain("m's 5-shot accuracy at 1/2 of the memory: 50.0 %")
  })
})

describe('vectors in other precisions', () => {
  const stored = (dim: number, value: number, times: number, more: Partial<DimRow>): DimRow => {
    const row = knnRow('MRL', dim, value, 0.8, more)
    return { ...row, metrics: { ...row.metrics, compression: ratio(times) } }
  }
  const float32 = [stored(8, 0.7, 4, {}), stored(32, 0.8, 1, {})]

  // within a point of 0.8: int8 at 32 (4 times smaller) and rescored bits at 16 (64 times); bits alone are not
  test('the smallest that is good enough, dims and bits together', () => {
    const rows = [
      ...float32,
      stored(32, 0.798, 4, { precision: 'int8' }),
      stored(16, 0.75, 64, { precision: 'binary' }),
      stored(16, 0.796, 64, { precision: 'binary', rescore: 'float32' }),
    ]
    expect(summaryOf(document('knn', rows))).toEqual([
      "Already at 8 dimensions MRL's 1-NN accuracy is 70.0 % (95 %: 68.0 – 72.0), more than 1 point below 80.0 % (78.0 – 82.0) at 32.",
      'Stored as binary and rescored by float32, 16 dimensions of MRL keep 99.5 % of the 1-NN accuracy of 32 in float32, with 1/64 of the memory to search: 79.6 % (95 %: 77.6 – 81.6) against 80.0 % (78.0 – 82.0).',
    ])
  })

  test('none of them is', () => {
    expect(summaryOf(document('knn', [...float32, stored(32, 0.7, 32, { precision: 'binary' })]))).toHaveLength(1)
  })
})

describe('retrieval', () => {
  // 0.697 is within 0.5 points of 0.7 at 2 of 6.4 MFLOPs (3.2 times fewer), but takes 5 ms where the full search takes 4
  test('the cheapest setting that finds as much, also where it is slower', () => {
    expect(summaryOf(RETRIEVAL)).toEqual([
      'MRL: a search at 8 dimensions for 200 rows, reranked at 32, has an mAP@10 of 69.7 % (95 %: 67.7 – 71.7) against 70.0 % (68.0 – 72.0) of exact search at 32; it needs 3.2 times fewer MFLOPs and is 1.3 times slower (median of single queries on one thread).',
    ])
  })

  // 0.697 at 9.6 MFLOPs, 1.5 times those of the full search, but in 1 ms of its 4
  test('a faster setting that multiplies more', () => {
    const rows = [retrievalRow(single(32), 0.7, 6.4, 4), retrievalRow(pair(8, 32), 0.697, 9.6, 1)]
    expect(summaryOf(document('retrieval', rows))).toEqual([
      expect.stringMatching(/; it needs 1\.5 times more MFLOPs and is 4 times faster \(median/),
    ])
  })

  test('two models: a symbol keeps its small letter where a sentence begins with it', () => {
    const rows = ['A', 'B'].flatMap((model) =>
      [8, 16, 32].map((dim) => ({ ...retrievalRow(single(dim), model === 'A' ? 0.7 : 0.6, dim / 5, null), model })),
    )
    expect(summaryOf(document('retrieval', rows))).toContain(
      'mAP@10 of B beside A: worse at 8, 16 and 32 dimensions (60.0 % against 70.0 % at 8; intervals do not meet).',
    )
  })

  // bytes a vector: 128 in float32; the codes that are searched 16 and 2 (258 less the 256 that only rescoring reads)
  test('the smallest codes that find as much', () => {
    const stored = (dim: number, value: number, bytes: number, more: Partial<RetrievalRow>): RetrievalRow => {
      const row = { ...retrievalRow(single(dim), value, 1, null), ...more }
      const size = (value: number) => ({ value, ci95: null, unit: 'bytes' as const })
      const extra = more.rescore === undefined ? {} : { 'bytesPerVector.rescore': size(256) }
      return { ...row, metrics: { ...row.metrics, bytesPerVector: size(bytes), ...extra } }
    }
    const rows = [
      stored(32, 0.7, 128, {}),
      stored(16, 0.698, 16, { precision: 'int8' }),
      stored(16, 0.6, 2, { precision: 'binary' }),
      stored(16, 0.695, 258, { precision: 'binary', rescore: 'float32', shortlistSize: 400 }),
    ]
    expect(summaryOf(document('retrieval', rows))).toContain(
      'Stored as binary and rescored by float32, 16 dimensions of MRL keep 99.3 % of the mAP@10 of 32 in float32, with 1/64 of the memory to search: 69.5 % (95 %: 67.5 – 71.5) against 70.0 % (68.0 – 72.0).',
    )
  })

  test('none is good enough', () => {
    const rows = [retrievalRow(single(32), 0.7, 6.4, null), retrievalRow(pair(8, 32), 0.69, 2, null)]
    expect(summaryOf(document('retrieval', rows))).toEqual([
      'MRL: no other setting that was measured comes within 0.5 points of the mAP@10 of 70.0 % (95 %: 68.0 – 72.0) of exact search at 32 and is cheaper.',
    ])
  })

  test('without the full search there is nothing to compare with', () => {
    expect(summaryOf(document('retrieval', [retrievalRow(pair(8, 32), 0.69, 2, null)]))).toEqual([])
  })

  test('query sets and other indexes are named; single searches say what few dims keep', () => {
    const rows = [8, 16, 32].map((dim) => ({ ...retrievalRow(single(dim), 0.7, dim / 5, null), queries: 'v2' }))
    const hnsw = { ...retrievalRow(single(16), 0.7, null, 0.5), queries: 'v2', index: 'HNSW32', efSearch: 64 }
    const timed = rows.map((row) => ({
      ...row,
      metrics: {
        ...row.metrics,
        'latency.p50': { ...row.metrics.mflops!, unit: 'milliseconds' },
      } as typeof row.metrics,
    }))
    const sentences = summaryOf(document('retrieval', [...timed, hnsw]))
    expect(sentences[0]).toMatch(/^8 dimensions keep 100\.0 % of MRL's mAP@10 on v2 at 1\/4 of the memory/)
    expect(sentences[1]).toMatch(/^MRL on v2: a search at 8 dimensions has .*; it needs 4 times fewer MFLOPs\.$/)
    expect(sentences[2]).toMatch(
      /^MRL on v2: fastest within 0\.5 points, a search at 16 dimensions with HNSW32 efSearch=64 has .* is 8 times faster/,
    )
  })
})

describe('cascades', () => {
  test('what it costs, what was promised, and what came of it', () => {
    expect(summaryOf(CASCADE)).toEqual([
      "MRL's cascade answers with 14.0 (95 %: 13.0 – 15.0) dimensions on average, 1/2.3 of 32, at an accuracy of 79.5 % (95 %: 77.5 – 81.5) against 80.0 % (78.0 – 82.0) of the largest head. It was chosen to lose at most 1 point (95 % confidence by the holdout); on these rows it loses 0.5 points.",
    ])
  })

  test('a promise that these rows do not bear out', () => {
    const chosen = (goal: 'maxDrop' | 'targetAccuracy' | 'budget', value: number) =>
      summaryOf(
        document('adaptive-classify', [
          cascadeRow('single', 32, 0.8),
          cascadeRow('joint', 32, 0.78, { promise: { goal, value, bound: value, confidence: 0.95 } }),
        ]),
      )[0]
    expect(chosen('maxDrop', 0.01)).toMatch(
      /to lose at most 1 point .*; on these rows it loses 2 points, which is worse than promised\.$/,
    )
    expect(chosen('maxDrop', 0.02)).toMatch(/; on these rows it loses 2 points\.$/)
    expect(chosen('targetAccuracy', 0.79)).toMatch(
      /for at least 79 % .*; on these rows it has 78\.0 %, which is worse than promised\.$/,
    )
    expect(chosen('budget', 16)).toMatch(/to need at most 16 dimensions .*; on these rows it needs 14\.0\.$/)
  })

  test('over splits, how often it was kept', () => {
    const kept = fraction(0.9)
    const row = cascadeRow('joint', 32, 0.79, {
      promise: { goal: 'maxDrop', value: 0.01, bound: 0.01, confidence: 0.95 },
      metrics: { kept },
    })
    expect(summaryOf(document('adaptive-classify', [cascadeRow('single', 32, 0.8), row]))[0]).toMatch(
      /; it kept that in 90\.0 % of the splits\.$/,
    )
  })
})

// p after correction: 0.002 and 0.8
test('comparisons: what differs after correction, and what cannot be told', () => {
  expect(summaryOf(COMPARISON)).toEqual([
    "top1 of FF beside MRL, row by row after Holm's correction: better at 8 dimensions (by 10.0 points, 95 %: 8.5 – 11.5 at 8); at 32 no difference can be seen.",
  ])
})

test('gates and warnings', () => {
  const warnings = [{ code: 'a', message: 'b' }]
  const sentences = summaryOf(document('knn', [], { gate: GATE, warnings }))
  expect(sentences).toEqual([
    'Gate failed: 1 of 1 rule.',
    'Failed: knn@1[dim=8] >= 0.65: model=MRL, dim=8: 0.6, bound 0.65 (-0.05).',
    '1 warning was given: see the notes.',
  ])
})

test('judged runs of other systems', () => {
  const row = { model: 'BM25', run: 'bm25.trec', metrics: { 'ndcg@10': around(0.3) } }
  expect(summaryOf(document('retrieval', [row]))).toEqual([
    'The run BM25 has an nDCG@10 of 30.0 % (95 %: 28.0 – 32.0).',
  ])
})

test('of low qualities a tenth may be lost, not a point', () => {
  const summary = (value: number) =>
    summaryOf(document('knn', [knnRow('M', 8, value, 0.05), knnRow('M', 16, 0.05, 0.05)]))[0]
  expect(summary(0.046)).toMatch(/^8 dimensions keep .* of M's 1-NN accuracy/)
  expect(summary(0.042)).toMatch(/^Already at 8 dimensions M's 1-NN accuracy is .*, more than a tenth below /)
})

test('models of one dim are a family on every dataset', () => {
  const on = (data: string, value: number) =>
    [knnRow('M', 8, 0.8), knnRow('M', 16, 0.8), knnRow('FF-8', 8, value), knnRow('FF-16', 16, value)].map((row) => ({
      ...row,
      data,
    }))
  const sentences = summaryOf(document('knn', [...on('a', 0.9), ...on('b', 0.8)]))
  expect(sentences.filter((sentence) => sentence.includes(' beside '))).toEqual([
    expect.stringMatching(/of FF on a beside M on a: better at 8 and 16 dimensions/),
    expect.stringMatching(/of FF on b beside M on b: at 8 and 16 no difference can be seen/),
  ])
})

describe('of many models', () => {
  const names = Array.from({ length: 30 }, (_, i) => `m${i + 1}`)
  // m30 is best at 16 dims, then m29, …; each keeps all at 8
  const rows = names.flatMap((name, i) => [8, 16].map((dim) => knnRow(name, dim, 0.5 + i / 100, 0.5 + i / 100)))
  const rest = 'Described are the 4 of 30 with the highest 1-NN accuracy at full width; the tables show all.'

  test('the best are told of, the best first', () => {
    const sentences = summaryOf(document('knn', rows))
    expect(sentences).toHaveLength(4 + 3 + 1)
    expect(sentences.map((sentence) => /m\d+/.exec(sentence)?.[0])).toEqual([
      ...['m30', 'm29', 'm28', 'm27'],
      ...['m29', 'm28', 'm27'],
      undefined,
    ])
    expect(sentences.slice(4, 7).every((sentence) => sentence.includes('beside m30'))).toBe(true)
    expect(sentences.at(-1)).toBe(rest)
  })

  test('four are told of as they are given', () => {
    const sentences = summaryOf(document('knn', rows.slice(0, 8)))
    expect(sentences[0]).toContain("of m1's")
    expect(sentences).toHaveLength(4 + 3)
  })

  test('models come before reductions of them, and are what others stand beside', () => {
    const reduced = (name: string, reduction: string, value: number) =>
      [8, 16].map((dim) => {
        const row = knnRow(name, dim, value, value)
        const chance = { ...row.metrics, 'knn@1': { ...row.metrics['knn@1']!, ci95: null } }
        return { ...row, reduction, metrics: reduction === 'random' ? chance : row.metrics }
      })
    const others = [...reduced('FF', 'random', 0.9), ...reduced('FF', 'pca', 0.9), ...reduced('m1', 'pca', 0.5)]
    const sentences = summaryOf(document('knn', [...others, ...rows.slice(0, 4)])) // m1 and m2
    const besides = sentences.filter((sentence) => sentence.includes(' beside '))
    expect(besides.map((sentence) => sentence.split(':')[0])).toEqual([
      '1-NN accuracy of m1 beside m2',
      '1-NN accuracy of FF pca beside m2',
    ])
    expect(sentences.at(-1)).toBe(
      'Described are 4 of 5, models before reductions, by 1-NN accuracy at full width; the tables show all.',
    )
    const [first] = summaryOf(document('knn', [...reduced('FF', 'random', 0.9), ...rows.slice(0, 4)])).filter(
      (sentence) => sentence.includes(' beside '),
    )
    expect(first).toContain('m2 beside m1')
  })

  test('the only nested one among many of one size is told of', () => {
    const fixed = names.map((name) => knnRow(name, 16, 0.9))
    const [kept] = summaryOf(document('knn', [...rows.slice(0, 2), ...fixed.slice(1)]))
    expect(kept).toContain("of m1's 1-NN accuracy")
  })

  test('searches, cascades and comparisons, too', () => {
    const searches = names.flatMap((model, i) =>
      [8, 32].map((dim) => ({ ...retrievalRow(single(dim), 0.5 + i / 100, dim / 5, null), model })),
    )
    const found = summaryOf(document('retrieval', searches))
    expect(found).toHaveLength(4 + 1)
    expect(found[0]).toMatch(/^m30: a search at 8 dimensions/)
    const heads = names.flatMap((model, i) => [
      cascadeRow('single', 32, 0.5 + i / 100, { model }),
      cascadeRow('paper', 32, 0.5 + i / 100, { model }),
    ])
    const answers = summaryOf(document('adaptive-classify', heads))
    expect(answers).toHaveLength(4 + 1)
    expect(answers[0]).toMatch(/^m30's cascade/)
    const differences = names.map((model, i) => differenceRow(model, 32, i / 100, 0.001))
    const compared = summaryOf(document('compare', differences, { parameters: { margin: 0.01 } }))
    expect(compared).toHaveLength(4 + 1)
    expect(compared[0]).toMatch(/^top1 of m30 beside MRL/)
  })
})

import { expect, test } from 'vitest'
import { advise } from '../../src/evaluate/advise/advise.js'
import { EXACT } from '../../src/evaluate/indexes.js'
import { renderTable } from '../../src/report/index.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import type { Report } from '../../src/types.js'
import { cascadeRow, input, knnRow, measured, request, retrievalRow } from '../evaluate/advise/results.js'

type Given = Parameters<typeof advise>

function reportOf(results: Given[0], asked: Given[1]): Report {
  const { metric, rows, largestDims, warnings } = advise(results, asked)
  const parameters = { ...asked, metric, largestDims }
  return { ...results[0]!.report, command: 'advise', parameters, rows, warnings }
}

const KNN = measured('knn.json', 'knn', [
  knnRow(8, 0.6),
  knnRow(16, 0.78),
  knnRow(64, 0.81),
  knnRow(64, 0.8, { precision: 'int8' }),
])

test('what to take, beside what, and how the numbers were come by', () => {
  const text = renderTable(reportOf([KNN], request({ memory: 3.2e9, maxLoss: 0.03 }, { vectors: 50e6 })))
  expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
    '',
    'Settings for 50,000,000 vectors: 2 of 4 fit, the cheapest first',
    ' dims  stored as  1-NN accuracy (%)  ± 95 %       loss  at most   memory  MFLOPs           fits',
    '───────────────────────────────────────────────────────────────────────────────────────────────',
    '   16    float32              78.00  ± 2.00       3.00     5.83   3.2 GB     800  yes, not sure',
    '   64       int8              80.00  ± 2.00       1.00     3.83   3.2 GB    3200  yes, not sure',
    '    8    float32              60.00  ± 2.00      21.00    23.83   1.6 GB     400       no: loss',
    '   64    float32              81.00  ± 2.00  reference           12.8 GB    3200     no: memory',
    '',
    "take MRL at 16 dims: knn@1 78.00 (76.00 – 80.00), 3.00 points lost, 3.2 GB, 1/4 of the reference's 12.8 GB",
    'loss: points beside MRL at 64 dims (knn@1 81.00 (79.00 – 83.00)), at most so many at 95 % confidence',
    'not sure: the loss can be more than allowed at 95 % confidence; on the same queries `mrl-eval compare` sees smaller differences',
    'largest dims of single vectors within the budget: 16 in float32, 32 in float16, all 64 in int8, all 64 in binary',
    'all settings were judged on the same rows, and the best of many looks better than it is: check what you take on others',
    'warning: the quality was measured among 1,000 vectors; among 50,000,000 there is more to confuse with, so expect less, of short vectors above all',
  ])
})

test('where nothing fits: what comes nearest, and what to measure', () => {
  const text = renderTable(reportOf([KNN], request({ memory: 2e9, maxLoss: 0.03 }, { vectors: 50e6 })))
  expect(text).toContain('Settings for 50,000,000 vectors: 0 of 4 fit')
  expect(text).toContain(
    'good enough, and the cheapest of those: MRL at 16 dims: knn@1 78.00 (76.00 – 80.00), 3.00 points lost, 3.2 GB; against it: memory',
  )
  expect(text).toContain(
    'cheap enough, and the best of those: MRL at 8 dims: knn@1 60.00 (58.00 – 62.00), 21.00 points lost, 1.6 GB; against it: loss',
  )
  expect(text).toMatch(/next: measure what would fit: mrl-eval knn .* --dims 10,64 --precision float32,binary/)
})

test('a reference that was not asked for stands last, and is not taken', () => {
  const where = [{ key: 'precision', value: 'int8' }]
  const text = renderTable(reportOf([KNN], request({ memory: 9e9, maxLoss: 0.001 }, { vectors: 50e6, where })))
  expect(text).toContain('Settings for 50,000,000 vectors: 0 of 1 fit')
  expect(text).toMatch(/64 +float32 .* reference .* no: left-out/)
  expect(text).toMatch(/cheap enough, and the best of those: MRL at 64 dims, int8/)
  expect(text).toContain('loss: points beside MRL at 64 dims (knn@1 81.00')
  expect(text).not.toContain('good enough')
})

test('scaled numbers are marked, and what reranks has a column of its own', () => {
  const parts = { shortlist: 2, gather: 0, rerank: 1 }
  const time = { p50: 3, p95: 3, p99: 3, samples: 9, parts, copy: null, queriesPerSecond: 1 }
  const stages = [{ rows: 20, dim: 64 }]
  const index = { ...EXACT, factory: 'HNSW32', efSearch: 16 }
  const built = { bytes: 100_000, buildSeconds: 1 }
  const rows = [
    retrievalRow({ index: EXACT, shortlist: 8, size: 20, stages }, 0.69, 1, { time }),
    retrievalRow({ index, shortlist: 8, size: 20, stages }, 0.68, 1, { time, index: built }),
    retrievalRow({ index: EXACT, shortlist: 64, size: 10, stages: [] }, 0.7, 1),
  ]
  const text = renderTable(
    reportOf([measured('r.json', 'retrieval', rows)], request({}, { vectors: 10_000, rerankOn: 'memory' })),
  )
  // exact: 4 · 64 bytes; HNSW: 100 measured + 4 · 64; time: 2 · 10 + 1
  expect(text).toMatch(/^ +exact +8 +20@64 +69\.00 .* 2\.56 MB +0\.08128 +≈ 21 +yes$/m)
  expect(text).toMatch(/^ +HNSW32 efSearch=16 +8 +20@64 +68\.00 .* ≈ 3\.56 MB +– +– +yes$/m)
  expect(text).toContain('≈ scaled from 1,000 vectors to 10,000')
  expect(text).not.toContain('front')
})

test('cascades by expected dims', () => {
  const rows = [cascadeRow('joint', 64, 0.79, 12.34), cascadeRow('single', 64, 0.8, 64)]
  const results = [measured('c.json', 'adaptive-classify', rows, { inputs: [input('data', 'd', 9)] })]
  const text = renderTable(reportOf(results, request({ maxLoss: 0.02 }, { vectors: null })))
  expect(text).toMatch(/^ +joint to 64 +79\.00 +± 1\.00 +1\.00 +2\.41 +12\.34 +yes, not sure$/m)
  expect(text).toContain(
    'take MRL, joint to 64: accuracy 79.00 (78.00 – 80.00), 1.00 points lost, 12.3 dims on average',
  )
})

test('of many settings, tables show the first', () => {
  const many = measured(
    'knn.json',
    'knn',
    Array.from({ length: 64 }, (_, i) => knnRow(i + 1, 0.5 + i / 1000)),
  )
  const report = reportOf([many], request({ memory: 4 * 30 * 1000 }))
  const lines = renderMarkdown(report)
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
  expect(lines).toHaveLength(32) // 20 that fit and 12 that do not
  expect(renderTable(report)).toContain('30 of 64 fit, the cheapest first, 32 more in JSON and CSV')
})

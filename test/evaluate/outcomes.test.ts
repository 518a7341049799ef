import { describe, expect, test } from 'vitest'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { knn } from '../../src/evaluate/knn.js'
import { parseOutcomeMetric } from '../../src/evaluate/outcome-metrics.js'
import { headOutcomes } from '../../src/evaluate/outcomes.js'
import { searchOutcomes } from '../../src/evaluate/search-outcomes.js'
import { judgeByLabel, relevantByLabel } from '../../src/metrics/judged.js'
import { ndcg } from '../../src/metrics/ndcg.js'
import type { EmbeddingTable } from '../../src/types.js'
import { writeClusters } from '../commands/clusters.js'
import { temporaryFolder } from '../data/temporary.js'
import { search } from '../search/search.js'

const measured = { data: null, database: null, distance: null }
const metricsOf = (...ids: string[]) => ids.map((id) => parseOutcomeMetric(id)!)

test('names of metrics', () => {
  expect(parseOutcomeMetric('top5')).toEqual({ id: 'top5', kind: 'heads', n: 5 })
  expect(parseOutcomeMetric('knn@3')).toEqual({ id: 'knn@3', kind: 'votes', k: 3 })
  expect(parseOutcomeMetric('map@10.min')).toMatchObject({ kind: 'lists', k: 10 })
  for (const wrong of [
    'top2',
    'top',
    'knn',
    'knn@0',
    'knn@-1',
    'map@1.5',
    'map@10.max',
    'toString@3',
    'loss',
    '',
    'knn@1 ',
  ])
    expect(parseOutcomeMetric(wrong), wrong).toBeNull()
})

describe('by heads', () => {
  const ranks = [
    [1, 2],
    [6, 5],
    [0, 0],
    [3, 1],
  ]
  const table: EmbeddingTable = {
    path: 't.arrow',
    name: 't',
    rows: 4,
    width: 0,
    dims: null,
    headDims: [2, 4],
    labelled: true,
    classes: null,
    provenance: null,
    logits: 0,
    async *batches() {
      for (const start of [0, 2]) {
        const rank = Int32Array.from(ranks.slice(start, start + 2).flat())
        const empty = { classes: rank, confidence: new Float32Array(4), loss: new Float32Array(4), logits: null }
        const labels = Int32Array.from(ranks.slice(start, start + 2), ([first]) => (first === 0 ? -1 : 7))
        yield { start, rows: 2, ids: [`r${start}`, `r${start + 1}`], labels, vectors: null, heads: { ...empty, rank } }
      }
    },
  }

  test('rows without a label are left out and counted', async () => {
    const metrics = metricsOf('top1', 'top5', 'knn@1')
    const { rows, warnings, missed } = await headOutcomes(table, { name: 'M', dims: 'all', metrics, measured })
    expect(rows.ids).toEqual(['r0', 'r1', 'r3'])
    expect([...rows.labels]).toEqual([7, 7, 7])
    expect(rows.outcomes.map(({ model, metric, dim, values }) => [model, metric, dim, [...values]])).toEqual([
      ['M', 'top1', 2, [1, 0, 0]],
      ['M', 'top1', 4, [0, 0, 1]],
      ['M', 'top5', 2, [1, 0, 1]],
      ['M', 'top5', 4, [1, 1, 1]],
    ])
    expect(warnings[0]!.message).toContain('1 of 4 rows of M')
    expect(missed).toBeNull()
  })

  test('dims choose among the heads', async () => {
    const options = { name: 'M', metrics: metricsOf('top1'), measured }
    expect((await headOutcomes(table, { ...options, dims: [4] })).rows.outcomes.map(({ dim }) => dim)).toEqual([4])
    expect((await headOutcomes(table, { ...options, dims: [3] })).missed).toEqual({ model: 'M', dims: [2, 4] })
  })

  test('without heads', async () => {
    const options = { name: 'M', dims: 'all' as const, metrics: metricsOf('top1'), measured }
    await expect(headOutcomes({ ...table, headDims: [] }, options)).rejects.toThrow(/no classification heads/)
  })
})

describe('by search', async () => {
  const folder = temporaryFolder()
  const unknown = (row: number, own: number) => (row % 10 === 3 ? -1 : own)
  const [database, queries] = await Promise.all(
    [
      { rows: 80, seed: 1 },
      { rows: 40, seed: 2, ids: 'q', labels: unknown },
    ].map((own) => openEmbeddings(writeClusters(`${folder}/${own.seed}.arrow`, own))),
  )
  const find: Parameters<typeof searchOutcomes>[2] = async (rows, _, vectors, dims, k) => {
    const values: number[] = []
    for await (const batch of rows) values.push(...batch.values)
    const all = { rows: values.length / 16, width: 16, values: Float32Array.from(values) }
    return search(all, vectors, dims, 'cosine', k)
  }
  const options = { name: 'M', dims: [4, 16], measured }

  test('votes have the mean that knn gives, and rows of unknown class are left out', async () => {
    const metrics = metricsOf('knn@1', 'knn@5')
    const { rows, warnings } = await searchOutcomes(database!, queries!, find, false, { ...options, metrics })
    const wanted = await knn(database!, queries!, find, { name: 'M', dims: [4, 16], ks: [1, 5], oneFile: false })
    expect(rows.ids).toHaveLength(36)
    expect(rows.ids.slice(0, 4)).toEqual(['q0', 'q1', 'q2', 'q4'])
    for (const { metric, dim, values } of rows.outcomes) {
      const row = wanted.rows.find((own) => 'dim' in own && own.dim === dim)!
      expect(values.reduce((sum, value) => sum + value, 0) / 36).toBeCloseTo(row.metrics[metric]!.value!, 14)
    }
    expect(warnings).toEqual(wanted.warnings)
  })

  test('lists are judged by label, each at its own length', async () => {
    const metrics = metricsOf('precision@1', 'knn@1', 'recall@20', 'map@3', 'map@3.min', 'ndcg@20', 'hit@3')
    const { rows } = await searchOutcomes(database!, queries!, find, false, { ...options, metrics })
    const of = (id: string) => rows.outcomes.find(({ metric, dim }) => metric === id && dim === 16)!.values
    expect([...of('precision@1')]).toEqual([...of('knn@1')])
    // 16 rows of a class: of the first 3, AP by k or by min(3, 16) are the same
    expect([...of('map@3')]).toEqual([...of('map@3.min')])
    const all = { rows: 80, width: 16, values: new Float32Array(80 * 16) }
    const labels = new Int32Array(80)
    for await (const batch of database!.batches()) {
      all.values.set(batch.vectors!, batch.start * 16)
      labels.set(batch.labels, batch.start)
    }
    const asked = new Float32Array(36 * 16)
    let next = 0
    for await (const { rows: count, labels: own, vectors } of queries!.batches())
      for (let row = 0; row < count; row++)
        if (own[row] !== -1) asked.set(vectors!.subarray(row * 16, row * 16 + 16), 16 * next++)
    const { ids } = await search(all, { rows: 36, width: 16, values: asked }, [16], 'cosine', 20)
    const judged = judgeByLabel(ids, 20, labels, rows.labels, relevantByLabel(labels, rows.labels, false))
    expect([...of('ndcg@20')]).toEqual([...ndcg(judged, 20)])
    const hits = (q: number) => judged.gains.subarray(q * 20, q * 20 + 20).reduce((sum, gain) => sum + gain, 0)
    expect([...of('recall@20')]).toEqual(Array.from({ length: 36 }, (_, q) => hits(q) / 16))
  })

  test('in one file every query skips itself', async () => {
    const metrics = metricsOf('knn@1')
    const own = await searchOutcomes(database!, database!, find, true, { ...options, metrics })
    const wanted = await knn(database!, database!, find, { name: 'M', dims: [4, 16], ks: [1], oneFile: true })
    for (const { dim, values } of own.rows.outcomes) {
      const row = wanted.rows.find((one) => 'dim' in one && one.dim === dim)!
      expect(values.reduce((sum, value) => sum + value, 0) / 80).toBeCloseTo(row.metrics['knn@1']!.value!, 14)
    }
    expect(own.warnings.map(({ code }) => code)).toEqual(['self-match'])
    const above = { ...options, metrics: metricsOf('hit@80') }
    await expect(searchOutcomes(database!, database!, find, true, above)).rejects.toThrow(
      /80 neighbors besides the row/,
    )
  })
})

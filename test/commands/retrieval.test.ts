/** Numbers of `retrieval` that can be worked out by hand, and the shape they come in. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { bySetting, type RetrievalDocument, settingName } from './retrieval-document.js'
import { expectSchema, program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const plain = ['retrieval', '--model', model, '--database', database, '--queries', queries, '--no-latency']
const measured = (...args: string[]) => json<RetrievalDocument>([...plain, ...args])

describe('by hand', () => {
  // Nearest at d = 2: a → 0, 5; b → 1, 3 (a tie); c → 2, 5; d → 0, 5. At d = 4: a → 0, 2; b → 3, 5; c → 2, 0; d → 5, 3.
  // Relevant (every class has two rows): a and b 0, 3; c and d 2, 5.
  test('single shots at the declared dims', async () => {
    const { document, code, stderr } = await measured('--k', '1,2')
    expect([code, stderr]).toEqual([0, ''])
    expectSchema(document)
    expect(document.rows.map(settingName)).toEqual(['2', '4'])
    expect(bySetting(document, 'hit@1')).toEqual({ 2: 0.5, 4: 1 })
    expect(bySetting(document, 'hit@2')).toEqual({ 2: 1, 4: 1 })
    expect(bySetting(document, 'precision@2')).toEqual({ 2: 0.625, 4: 0.5 }) // d = 2: a 1, b 1, c 2 and d 1 of 2
    expect(bySetting(document, 'recall@2')).toEqual({ 2: 0.625, 4: 0.5 })
    // d = 2: a 1 0 → 1/2, b 0 1 → 1/4, c 1 1 → 1, d 0 1 → 1/4. d = 4: all 1 0 → 1/2
    expect(bySetting(document, 'map@2')).toEqual({ 2: 0.5, 4: 0.5 })
    expect(bySetting(document, 'map@2.min')).toEqual({ 2: 0.5, 4: 0.5 })
    expect(bySetting(document, 'map@2.hits')).toEqual({ 2: 0.75, 4: 1 }) // d = 2: 1, 1/2, 1, 1/2
    const ideal = 1 + 1 / Math.log2(3)
    expect(document.rows[1]!.metrics['ndcg@2']!.value).toBeCloseTo(1 / ideal, 12)
    expect(bySetting(document, 'unique@2')).toEqual({ 2: 1.75, 4: 2 }) // d = 2: c alone has one class
    // the exact lists at 4 hold of those at 2: a 0; b 3; c 2; d 5
    expect(bySetting(document, 'overlap@2')).toEqual({ 2: 0.5, 4: 1 })
  })

  test('a shortlist of two, reranked: every first row is right', async () => {
    const { document } = await measured('--shortlist', '2', '--rerank', '4', '--shortlist-size', '1,2', '--k', '1')
    expect(document.rows.map(settingName)).toEqual(['2', '4', '2→4:1', '2→4:2'])
    expect(bySetting(document, 'hit@1')).toEqual({ 2: 0.5, 4: 1, '2→4:1': 0.5, '2→4:2': 1 })
    expect(document.rows[3]).toMatchObject({ shortlist: 2, rerank: 4, funnel: null, shortlistSize: 2, index: 'exact' })
    expect(document.rows[0]).toMatchObject({ shortlist: 2, rerank: 2, funnel: null, shortlistSize: null })
  })

  test('a funnel keeps fewer rows at every stage', async () => {
    const { document } = await measured('--funnel', '1:4@2,2@4', '--k', '1')
    expect(document.rows.map(settingName)).toEqual(['1', '4', '1→2:4→4:2'])
    const row = document.rows[2]!
    const stages = [
      { rows: 4, dim: 2 },
      { rows: 2, dim: 4 },
    ]
    expect(row).toMatchObject({ shortlist: 1, rerank: 4, shortlistSize: 4, funnel: stages })
    expect(row.interpolated).toBe(true) // dim 1 was not trained
    expect(row.metrics.mflops!.value).toBeCloseTo((1 * 6 + 4 * 2 + 2 * 4) / 1e6, 15)
  })

  test('costs', async () => {
    const { document } = await measured('--shortlist', '2', '--shortlist-size', '2', '--k', '1')
    const [two, four, both] = document.rows.map(({ metrics }) => metrics)
    const million = (metrics: typeof two) => Math.round(metrics!.mflops!.value! * 1e6)
    expect([million(two), million(four), million(both)]).toEqual([12, 24, 12 + 2 * 4])
    expect(bySetting(document, 'speedup.flops')).toEqual({ 2: 2, 4: 1, '2→4:2': 1.2 })
    expect(bySetting(document, 'bytesPerVector')).toEqual({ 2: 8, 4: 16, '2→4:2': 16 })
    expect(bySetting(document, 'indexBytes')).toEqual({ 2: 48, 4: 96, '2→4:2': 48 })
  })

  test('distances differ', async () => {
    const ip = await measured('--distance', 'ip', '--dims', '4', '--k', '1')
    expect(bySetting(ip.document, 'hit@1')).toEqual({ 4: 0.5 }) // as knn@1 in knn.test.ts
    const l2 = await measured('--distance', 'l2', '--k', '1')
    expect(bySetting(l2.document, 'hit@1')).toEqual({ 2: 0.5, 4: 0.75 })
  })
})

describe('the document', () => {
  test('what was not measured is null, and means have intervals', async () => {
    const { document } = await measured('--k', '2')
    for (const { metrics } of document.rows) {
      for (const id of ['latency.p50', 'latency.p95', 'latency.p99', 'qps', 'speedup.latency', 'buildSeconds'])
        expect(metrics[id]).toMatchObject({ value: null, ci95: null })
      for (const id of [
        'map@2',
        'map@2.min',
        'map@2.hits',
        'precision@2',
        'recall@2',
        'hit@2',
        'ndcg@2',
        'overlap@2',
      ]) {
        const { value, ci95, unit } = metrics[id]!
        expect(unit).toBe('fraction')
        expect(ci95![0]).toBeLessThanOrEqual(value!)
        expect(ci95![1]).toBeGreaterThanOrEqual(value!)
      }
      expect(metrics['unique@2']!.unit).toBe('count')
    }
    expect(document.parameters).toMatchObject({ distance: 'cosine', relevance: 'label', seed: 0, latency: null })
    expect(document.warnings).toEqual([])
    expect(document.inputs.map(({ role }) => role).toSorted()).toEqual(['database', 'model', 'queries'])
  })

  test('cut-offs without --k are those of the paper that fit', async () => {
    const { document } = await measured()
    const ids = Object.keys(document.rows[0]!.metrics).filter((id) => id.startsWith('map@'))
    expect(ids).toEqual(['map@6', 'map@6.min', 'map@6.hits']) // six rows
  })

  test('files beside what is printed', async () => {
    const files = ['json', 'csv', 'md'].map((extension) => path(`out.${extension}`))
    const { code, stdout } = await run([
      ...plain,
      '--k',
      '1',
      '--shortlist',
      '2',
      ...files.flatMap((f) => ['--output', f]),
    ])
    expect(code).toBe(0)
    const [document, csv, markdown] = files.map((file) => readFileSync(file, 'utf8'))
    expectSchema(JSON.parse(document!) as object)
    const [head, ...lines] = csv!.trim().split('\r\n')
    for (const key of ['model', 'shortlist', 'rerank', 'funnel', 'shortlistSize', 'index', 'metric', 'value', 'unit'])
      expect(head!.split(',')).toContain(key)
    expect(lines.some((line) => line.includes('hit@1'))).toBe(true)
    expect(markdown).toContain('mAP@1 (%)')
    expect(stdout).toContain('model: 4 queries, 6 database rows, cosine')
    expect(stdout).toMatch(/^ +2 +6@4 +100\.00 /m)
  })
})

describe('fixed-feature models', () => {
  const fixed = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })

  const pair = ['--shortlist', '2', '--rerank', '4', '--shortlist-size', '2']

  test('have single shots at their own dim beside the shortlists of others', async () => {
    const { document } = await measured('--model', fixed, ...pair, '--k', '1')
    const rows = document.rows.map((row) => `${row.model} ${settingName(row)}`)
    expect(rows).toEqual(['model 2', 'model 4', 'model 2→4:2', 'FF-4 4'])
    const grid = await measured('--model', fixed, '--grid', '--shortlist-size', '2', '--k', '1')
    expect(grid.document.rows.map((row) => `${row.model} ${settingName(row)}`)).toEqual(rows)
  })

  test('alone with a shortlist have nothing to rerank, and say so where nothing is left', async () => {
    const args = [
      'retrieval',
      '--model',
      fixed,
      '--database',
      database,
      '--queries',
      queries,
      '--no-latency',
      '--k',
      '1',
    ]
    const { document, code } = await json<RetrievalDocument>([...args, '--shortlist', '1', '--rerank', '2'])
    expect([code, document.rows]).toEqual([0, []])
    expect(document.warnings.map((warning) => warning.code)).toEqual(['no-rows'])
  })
})

import { describe, expect, test } from 'vitest'
import { type JudgedSet, scoreRuns } from '../../src/evaluate/runs.js'
import { openBootstrap } from '../../src/math/bootstrap.js'
import { plainProduct } from '../math/product.js'

const bootstrap = openBootstrap({ resamples: 20, seed: 0, product: plainProduct })
const run = (name: string, lists: Record<string, string[]>) => ({
  name,
  path: `${name}.trec`,
  lists: new Map(Object.entries(lists)),
})
const set = (gains: Record<string, Record<string, number>>, rest: Partial<JudgedSet> = {}): JudgedSet => ({
  name: null,
  gains: new Map(Object.entries(gains).map(([query, own]) => [query, new Map(Object.entries(own))])),
  oneFile: false,
  drops: false,
  ...rest,
})

describe('runs', () => {
  const judged = set({ q: { a: 1, b: 1, c: 0 }, p: { a: 3 } })

  test('a judged query without a list scores 0, and lists may be short', async () => {
    const { rows, warnings } = await scoreRuns([run('R', { q: ['x', 'a'], other: ['a'] })], [judged], [1, 3], bootstrap)
    const value = (id: string) => rows[0]!.metrics[id]!.value
    expect(value('precision@3')).toBeCloseTo(1 / 3 / 2, 12) // a, of three places; nothing for p
    expect(value('recall@3')).toBe(0.25) // 1 of 2, 0 of 1
    expect(value('hit@1')).toBe(0)
    // q: 1/log2(3) of 1/log2(2) + 1/log2(3)
    expect(value('ndcg@3')).toBeCloseTo(1 / Math.log2(3) / (1 + 1 / Math.log2(3)) / 2, 12)
    expect(warnings).toEqual([
      { code: 'run-missing-queries', message: 'R has no list for 1 of 2 judged queries; they score 0' },
      { code: 'run-unjudged-queries', message: '1 of 2 queries of R have no judgments and are left out' },
    ])
  })

  test('a row for every set and run, of the same queries', async () => {
    const sets = [set({ q: { a: 1 } }, { name: 'one' }), set({ p: { a: 1 } }, { name: 'two' })]
    const runs = [run('R', { q: ['a'], p: ['b'] }), run('S', { q: ['b'], p: ['a'] })]
    const { rows, warnings } = await scoreRuns(runs, sets, [1], bootstrap)
    const seen = rows.map((row) => [row.model, 'queries' in row && row.queries, row.metrics['hit@1']!.value])
    expect(seen).toEqual([
      ['R', 'one', 1],
      ['S', 'one', 0],
      ['R', 'two', 0],
      ['S', 'two', 1],
    ])
    expect(warnings).toEqual([])
  })

  test('where queries are documents, none finds itself', async () => {
    const own = set({ q: { q: 3, a: 1 } }, { oneFile: true })
    const { rows } = await scoreRuns([run('R', { q: ['q', 'a'] })], [own], [1], bootstrap)
    expect(rows[0]!.metrics['ndcg@1']!.value).toBe(1)
  })

  test('a document with the id of its query is left out where BEIR does so; its judgment stays', async () => {
    const gains = { q: { q: 1, a: 1 } }
    const ranked = [run('R', { q: ['q', 'a'] })]
    const hits = async (drops: boolean) => {
      const { rows } = await scoreRuns(ranked, [set(gains, { drops })], [2], bootstrap)
      return [rows[0]!.metrics['precision@2']!.value, rows[0]!.metrics['recall@2']!.value]
    }
    expect(await hits(false)).toEqual([1, 1])
    expect(await hits(true)).toEqual([0.5, 0.5]) // a alone is found, of q and a
  })

  test('none', async () => {
    expect(await scoreRuns([], [], [10], bootstrap)).toEqual({ rows: [], warnings: [] })
  })
})

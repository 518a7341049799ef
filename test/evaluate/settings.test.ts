import { describe, expect, test } from 'vitest'
import { EXACT } from '../../src/evaluate/indexes.js'
import { type AskedSettings, planSettings, type Shape } from '../../src/evaluate/settings.js'
import type { IndexSpec, Setting } from '../../src/types.js'

const NOTHING: AskedSettings = {
  dims: 'all',
  shortlist: null,
  rerank: null,
  grid: false,
  sizes: null,
  funnels: [],
  indexes: [EXACT],
  rescoreFactor: 4,
  ks: null,
}
const NESTED: Shape = { name: 'M', width: 64, dims: [8, 16, 32, 64], rows: 1000 }
const FIXED: Shape = { ...NESTED, name: 'FF', dims: [64] }

const plan = (asked: Partial<AskedSettings>, shape: Partial<Shape> = {}) =>
  planSettings({ ...NOTHING, ...asked }, { ...NESTED, ...shape })

/** "8", "8→200@64". */
const ways = (asked: Partial<AskedSettings>, shape: Partial<Shape> = {}) => plan(asked, shape).settings.map(wayOf)

function wayOf({ shortlist, stages }: Setting): string {
  return [shortlist, ...stages.map(({ rows, dim }) => `${rows}@${dim}`)].join('→')
}

const message = (asked: Partial<AskedSettings>, shape: Partial<Shape> = {}) => {
  try {
    plan(asked, shape)
  } catch (error) {
    return (error as Error).message
  }
  return null
}

describe('what is measured', () => {
  test('nothing asked for: every declared dim', () => {
    expect(ways({})).toEqual(['8', '16', '32', '64'])
    expect(ways({}, { dims: null })).toEqual(['8', '16', '32', '64']) // doublings
    expect(ways({}, { dims: null, width: 20 })).toEqual(['8', '16', '20'])
    expect(ways({ dims: [5, 64] })).toEqual(['5', '64'])
  })

  test('a shortlist: its dims, those it is reranked at, and each pair', () => {
    expect(ways({ shortlist: [8] })).toEqual(['8', '64', '8→200@64'])
    expect(ways({ shortlist: [8, 16], rerank: [16, 32] })).toEqual([
      ...['8', '16', '32'],
      ...['8→200@16', '8→200@32', '16→200@32'],
    ])
    expect(ways({ shortlist: [8], rerank: [16], sizes: [20, 50] })).toEqual(['8', '16', '8→20@16', '8→50@16'])
  })

  test('codes as float32; what rescores them has single shots alone, of at most all rows', () => {
    const binary: IndexSpec = { ...EXACT, coding: { precision: 'binary', rescore: null } }
    const rescored: IndexSpec = { ...EXACT, coding: { precision: 'binary', rescore: 'float32' } }
    expect(ways({ shortlist: [8], indexes: [EXACT, binary, rescored], ks: [10, 50] })).toEqual([
      ...['8', '64', '8→200@64'],
      ...['8', '64', '8→200@64'],
      ...['8→200@8', '64→200@64'],
    ])
    expect(ways({ dims: [16], indexes: [rescored], rescoreFactor: 2, ks: [10] })).toEqual(['16→20@16'])
    expect(ways({ dims: [16], indexes: [rescored], ks: [30] }, { rows: 100 })).toEqual(['16→100@16'])
  })

  test('a rerank at the dim of the search changes nothing, and is a single shot', () => {
    expect(ways({ shortlist: [16], rerank: [16] })).toEqual(['16'])
  })

  test('a grid: every dim with every larger one', () => {
    expect(ways({ grid: true, dims: [8, 16, 64] })).toEqual(['8', '16', '64', '8→200@16', '8→200@64', '16→200@64'])
  })

  test('funnels, with the single shots at both of their ends', () => {
    const stages = [
      { rows: 50, dim: 16 },
      { rows: 20, dim: 32 },
    ]
    expect(ways({ funnels: [{ shortlist: 8, stages }] })).toEqual(['8', '32', '8→50@16→20@32'])
    expect(plan({ funnels: [{ shortlist: 8, stages }] }).settings.at(-1)).toMatchObject({ size: 50, stages })
  })

  test('a shortlist beside a written funnel is a pair of its own; beside one of the paper, where that begins', () => {
    const stages = [{ rows: 20, dim: 16 }]
    expect(ways({ shortlist: [8], funnels: [{ shortlist: 4, stages }] })).toContain('8→200@64')
    expect(ways({ shortlist: [2], funnels: [{ name: 'paper-200' }] })).not.toContain('2→200@64')
  })

  test('dims that were asked for beside a pair have single shots, too', () => {
    expect(ways({ dims: [8, 32], shortlist: [16], rerank: [64] })).toEqual(['8', '16', '32', '64', '16→200@64'])
  })

  test('every way once', () => {
    const stages = [{ rows: 50, dim: 16 }]
    const twice = { shortlist: [8], rerank: [16], sizes: [50, 50], funnels: [{ shortlist: 8, stages }] }
    expect(ways(twice)).toEqual(['8', '16', '8→50@16'])
  })

  test('every index in every way, index by index', () => {
    const index: IndexSpec = { factory: 'HNSW8', clusterDim: null, efSearch: 16, nprobe: null }
    const { settings } = plan({ indexes: [EXACT, index], dims: [8, 64] })
    expect(settings.map((setting) => [setting.index, wayOf(setting)])).toEqual([
      [EXACT, '8'],
      [EXACT, '64'],
      [index, '8'],
      [index, '64'],
    ])
  })

  test('a fixed-feature model at its own dim, where that is asked for', () => {
    expect(ways({}, FIXED)).toEqual(['64'])
    expect(ways({ grid: true }, FIXED)).toEqual(['64'])
    expect(ways({ dims: [8, 16] }, FIXED)).toEqual([])
    expect(ways({ shortlist: [8], rerank: [64] }, FIXED)).toEqual(['64'])
    expect(ways({ shortlist: [8], rerank: [16] }, FIXED)).toEqual([])
    expect(ways({ funnels: [{ name: 'paper-200' }] }, FIXED)).toEqual(['64'])
  })
})

describe('how long lists are', () => {
  test('200 rows, or as many as there are', () => {
    expect(plan({ shortlist: [8] }).settings.map(({ size }) => size)).toEqual([100, 100, 200]) // single shots: k
    expect(plan({ shortlist: [8] }, { rows: 30 }).settings.at(-1)).toMatchObject({ size: 30 })
  })

  test('cut-offs: those of the paper that fit', () => {
    expect(plan({}).ks).toEqual([10, 25, 50, 100])
    expect(plan({}, { rows: 30 }).ks).toEqual([10, 25])
    expect(plan({}, { rows: 7 }).ks).toEqual([7])
    expect(plan({ shortlist: [8], sizes: [20, 50] }).ks).toEqual([10])
    expect(plan({ ks: [5, 1, 5] }).ks).toEqual([1, 5])
    // all models at the same ones, so that they stand side by side
    expect(plan({ shortlist: [8], rerank: [64], sizes: [20, 50] }, FIXED).ks).toEqual([10])
    expect(plan({ grid: true, sizes: [5] }, FIXED).ks).toEqual([5])
  })
})

describe('what cannot be right', () => {
  test.each<[Partial<AskedSettings>, RegExp]>([
    [{ dims: [8, 65] }, /^--dims has 65; the embeddings of M have 64/],
    [{ shortlist: [65] }, /^--shortlist has 65/],
    [{ shortlist: [8], rerank: [16, 65] }, /^--rerank has 65/],
    [{ shortlist: [8, 32], rerank: [16, 64] }, /^--rerank 16 is below --shortlist 32/],
    [{ rerank: [16] }, /^--rerank needs a shortlist/],
    [{ shortlist: [8], sizes: [10, 1001] }, /^a shortlist of 1001 rows; the database of M has 1000/],
    [{ ks: [1001] }, /^--k asks for 1001 rows/],
    [{ shortlist: [8], ks: [201] }, /^--k asks for 201 rows of a shortlist of 200/],
    [{ grid: true, sizes: [50, 20], ks: [21] }, /^--k asks for 21 rows of a shortlist of 20/],
    [{ funnels: [{ shortlist: 8, stages: [{ rows: 1001, dim: 16 }] }] }, /^a shortlist of 1001 rows/],
    [{ funnels: [{ shortlist: 8, stages: [{ rows: 5, dim: 16 }] }], ks: [6] }, /^a funnel ends with 5 rows/],
    [{ indexes: [{ ...EXACT, factory: 'IVF4,Flat', clusterDim: 65 }] }, /^--cluster-dim has 65; .* 64 dimensions/],
    [{ grid: true, shortlist: [8] }, /--grid/],
    [{ sizes: [20] }, /--shortlist-size/],
  ])('%j', (asked, expected) => {
    expect(message(asked)).toMatch(expected)
  })

  test('what one of several models cannot do', () => {
    expect(message({ shortlist: [8], rerank: [64] }, { width: 32, dims: [8, 32], name: 'N' })).toMatch(/ of N have 32 /)
  })
})

import { describe, expect, test } from 'vitest'
import { checkRequest, checkSettings, leastRows } from '../../../src/search/faiss/check.js'

const check = (factory: string, dim: number, rows: number | null = null, clusterDim: number | null = null) =>
  checkRequest({ factory, dim, clusterDim }, rows)

test.each([
  ['Flat', 1],
  ['HNSW32', 1],
  ['IVF300,Flat', 300],
  ['PQ8', 256], // 2⁸ codes
  ['PQ8x4', 16],
  ['PQ8x10np', 1024],
  ['IVF16,PQ8', 256],
  ['IVF1024,PQ8x4', 1024],
  ['OPQ8,IVF16,PQ8', 256],
  ['IVF64_HNSW32,SQ8', 64],
])('%s trains on at least %i rows', (factory, rows) => {
  expect(leastRows(factory)).toBe(rows)
  expect(() => check(factory, 64, rows)).not.toThrow()
  expect(() => check(factory, 64)).not.toThrow()
  if (rows > 1) expect(() => check(factory, 64, rows - 1)).toThrow(`needs at least ${rows} rows`)
})

test.each([
  ['', 8],
  ['IVF0,Flat', 8],
  ['PQ0', 8],
  ['HNSW1', 8],
  ['HNSW4096', 8],
  ['OPQ3,PQ4', 8],
  ['PCA16,Flat', 8],
  ['PCAWR9,Flat', 8],
  ['IDMap,Flat', 8],
  ['IVF99999999999,Flat', 8],
  ['Flat; rm', 8],
])('%s at %i dims is refused', (factory, dim) => {
  expect(() => check(factory, dim)).toThrow(expect.objectContaining({ code: 'index-refused', exitCode: 2 }))
})

test('only IVFn,Flat clusters at a dim of its own', () => {
  expect(() => check('IVF16,Flat', 64, 100, 8)).not.toThrow()
  for (const factory of ['HNSW32', 'IVF16,PQ8', 'OPQ8,IVF16,Flat', 'Flat'])
    expect(() => check(factory, 64, 1000, 8)).toThrow('only IVFn,Flat can cluster at one dim')
})

describe('settings', () => {
  const request = { factory: 'X', dim: 8, clusterDim: null }
  const hnsw = { efSearch: { at: 0, value: 16 }, nprobe: null }
  const ivf = { efSearch: null, nprobe: { at: 0, value: 1, lists: 16 } }
  const refused = expect.objectContaining({ code: 'index-setting', exitCode: 2 })

  test('apply to the kind of index that has them', () => {
    expect(() => checkSettings(request, hnsw, { efSearch: 1, nprobe: null })).not.toThrow()
    expect(() => checkSettings(request, ivf, { efSearch: null, nprobe: 16 })).not.toThrow()
    expect(() => checkSettings(request, ivf, { efSearch: 10, nprobe: null })).toThrow(refused)
    expect(() => checkSettings(request, hnsw, { efSearch: null, nprobe: 1 })).toThrow(refused)
  })

  test.each([0, -1, 1.5, 17])('nprobe %d of 16 clusters is refused', (nprobe) => {
    expect(() => checkSettings(request, ivf, { efSearch: null, nprobe })).toThrow('from 1 to 16')
  })

  test.each([0, -1, 2 ** 31])('efSearch %d is refused', (efSearch) => {
    expect(() => checkSettings(request, hnsw, { efSearch, nprobe: null })).toThrow(refused)
  })
})

import { describe, expect, test } from 'vitest'
import { type AskedIndexes, EXACT, indexSpecs } from '../../src/evaluate/indexes.js'

const NOTHING: AskedIndexes = { factories: [], efSearch: [], nprobe: [], clusterDims: [] }
const specs = (asked: Partial<AskedIndexes>) => indexSpecs({ ...NOTHING, ...asked })
const spec = (factory: string, told: object = {}) => ({ ...EXACT, factory, ...told })

test('exact search unless an index is named', () => {
  expect(specs({})).toEqual([EXACT])
  expect(specs({ factories: ['Flat'] })).toEqual([spec('Flat')])
  expect(specs({ factories: ['exact', 'Flat', 'exact', 'Flat'] })).toEqual([EXACT, spec('Flat')])
})

test('every value of a setting, of those that have it', () => {
  const factories = ['exact', 'HNSW8', 'IVF4,Flat']
  expect(specs({ factories, efSearch: [16, 64, 16], nprobe: [1, 2] })).toEqual([
    EXACT,
    spec('HNSW8', { efSearch: 16 }),
    spec('HNSW8', { efSearch: 64 }),
    spec('IVF4,Flat', { nprobe: 1 }),
    spec('IVF4,Flat', { nprobe: 2 }),
  ])
  expect(specs({ factories: ['IVF4,Flat'], clusterDims: [8, 16], nprobe: [1, 2] })).toEqual(
    [8, 16].flatMap((clusterDim) => [1, 2].map((nprobe) => spec('IVF4,Flat', { clusterDim, nprobe }))),
  )
})

test('an index of lists whose centroids are a graph has both settings', () => {
  expect(specs({ factories: ['IVF64_HNSW8,Flat'], efSearch: [16], nprobe: [4] })).toEqual([
    spec('IVF64_HNSW8,Flat', { efSearch: 16, nprobe: 4 }),
  ])
})

describe('a setting that no index has', () => {
  test.each<[Partial<AskedIndexes>, RegExp]>([
    [{ efSearch: [16] }, /^--ef-search is set, but no --index has it \(exact\)$/],
    [{ nprobe: [4] }, /^--nprobe is set, but no --index has it \(exact\)$/],
    [{ clusterDims: [4] }, /^--cluster-dim is set, but no --index has it \(exact\)$/],
    [{ factories: ['Flat', 'IVF4,Flat'], efSearch: [16] }, /^--ef-search .*\(Flat, IVF4,Flat\)$/],
    [{ factories: ['HNSW8'], nprobe: [4] }, /^--nprobe .*\(HNSW8\)$/],
  ])('%j', (asked, message) => {
    expect(() => specs(asked)).toThrow(message)
  })
})

import { describe, expect, test } from 'vitest'
import { similarity } from '../../src/evaluate/similarity.js'
import type { EmbeddingTable } from '../../src/types.js'
import { userError } from '../data/collect.js'

/** A table that gives so many rows at a time. */
function table(path: string, rows: readonly (readonly number[])[], size: number): EmbeddingTable {
  const width = rows[0]!.length
  const common = { name: path, dims: null, headDims: [], logits: 0, labelled: false, classes: null, provenance: null }
  return {
    ...common,
    path,
    rows: rows.length,
    width,
    async *batches() {
      for (let start = 0; start < rows.length; start += size) {
        const own = rows.slice(start, start + size)
        const keys = { start, rows: own.length, ids: own.map(String), labels: new Int32Array(own.length).fill(-1) }
        yield { ...keys, vectors: Float32Array.from(own.flat()), heads: null }
      }
    },
  }
}

const first = [
  [1, 0],
  [1, 1],
  [0, 1],
  [3, 1],
]
const second = [
  [1, 0],
  [1, 0],
  [1, 0],
  [1, 3],
]
// cosines at 2 dims: 1, 0.707, 0, 6/10: the order of 4, 3, 1, 2
const scores = Float64Array.of(4, 3, 1, 2)
const options = { name: 'M', dims: [1, 2] as const, distance: 'cosine' as const }

describe('similarity', () => {
  test.each([1, 2, 3, 4])('whatever the batches of the two tables, of %i rows beside 2', async (size) => {
    const { rows } = await similarity(table('a', first, size), table('b', second, 2), scores, options)
    expect(rows.map((row) => ('dim' in row ? row.dim : null))).toEqual([1, 2])
    expect(rows[1]!.metrics.spearman!.value).toBe(1)
    // at one dim the cosines are 1, 1, 0, 1: ranks 3, 3, 1, 3 against 4, 3, 1, 2; ρ = 3 / √(3 · 5)
    expect(rows[0]!.metrics.spearman!.value).toBeCloseTo(3 / Math.sqrt(15), 12)
  })

  test('tables of different lengths', async () => {
    const error = await userError(similarity(table('a', first, 2), table('b', second.slice(1), 2), scores, options))
    expect(error).toMatchObject({ code: 'pair-rows', exitCode: 3 })
  })
})

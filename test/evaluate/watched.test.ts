import { expect, test } from 'vitest'
import { openWatch } from '../../src/evaluate/watched.js'
import type { EmbeddingTable } from '../../src/types.js'
import { collect } from '../data/collect.js'

function table(path: string, rows: readonly (readonly number[])[]): EmbeddingTable {
  const width = rows[0]!.length
  return {
    path,
    name: path,
    rows: rows.length,
    width,
    dims: null,
    headDims: [],
    logits: 0,
    labelled: false,
    classes: null,
    provenance: null,
    async *batches() {
      for (const [start, row] of rows.entries()) {
        yield {
          start,
          rows: 1,
          ids: [`${start}`],
          labels: Int32Array.of(-1),
          vectors: Float32Array.from(row),
          heads: null,
        }
      }
    },
  }
}

const database = table('db.arrow', [
  [1, 2, 3],
  [0, 0, 0],
  [4, 5, 6],
  [4, 5, 6],
])
const queries = table('queries.arrow', [
  [4, 5, 6],
  [1, 2, 4],
  [0, 0, 0],
  [4, 5, 6],
])

async function notices(...pairs: ['database' | 'queries' | 'other', EmbeddingTable][]) {
  const { watch, notices } = openWatch('M')
  for (const [role, own] of pairs) await collect(watch(role, own).batches())
  return notices()
}

test('rows of zeros, and queries that are rows of the database', async () => {
  expect(await notices(['queries', queries], ['database', database])).toEqual([
    { code: 'zero-vectors', message: expect.stringMatching(/^1 of 4 rows of queries\.arrow are all zeros under M/) },
    { code: 'zero-vectors', message: expect.stringMatching(/^1 of 4 rows of db\.arrow/) },
    { code: 'duplicate-rows', message: expect.stringMatching(/^2 of 4 rows of queries\.arrow .* a row of db\.arrow/) },
  ])
})

test('a table that is read again is not counted again', async () => {
  const { watch, notices: said } = openWatch('M')
  const watched = watch('other', database)
  for (let i = 0; i < 3; i++) expect((await collect(watched.batches())).length).toBe(4)
  expect(said()).toEqual([{ code: 'zero-vectors', message: expect.stringMatching(/^1 of 4 rows/) }])
})

test('nothing to say of sound tables', async () => {
  const other = table('db.arrow', [
    [6, 5, 4],
    [4, 5, 6.000001],
  ])
  expect(await notices(['queries', table('q.arrow', [[4, 5, 6]])], ['database', other])).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { judgedRows } from '../../../src/cli/retrieval/judged-rows.js'
import type { Qrels } from '../../../src/data/trec/qrels.js'
import { userError } from '../../data/collect.js'

const IDS: Readonly<Record<string, readonly string[]>> = {
  corpus: ['a', 'b', 'c'],
  one: ['p', 'q', 'a'],
  two: ['x', 'y'],
}
const tables = { ids: async (path: string) => IDS[path]! }

function qrels(
  judgments: Readonly<Record<string, Readonly<Record<string, number>>>>,
  format: Qrels['format'] = 'trec',
) {
  const gains = Object.entries(judgments).map(([query, own]) => [query, new Map(Object.entries(own))] as const)
  return { path: 'qrels.tsv', format, judgments: new Map(gains) }
}

const rowsOf = (queries: readonly string[], ...given: Parameters<typeof qrels>) =>
  judgedRows(qrels(...given), 'corpus', queries, tables)

describe('judged rows', () => {
  test('are numbered in their own set', async () => {
    const [one, two] = await rowsOf(['one', 'two'], { q: { b: 2 }, x: { c: 1 }, y: { a: 0 } })
    expect(one).toEqual({ gains: [null, new Map([[1, 2]]), null], identical: null })
    expect(two!.gains).toEqual([new Map([[2, 1]]), new Map([[0, 0]])])
  })

  test('by BEIR’s judgments know the documents of their ids', async () => {
    const [one] = await rowsOf(['one'], { q: { b: 1 } }, 'beir')
    expect(one!.identical).toEqual([null, null, 0])
  })

  test('that a set has none of', async () => {
    const error = await userError(rowsOf(['one', 'two'], { q: { b: 1 } }))
    expect(error).toMatchObject({ code: 'qrels-no-queries', exitCode: 3 })
    expect(error.message).toBe('the qrels judge none of the 2 queries in two')
  })
})

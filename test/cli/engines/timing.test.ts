import { expect, test } from 'vitest'
import { differing, tooLarge } from '../../../src/cli/engines/timing.js'
import { EXACT } from '../../../src/evaluate/indexes.js'
import type { Latency } from '../../../src/search/latency/latency.js'

function timed(ids: number[], queries: number): Latency {
  const single = { samples: 1, p50: 1, p95: 1, p99: 1, parts: { shortlist: 1, gather: 0, rerank: 0 }, copy: null }
  const batch = { size: 1, queriesPerSecond: 1, rounds: 1, threads: 1 }
  return { single, batch, ids: Int32Array.from(ids), queries }
}
const scored = (ids: number[], width: number) => ({ ids: Int32Array.from(ids), width })

test('the same rows in any order are the same answer', () => {
  expect(differing('M', [timed([3, 1, 2, 7, 8, 9], 2)], [scored([1, 2, 3, 9, 8, 7], 3)])).toEqual([])
})

test('other rows are worth a note', () => {
  // the second query: 1 of 3 rows; the mean of 1 and 1/3 is 66.7 %
  const [notice] = differing('M', [timed([1, 2, 3, 7, 5, 6], 2)], [scored([1, 2, 3, 9, 8, 7], 3)])
  expect(notice).toMatchObject({ code: 'timed-differs' })
  expect(notice!.message).toMatch(/^M: only 66\.7 %/)
})

test('what both looked at is compared: fewer queries, and shorter lists of a funnel', () => {
  expect(differing('M', [timed([1, 2, 3], 1)], [scored([1, 2, 9, 8], 2)])).toEqual([])
  expect(differing('M', [timed([1, 2, 5, 6, 9, 9], 3)], [scored([2, 1, 6, 5], 2)])).toEqual([])
})

test('a query for which nothing was found says nothing', () => {
  expect(differing('M', [timed([-1, -1, 1, 2], 2)], [scored([-1, -1, 1, 2], 2)])).toEqual([])
})

test('a database that does not fit into half of the memory is not timed', () => {
  const settings = [{ index: EXACT, shortlist: 16, size: 10, stages: [] }]
  const file = (rows: number) => ({ path: 'x', rows, width: 2048, sha256: '' })
  expect(tooLarge('M', settings, file(1000))).toBeNull()
  expect(tooLarge('M', settings, file(1e10))!.message).toMatch(/^M: latency is not measured; .* GiB/)
})

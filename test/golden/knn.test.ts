/**
 * Exact search and k-NN votes on the fixtures against FAISS; see make_knn.py. Rows and outcomes must be the same, unless
 * two rows are so near to each other that two float32 searches may order them either way.
 */
import { readFileSync } from 'node:fs'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, describe, expect, test } from 'vitest'
import { knn, type Search } from '../../src/evaluate/knn.js'
import { loadLabelled } from '../../src/evaluate/rows.js'
import { vote } from '../../src/metrics/knn-vote.js'
import { nestedSearch } from '../../src/search/nested.js'
import type { Distance, Neighbors, Vectors } from '../../src/types.js'
import { scoreOf } from '../search/brute-force.js'
import { silent } from '../search/search.js'
import { modelOf, openTables, readingOf } from './fixtures.js'

const K = 10
const ROUNDING = 2e-6 // of what was added up

interface Golden {
  dim: number
  right: Readonly<Record<number, readonly boolean[]>> // by k, [b]
  ids: readonly number[] | null // of the first queries, [queries × K]
}

const golden = tableFromIPC(readFileSync(new URL('knn.arrow', import.meta.url))).toArray()
const tables = openTables()
afterAll(() => tables.close())

describe.each(['mrl', 'mrl-e', 'ff-64'])('%s', (model) => {
  test.each<Distance>(['cosine', 'l2'])('%s', { timeout: 600_000 }, async (distance) => {
    const expected = goldenOf(model, distance)
    const dims = expected.map(({ dim }) => dim)
    const database = await tables.open(readingOf('database'), modelOf(model))
    const queries = await tables.open(readingOf('queries'), modelOf(model))
    const lists: Neighbors[] = []
    const search: Search = async (rows, count, asked, dims, k) => {
      const request = { database: rows, rows: count, queries: asked, dims, distance, k }
      const run = { session: { device: 'cpu', threads: 0 }, progress: silent } as const
      lists.push(await nestedSearch({ ...request, ...run, signal: new AbortController().signal }))
      return lists[0]!
    }
    const { rows } = await knn(database, queries, search, {
      name: model,
      dims,
      ks: [1, 5, K],
      oneFile: false,
    })
    expect(rows.map(({ dim }) => dim)).toEqual(dims)

    const [known, asked] = [await loadLabelled(database), await loadLabelled(queries)]
    for (const [s, { right, ids }] of expected.entries()) {
      const found = listsAt(lists[0]!, s)
      for (const k of [1, 5]) {
        const own = Array.from(asked.labels, (label, q) => vote(found.ids[q]!.subarray(0, k), known.labels) === label)
        expect(rows[s]!.metrics[`knn@${k}`]!.value).toBe(own.filter(Boolean).length / asked.rows)
        const open = found.scores.map((scores, q) => isOpen(scores, k, normOf(asked, q, dims[s]!), distance))
        const differing = [...own.keys()].filter((q) => own[q] !== right[k]![q] && !open[q])
        expect(differing, `queries that knn@${k} at ${dims[s]} decides otherwise`).toEqual([])
        expect(open.filter(Boolean).length / asked.rows, `decided by rounding at ${dims[s]}`).toBeLessThan(0.03)
      }
      if (ids !== null) expectSameRows(found.ids, ids, known, asked, dims[s]!, distance)
    }
  })
})

function goldenOf(model: string, distance: Distance): Golden[] {
  const rows = golden.filter((row) => row.model === model && row.distance === distance)
  return rows.map((row) => ({
    dim: row.dim,
    right: { 1: [...row.right_1], 5: [...row.right_5] },
    ids: row.ids === null ? null : [...row.ids],
  }))
}

/** Lists of one dim, one for each query. */
function listsAt({ ids, scores, queries }: Neighbors, s: number): { ids: Int32Array[]; scores: Float32Array[] } {
  const starts = Array.from({ length: queries }, (_, q) => (s * queries + q) * K)
  return {
    ids: starts.map((at) => ids.subarray(at, at + K)),
    scores: starts.map((at) => scores.subarray(at, at + K)),
  }
}

/** Whether rounding can reorder the first k of a list, or put the next in. */
function isOpen(scores: Float32Array, k: number, norm: number, distance: Distance): boolean {
  const gap = (r: number) => Math.abs(scores[r]! - scores[r + 1]!)
  return Array.from({ length: k }, (_, r) => gap(r) < margin(scores[r]!, norm, distance)).some(Boolean)
}

/** The same rows at every rank, or others that are as near in float64. */
function expectSameRows(
  found: readonly Int32Array[],
  expected: readonly number[],
  database: Vectors,
  queries: Vectors,
  d: number,
  distance: Distance,
): void {
  for (const [i, id] of expected.entries()) {
    const q = Math.floor(i / K)
    const own = found[q]![i % K]!
    if (own === id) continue
    const [ours, theirs] = [own, id].map((row) => scoreOf(queries, q, database, row, d, distance))
    const allowed = margin(theirs!, normOf(queries, q, d), distance)
    expect(Math.abs(ours! - theirs!), `query ${q} at ${d}: rows ${own} and ${id}`).toBeLessThan(allowed)
  }
}

/** How far rounding can move a score: a squared distance is what is left of squared norms. */
function margin(score: number, norm: number, distance: Distance): number {
  return ROUNDING * (distance === 'cosine' ? 1 : norm + score)
}

/** ‖q[:d]‖² */
function normOf({ values, width }: Vectors, q: number, d: number): number {
  return values.subarray(q * width, q * width + d).reduce((sum, value) => sum + value * value, 0)
}

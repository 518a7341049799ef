import { describe, expect, test } from 'vitest'
import { EXACT } from '../../src/evaluate/indexes.js'
import type { Relevance } from '../../src/evaluate/relevance.js'
import { joinScored, type ScoreTask, score, splitTask } from '../../src/evaluate/score.js'
import type { Setting, Shortlist } from '../../src/types.js'
import { bruteForce, scoreOf } from '../search/brute-force.js'
import { randomVectors } from '../search/search.js'

const database = randomVectors(40, 8, 1)
const queries = randomVectors(11, 8, 2)

function listAt(dim: number, k: number): Shortlist {
  const { ids } = bruteForce(database, queries, [dim], 'ip', k)
  const scores = [2, 4, 8].map((at) => {
    const values = Float32Array.from(ids, (id, i) => scoreOf(queries, Math.floor(i / k), database, id, at, 'ip'))
    return [at, values] as const
  })
  return { dim, k, ids, scores: new Map(scores) }
}

const single = (shortlist: number): Setting => ({ index: EXACT, shortlist, size: 10, stages: [] })
const pair: Setting = { ...single(2), size: 20, stages: [{ rows: 20, dim: 8 }] }
const labels = Int32Array.from({ length: 40 }, (_, row) => row % 3)
const byLabel: Relevance = {
  kind: 'label',
  labels,
  truth: Int32Array.from({ length: 11 }, (_, q) => q % 3),
  relevant: Int32Array.from({ length: 11 }, (_, q) => labels.filter((label) => label === q % 3).length),
}
const byQrels: Relevance = {
  kind: 'qrels',
  gains: Array.from(
    { length: 11 },
    (_, q) =>
      new Map([
        [q, 1],
        [2 * q, 3],
        [39 - q, 2],
      ]),
  ),
}
const task = (relevance: Relevance, selves: Int32Array | null = null): ScoreTask => ({
  queries: 11,
  searched: [{ settings: [single(2), pair, single(8)], lists: [listAt(2, 21), listAt(8, 11)], isExact: true }],
  reference: 2,
  selves,
  relevance,
  ks: [1, 10],
  kept: 5,
})

describe.each<[string, ScoreTask]>([
  ['by label', task(byLabel)],
  ['by qrels', task(byQrels)],
  [
    'of rows among themselves',
    task(
      byLabel,
      Int32Array.from({ length: 11 }, (_, q) => 39 - q),
    ),
  ],
])('%s', (_, whole) => {
  const expected = score(whole)

  test.each([1, 2, 3, 4, 11, 20])('%i parts come to the whole', (parts) => {
    const tasks = splitTask(whole, parts)
    expect(tasks.reduce((sum, own) => sum + own.queries, 0)).toBe(11)
    expect(joinScored(tasks.map(score))).toEqual(expected)
  })

  test('settings stay in their order, with the heads of their lists', () => {
    expect(expected.values.length).toBe(3)
    expect([...expected.values[2]!['overlap@10']!]).toEqual(new Array(11).fill(1)) // the reference with itself
    expect(expected.heads.map(({ ids, width }) => ids.length / width)).toEqual([5, 5, 5])
  })
})

test('a reranked setting starts with the nearest row of its shortlist', () => {
  const { heads } = score(task(byLabel))
  const list = listAt(2, 20)
  for (let q = 0; q < 5; q++) {
    const own = [...list.ids.subarray(q * 20, (q + 1) * 20)]
    const best = Math.max(...own.map((id) => scoreOf(queries, q, database, id, 8, 'ip')))
    expect(scoreOf(queries, q, database, heads[1]!.ids[q * heads[1]!.width]!, 8, 'ip')).toBeCloseTo(best, 6)
  }
})

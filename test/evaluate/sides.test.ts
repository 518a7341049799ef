import { describe, expect, test } from 'vitest'
import { judgeAll, relevanceOf } from '../../src/evaluate/relevance.js'
import { byLabel, byQrels, type Sides } from '../../src/evaluate/sides.js'
import type { EmbeddingTable } from '../../src/types.js'

/** A table of one-dimensional rows 0, 1, 2, … in batches of two. */
function tableOf(name: string, labels: readonly number[], labelled = true): EmbeddingTable {
  return {
    path: `${name}.arrow`,
    name,
    rows: labels.length,
    width: 1,
    dims: null,
    headDims: [],
    labelled,
    classes: null,
    provenance: null,
    async *batches() {
      for (let start = 0; start < labels.length; start += 2) {
        const own = labels.slice(start, start + 2)
        yield {
          start,
          rows: own.length,
          ids: own.map((_, i) => `${start + i}`),
          labels: Int32Array.from(own),
          vectors: Float32Array.from(own, (_, i) => start + i),
          heads: null,
        }
      }
    },
  }
}

async function read(sides: Sides): Promise<number[]> {
  const rows: number[] = []
  for await (const { values } of sides.database()) rows.push(...values)
  return rows
}

/** Gains of ranked lists, missing places included. */
const gains = (sides: Sides, lists: readonly (readonly number[])[], first = 0) => {
  const relevance = relevanceOf(sides.relevance(), first, first + lists.length)
  const judged = judgeAll(relevance, Int32Array.from(lists.flat()), lists[0]!.length)
  return { gains: [...judged.gains], relevant: [...judged.relevant] }
}

describe('by label', () => {
  test('rows without a class are left out on both sides', async () => {
    const sides = await byLabel(tableOf('db', [0, -1, 1, 0, -1]), tableOf('q', [1, -1, 0]), 'M', false)
    expect([...sides.queries.values]).toEqual([0, 2])
    expect(sides.selves).toBeNull()
    expect(await read(sides)).toEqual([0, 2, 3])
    expect(sides.counted()).toBe(3)
    const relevance = sides.relevance()
    if (relevance.kind !== 'label') throw new Error(relevance.kind)
    expect([...relevance.labels]).toEqual([0, 1, 0])
    expect([...relevance.truth]).toEqual([1, 0])
    expect(sides.notices().map(({ message }) => message)).toEqual([
      '2 of 5 rows of the database of M have no known label and are left out',
      '1 of 3 rows of the queries of M have no known label and are left out',
    ])
  })

  test('a row is relevant when it is of the query’s class', async () => {
    const sides = await byLabel(tableOf('db', [0, -1, 1, 0]), tableOf('q', [1, 0]), 'M', false)
    await read(sides)
    // Rows that count: 0 (class 0), 1 (class 1), 2 (class 0).
    expect(
      gains(sides, [
        [1, 0, -1],
        [2, 1, 0],
      ]),
    ).toEqual({ gains: [1, 0, 0, 1, 0, 1], relevant: [1, 2] })
    expect(gains(sides, [[2, 1, 0]], 1)).toEqual({ gains: [1, 0, 1], relevant: [2] }) // the second query alone
  })

  test('in one file a row knows its place among those that count, and is not relevant to itself', async () => {
    const one = tableOf('one', [0, -1, 1, 0])
    const sides = await byLabel(one, one, 'M', true)
    await read(sides)
    expect([...sides.selves!]).toEqual([0, 1, 2])
    expect(gains(sides, [[2], [0], [0]])).toEqual({ gains: [1, 0, 1], relevant: [1, 0, 1] })
    expect(sides.notices().map(({ code }) => code)).toContain('self-match')
  })

  test('a look at whether the model is nested, where that is asked for', async () => {
    // The first of 64 numbers is above 0 in all rows, the sign of each other is the class.
    const rows = 40
    const labels = Array.from({ length: rows }, (_, i) => i % 2)
    const blind: EmbeddingTable = {
      ...tableOf('blind', labels),
      width: 64,
      async *batches() {
        const values = labels.flatMap((label, i) => [1 + (i % 7) / 100, ...Array(63).fill(label === 0 ? 1 : -1)])
        const ids = labels.map((_, i) => `${i}`)
        yield { start: 0, rows, ids, labels: Int32Array.from(labels), vectors: Float32Array.from(values), heads: null }
      },
    }
    const codes = async (dims: number[] | null) => {
      const sides = await byLabel(blind, blind, 'M', false, dims === null ? null : { dims, seed: 4 })
      for await (const _ of sides.database());
      return sides.notices().map(({ code }) => code)
    }
    expect(await codes([1, 64])).toEqual(['not-nested'])
    expect(await codes([64])).toEqual([])
    expect(await codes(null)).toEqual([])
  })

  test('of whom nothing is known', async () => {
    const [some, none] = [tableOf('some', [0]), tableOf('none', [-1, -1])]
    await expect(byLabel(some, none, 'M', false)).rejects.toThrow('none.arrow has no labels')
    await expect(byLabel(some, tableOf('q', [0], false), 'M', false)).rejects.toThrow('q.arrow has no labels')
    await expect(byLabel(tableOf('db', [0], false), some, 'M', false)).rejects.toThrow('db.arrow has no labels')
    const sides = await byLabel(none, some, 'M', false)
    await expect(read(sides)).rejects.toThrow('none.arrow has no labels')
  })
})

describe('by qrels', () => {
  const judgments = [
    null,
    new Map([[0, 2]]),
    new Map([[1, 0]]),
    new Map([
      [1, 1],
      [2, 3],
    ]),
  ]

  test('queries without judgments are left out, rows without labels are not', async () => {
    const sides = await byQrels(tableOf('db', [-1, -1, -1]), tableOf('q', [0, 0, 0, 0]), 'M', false, judgments)
    expect([...sides.queries.values]).toEqual([1, 2, 3])
    expect(await read(sides)).toEqual([0, 1, 2])
    expect([sides.counted(), sides.relevance().kind, sides.selves]).toEqual([3, 'qrels', null])
    expect(sides.notices().map(({ message }) => message)).toEqual([expect.stringContaining('1 of 4 queries')])
  })

  test('gains are those of the judgments', async () => {
    const sides = await byQrels(tableOf('db', [0, 0, 0]), tableOf('q', [0, 0, 0, 0]), 'M', false, judgments)
    expect(
      gains(sides, [
        [0, 1],
        [1, 0],
        [2, -1],
      ]),
    ).toEqual({ gains: [2, 0, 0, 0, 3, 0], relevant: [1, 0, 2] })
    expect(gains(sides, [[1, 2]], 2)).toEqual({ gains: [1, 3], relevant: [2] })
  })

  test('in one file rows know their places in it', async () => {
    const one = tableOf('one', [0, 0, 0, 0])
    const sides = await byQrels(one, one, 'M', true, judgments)
    expect([...sides.selves!]).toEqual([1, 2, 3])
    const own = [
      null,
      null,
      null,
      new Map([
        [1, 1],
        [3, 3],
      ]),
    ] // row 3 is the fourth query itself
    const last = await byQrels(one, one, 'M', true, own)
    expect(gains(last, [[1, 2]])).toEqual({ gains: [1, 0], relevant: [1] })
  })

  test('rows with the id of a query are left out of its list, and their judgments stay', async () => {
    const [db, q] = [tableOf('db', [0, 0, 0]), tableOf('q', [0, 0, 0, 0])]
    const sides = await byQrels(db, q, 'M', false, judgments, [2, null, null, 1])
    expect([...sides.selves!]).toEqual([-2, -2, 1]) // the first is not judged; a pad of a list is −1
    expect(gains(sides, [[1, 2]], 2)).toEqual({ gains: [1, 3], relevant: [2] })
    expect(sides.notices()[1]).toEqual({
      code: 'identical-ids',
      message:
        '1 of 3 queries of M have the id of a row of the database, which is left out of their lists, as BEIR does',
    })
    const none = await byQrels(db, q, 'M', false, judgments, [2, null, null, null])
    expect([none.selves, none.notices().length]).toEqual([null, 1])
  })

  test('of a table that has the judged queries alone', async () => {
    const sides = await byQrels(tableOf('db', [0, 0, 0]), tableOf('q', [0, 0, 0]), 'M', false, judgments)
    expect([...sides.queries.values]).toEqual([0, 1, 2]) // of four queries, the last three
    expect(gains(sides, [[1, 2]], 2)).toEqual({ gains: [1, 3], relevant: [2] })
    expect(sides.notices().map(({ message }) => message)).toEqual([expect.stringContaining('1 of 4 queries')])
  })
})

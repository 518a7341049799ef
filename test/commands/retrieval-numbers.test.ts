/** Numbers of `retrieval` that must equal each other, however they were asked for. */
import { describe, expect, test } from 'vitest'
import { writeClusters } from './clusters.js'
import { bySetting, lasting, type RetrievalDocument, settingName } from './retrieval-document.js'
import { type Document, expectSchema, program, values } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { path } = world()
const database = writeClusters(path('db.arrow'), { rows: 300, seed: 1 })
const queries = writeClusters(path('q.arrow'), { rows: 60, seed: 2, ids: 'q' })
const files = ['--database', database, '--queries', queries]
const all = ['retrieval', ...files, '--no-latency']
const measured = async (...args: string[]) => (await json<RetrievalDocument>([...all, ...args])).document
const dims = ['--dims', '2,4,8,16']

describe('a grid', () => {
  test('has every single shot and every pair, as runs of their own give them', async () => {
    const grid = await measured(...dims, '--grid', '--shortlist-size', '40', '--k', '1,10')
    expectSchema(grid)
    expect(grid.rows.map(settingName)).toEqual([
      ...['2', '4', '8', '16'],
      ...['2→4:40', '2→8:40', '2→16:40', '4→8:40', '4→16:40', '8→16:40'],
    ])
    const told = ['--shortlist', '2', '--rerank', '4,8,16', '--shortlist-size', '40', '--k', '1,10']
    const pairs = await measured(...told)
    const byName = new Map(grid.rows.map((row) => [settingName(row), row]))
    for (const row of pairs.rows) expect(row).toEqual(byName.get(settingName(row)))
    const single = await measured(...dims, '--k', '1,10')
    for (const row of single.rows) expect(row).toEqual(byName.get(settingName(row)))
  })

  test('is not timed unless that is asked for', async () => {
    const { document } = await json<RetrievalDocument>(['retrieval', ...files, ...dims, '--grid', '--k', '1'])
    expect(document.parameters.latency).toBeNull()
    expect(document.rows.every(({ metrics }) => metrics['latency.p50']!.value === null)).toBe(true)
  })

  test('is drawn as a matrix for each size', async () => {
    const { stdout } = await run([...all, ...dims, '--grid', '--shortlist-size', '20,40', '--k', '10'])
    expect(stdout.match(/mAP@10 \(%\), shortlists of (20|40) rows/g)).toHaveLength(2)
    expect(stdout).toMatch(/^ +search +at 2 +at 4 +at 8 +at 16 +MFLOPs +with 16$/m)
  })
})

test.each(['cosine', 'l2', 'ip'])('single shots find what knn finds: %s', async (distance) => {
  const own = await measured(...dims, '--k', '1', '--distance', distance)
  const { document } = await json<Document>(['knn', ...files, ...dims, '--distance', distance])
  const accuracy = values(document, 'knn@1')
  for (const dim of [2, 4, 8, 16]) expect(bySetting(own, 'hit@1')[dim]).toBeCloseTo(accuracy[`db ${dim}`]!, 12)
  expect(bySetting(own, 'map@1')).toEqual(bySetting(own, 'hit@1'))
  expect(bySetting(own, 'precision@1')).toEqual(bySetting(own, 'hit@1'))
})

describe('what a setting gives', () => {
  test('exact search at full width is what overlap is measured against', async () => {
    const document = await measured(...dims, '--k', '1,10,100')
    for (const k of [1, 10, 100]) expect(bySetting(document, `overlap@${k}`)['16']).toBe(1)
    expect(bySetting(document, 'overlap@10')['2']).toBeLessThan(1)
  })

  test('a shortlist of every row, reranked, is the search at the larger dim', async () => {
    const document = await measured('--shortlist', '2', '--rerank', '8,16', '--shortlist-size', '10,300', '--k', '10')
    const quality = (name: string) => {
      const { metrics } = document.rows.find((row) => settingName(row) === name)!
      return Object.entries(metrics).filter(([id]) => id.includes('@'))
    }
    expect(quality('2→8:300')).toEqual(quality('8'))
    expect(quality('2→16:300')).toEqual(quality('16'))
    // a list of k rows holds the same rows in any order
    expect(bySetting(document, 'precision@10')['2→16:10']).toBe(bySetting(document, 'precision@10')['2'])
    expect(bySetting(document, 'recall@10')['2→8:10']).toBe(bySetting(document, 'recall@10')['2'])
    expect(bySetting(document, 'map@10')['2→16:10']).not.toBe(bySetting(document, 'map@10')['2'])
  })

  test('one stage of a funnel is a shortlist and a rerank, and the same setting is measured once', async () => {
    const told = ['--shortlist', '4', '--rerank', '16', '--shortlist-size', '50', '--k', '10']
    const [pair, funnel] = [await measured(...told), await measured('--funnel', '4:50@16', '--k', '10')]
    expect(funnel.rows).toEqual(pair.rows)
    const both = await measured(...told, '--shortlist-size', '50', '--funnel', '4:50@16')
    expect(both.rows).toEqual(pair.rows)
  })

  test('a longer shortlist holds more of what is to be found', async () => {
    const document = await measured('--shortlist', '2', '--shortlist-size', '10,20,40,80,160', '--k', '10')
    const found = [10, 20, 40, 80, 160].map((size) => bySetting(document, 'overlap@10')[`2→16:${size}`]!)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
    expect(found.at(-1)!).toBeGreaterThan(found[0]!)
    const cost = [10, 160].map((size) => bySetting(document, 'mflops')[`2→16:${size}`]!)
    expect(cost).toEqual([(2 * 300 + 10 * 16) / 1e6, (2 * 300 + 160 * 16) / 1e6])
  })

  test('metrics deeper than a funnel ends are not measured', async () => {
    const document = await measured('--funnel', '2:40@4,20@16')
    expect(bySetting(document, 'map@10')['2→4:40→16:20']).not.toBeNull()
    expect(bySetting(document, 'map@25')['2→4:40→16:20']).toBeNull()
    expect(bySetting(document, 'map@25')['16']).not.toBeNull()
  })
})

describe('chance', () => {
  test('two runs give the same bytes', async () => {
    const args = [
      '--grid',
      ...dims,
      '--k',
      '10',
      '--index',
      'exact',
      '--index',
      'HNSW8',
      '--index',
      'IVF4,Flat',
      '--no-cache',
    ]
    const [first, second] = [await measured(...args), await measured(...args)]
    expect(lasting(first) === lasting(second)).toBe(true) // without printing both
    expect(first.rows.some(({ metrics }) => metrics.buildSeconds!.value !== null)).toBe(true)
  })

  test('the seed moves intervals only', async () => {
    const of = (document: RetrievalDocument, part: 'value' | 'ci95') =>
      document.rows.map(({ metrics }) => Object.values(metrics).map((metric) => metric[part]))
    const [one, other] = [await measured('--k', '10'), await measured('--k', '10', '--seed', '7')]
    expect(of(one, 'value')).toEqual(of(other, 'value'))
    expect(of(one, 'ci95')).not.toEqual(of(other, 'ci95'))
    expect(other.parameters.seed).toBe(7)
  })

  test('threads and batches of queries change nothing', async () => {
    const [one, other] = [await measured(...dims, '--k', '10'), await measured(...dims, '--k', '10', '--threads', '1')]
    expect(other.rows).toEqual(one.rows)
  })
})

describe('baselines', () => {
  test('the first dims are the single shots and shortlists of the embedding itself', async () => {
    const document = await measured(
      ...dims,
      '--shortlist',
      '4',
      '--shortlist-size',
      '50',
      '--k',
      '10',
      '--reduce',
      'first',
    )
    expectSchema(document)
    const own = document.rows.filter(({ reduction }) => reduction === undefined)
    const first = document.rows.filter(({ reduction }) => reduction === 'first')
    expect(first.map(({ metrics }) => metrics)).toEqual(own.map(({ metrics }) => metrics))
    expect(first.map(settingName)).toEqual(['first 2', 'first 4', 'first 8', 'first 16', 'first 4→16:50'])
  })

  test('by chance: a mean over seeds with its deviation; all dims are all dims', async () => {
    const document = await measured('--dims', '4,16', '--k', '10', '--reduce', 'random,svd')
    expectSchema(document)
    const [some, whole] = document.rows.filter(({ reduction }) => reduction === 'random')
    expect(some!.metrics['map@10']).toMatchObject({ ci95: null, unit: 'fraction' })
    expect(some!.metrics['map@10']!.sd).toBeGreaterThan(0)
    expect(whole!.metrics['map@10']!.sd).toBe(0)
    const values = bySetting(document, 'map@10')
    expect(values['random 16']).toBeCloseTo(values['16']!, 12)
    expect(values['svd 16']).toBeCloseTo(values['16']!, 2) // a rotation
    expect(document.rows.find(({ reduction }) => reduction === 'svd')!.metrics['map@10']!.sd).toBeUndefined()
  })

  test('of queries that are the database', async () => {
    const few = writeClusters(path('few.arrow'), { rows: 12, seed: 5 })
    const { document } = await json<RetrievalDocument>([
      ...['retrieval', '--database', few, '--queries', few, '--no-latency', '--dims', '4,16', '--reduce', 'first'],
    ])
    const [own, , first] = document.rows
    expect(Object.keys(own!.metrics)).toEqual(Object.keys(first!.metrics))
    expect(first!.metrics).toEqual(own!.metrics)
  })
})

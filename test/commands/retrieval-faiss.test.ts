/** `retrieval --index`: the same settings through FAISS. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeClusters } from './clusters.js'
import { bySetting, type RetrievalDocument, settingName } from './retrieval-document.js'
import { expectSchema, program } from './run.js'
import { world } from './world.js'

const { json, run, cache } = program()
const { path } = world()
const database = writeClusters(path('db.arrow'), { rows: 600, seed: 1, width: 32 })
const queries = writeClusters(path('q.arrow'), { rows: 80, seed: 2, width: 32, ids: 'q' })
const all = ['retrieval', '--database', database, '--queries', queries, '--no-latency']
const measured = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { document, stderr } = await json<RetrievalDocument>([...all, ...args], { env })
  expect(stderr).toBe('')
  return document
}
const quality = ({ rows }: RetrievalDocument, index: string) =>
  rows
    .filter((row) => row.index === index)
    .map(({ metrics }) => Object.entries(metrics).filter(([id]) => id.includes('@')))

test.each(['cosine', 'l2', 'ip'])('Flat is exact search: %s', async (distance) => {
  const ways = ['--shortlist', '8', '--shortlist-size', '50', '--funnel', '4:60@8,20@32', '--k', '10,20']
  const document = await measured(['--index', 'exact', '--index', 'Flat', '--distance', distance, ...ways])
  expectSchema(document)
  expect(quality(document, 'Flat')).toEqual(quality(document, 'exact'))
  expect(bySetting(document, 'mflops')['Flat 8→32:50']).toBe(bySetting(document, 'mflops')['8→32:50'])
  const row = document.rows.find(({ index }) => index === 'Flat')!
  expect(row.metrics.buildSeconds!.value).toBeGreaterThan(0)
  expect(row.metrics.indexBytes!.value).toBeGreaterThanOrEqual(600 * 4 * 4)
})

describe('settings of an index', () => {
  test('are really applied: more probes find more, and all lists everything', async () => {
    const document = await measured(['--index', 'IVF16,Flat', '--nprobe', '1,4,16', '--dims', '32', '--k', '10'])
    const found = [1, 4, 16].map((probes) => bySetting(document, 'overlap@10')[`IVF16,Flatp${probes} 32`]!)
    expect(found[0]).toBeLessThan(found[1]!)
    expect(found[1]).toBeLessThan(found[2]!)
    expect(found[2]).toBeCloseTo(1, 2)
    expect(document.rows.map(({ nprobe }) => nprobe)).toEqual([1, 4, 16])
    const million = (probes: number) => (32 * 16 + (32 * probes * 600) / 16) / 1e6
    expect(document.rows.map(({ metrics }) => metrics.mflops!.value)).toEqual([1, 4, 16].map(million))
  })

  test('a graph is searched more widely', async () => {
    const document = await measured(['--index', 'HNSW2', '--ef-search', '10,300', '--dims', '32', '--k', '10'])
    const found = bySetting(document, 'overlap@10')
    expect(found['HNSW2e300 32']).toBeGreaterThan(found['HNSW2e10 32']!)
    expect(document.rows[0]!.metrics.mflops!.value).toBeNull()
    expect(document.rows[0]!.metrics['speedup.flops']!.value).toBeNull()
  })

  test('are those of the indexes that have them', async () => {
    const two = ['--index', 'HNSW8', '--index', 'IVF4,Flat', '--index', 'exact']
    const document = await measured([...two, '--ef-search', '16,64', '--nprobe', '2', '--dims', '32', '--k', '10'])
    expect(document.rows.map(settingName)).toEqual(['HNSW8e16 32', 'HNSW8e64 32', 'IVF4,Flatp2 32', '32'])
    expect(document.rows[3]).not.toHaveProperty('nprobe')
  })

  test('clusters at one dim, scans at another', async () => {
    const args = ['--index', 'IVF8,Flat', '--cluster-dim', '4,32', '--nprobe', '8', '--dims', '8,32', '--k', '10']
    const document = await measured(args)
    expectSchema(document)
    expect(document.rows.map(({ shortlist, clusterDim }) => [shortlist, clusterDim])).toEqual([
      [8, 4],
      [32, 4],
      [8, 32],
      [32, 32],
    ])
    const exact = await measured(['--dims', '8,32', '--k', '10'])
    for (const row of document.rows) // all lists are scanned
      expect(row.metrics['overlap@10']!.value).toBeCloseTo(bySetting(exact, 'overlap@10')[String(row.shortlist)]!, 2)
    expect(document.rows[0]!.metrics.mflops!.value).toBe((4 * 8 + 8 * 600) / 1e6)
  })
})

describe('from elsewhere', () => {
  test('the environment: spaces between several, for they have commas of their own', async () => {
    const env = { MRL_EVAL_INDEX: 'IVF4,Flat HNSW8', MRL_EVAL_FUNNEL: '4:40@8,20@32 8:40@32', MRL_EVAL_K: '5,10' }
    const document = await measured([], env)
    const ways = ['4', '8', '32', '4→8:40→32:20', '8→32:40']
    expect(document.rows.map(settingName)).toEqual(
      ['IVF4,Flat', 'HNSW8'].flatMap((i) => ways.map((way) => `${i} ${way}`)),
    )
    expect(document.rows[0]!.metrics).toHaveProperty('map@5')
  })

  test('an index that is named twice is searched once', async () => {
    const document = await measured([
      '--index',
      'exact',
      '--index',
      'Flat',
      '--index',
      'Flat',
      '--dims',
      '8',
      '--k',
      '10',
    ])
    expect(document.rows.map(settingName)).toEqual(['8', 'Flat 8'])
  })
})

test('indexes are kept in the cache, and loaded from there', async () => {
  const args = ['--index', 'IVF4,SQ8', '--dims', '8', '--k', '10']
  const folder = join(cache, 'mrl-eval', 'indexes')
  const before = existsSync(folder) ? readdirSync(folder) : []
  const first = await measured(args)
  const built = readdirSync(folder).filter((name) => !before.includes(name))
  expect(built.length).toBeGreaterThan(0)
  const second = await measured(args)
  expect(readdirSync(folder).length).toBe(before.length + built.length)
  expect(second.rows).toEqual(first.rows) // with the seconds that it took to build, once
  const without = await measured([...args, '--no-cache'])
  expect(quality(without, 'IVF4,SQ8')).toEqual(quality(first, 'IVF4,SQ8'))
})

test('a table names the index of every row', async () => {
  const { stdout } = await run([...all, '--index', 'IVF4,Flat', '--nprobe', '1,2', '--dims', '8', '--k', '10'])
  expect(stdout).toMatch(/^ +IVF4,Flat nprobe=1 +8 /m)
  expect(stdout).toMatch(/^ +IVF4,Flat nprobe=2 +8 /m)
})

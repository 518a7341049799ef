/** What a dry run tells of work beside reading and searching: a time for each, which grows with what is asked for. */
import { expect, test } from 'vitest'
import type { Cost } from '../../../src/cli/run/costs/cost.js'
import { cascadeCost, meansCost, probeCost } from '../../../src/cli/run/costs/learning.js'
import { costsOf } from '../../../src/cli/run/costs.js'
import { reading } from '../../../src/cli/tables/reading.js'
import { writeClusters } from '../../commands/clusters.js'
import { ints, vectors, writeArrow } from '../../data/arrow-file.js'
import { temporaryFolder } from '../../data/temporary.js'
import { silent } from '../../search/search.js'

const folder = temporaryFolder()
const SETTINGS = {
  ...{ tool: '0', onnxruntime: '0', device: 'cpu' as const, threads: 1, batch: 8, columns: {}, outputs: {} },
  ...{ images: {}, texts: {}, modelDims: null, cache: folder, progress: silent, signal: new AbortController().signal },
} as Parameters<typeof costsOf>[2]['settings']

const readings = (['database', 'queries', 'data', 'holdout', 'train'] as const).map((role, seed) =>
  reading(role, writeClusters(`${folder}/${role}.arrow`, { rows: 60, seed }), { column: undefined }),
)

/** Seconds of one cost, and of reading the five small tables, which is nothing. */
async function secondsOf(cost: Cost): Promise<number> {
  return (await costsOf({ models: [], readings, costs: [cost] }, 'one', { settings: SETTINGS }, new Map())).seconds
}

const NOTHING = 0.001
const PLAN = { policies: ['joint'] as const, goal: null, splits: null }
const dims = [4, 8, 16]
const cascades = (plan: Parameters<typeof cascadeCost>[0]['plan'], areProbes = true) =>
  cascadeCost({ plan, dims, seed: 0, areProbes })
const means = { dims, ways: null, trials: 10, distance: 'cosine' } as const

test.each<[string, Cost]>([
  ['probes', probeCost(dims, true)],
  ['probes of one set', probeCost(dims, false)],
  ['class means', meansCost({ ...means, shots: null })],
  ['cascades', cascades(PLAN)],
])('%s take time', async (_, cost) => {
  expect(await secondsOf(cost)).toBeGreaterThan(NOTHING)
})

test('nothing is learnt of a file without heads, or for shots that no class has', async () => {
  expect(await secondsOf(cascades(PLAN, false))).toBeLessThan(NOTHING)
  expect(await secondsOf(meansCost({ ...means, shots: [] }))).toBeLessThan(NOTHING)
})

test('a hundred splits take far longer than one', async () => {
  const splits = (count: number) => cascades({ ...PLAN, splits: { count, size: 40 } })
  await secondsOf(splits(1)) // the first is slower
  expect(await secondsOf(splits(100))).toBeGreaterThan(10 * (await secondsOf(splits(1))))
})

test('classes are counted over all rows, also where these are in order of their classes', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => i)
  const path = writeArrow(`${folder}/ordered.arrow`, {
    embedding: vectors(rows.map((i) => [i % 7, 1])),
    label: ints(rows.map((i) => Math.floor(i / 100))),
  })
  let found = 0
  const count: Cost = async ({ tables }) => {
    found = await tables[0]!.classes()
    return { seconds: 0, bytes: 0 }
  }
  const readings = [reading('train', path, { column: undefined })]
  await costsOf({ models: [], readings, costs: [count] }, 'one', { settings: SETTINGS }, new Map())
  expect(found).toBe(6)
})

/** What a dry run tells of work beside reading and searching: a time for each, which grows with what is asked for. */
import { expect, test } from 'vitest'
import { costsOf } from '../../../src/cli/run/costs.js'
import { cascades, classMeans, type Extra, probeFits } from '../../../src/cli/run/extras.js'
import type { Reading } from '../../../src/cli/run/plans.js'
import type { TableRole } from '../../../src/cli/tables/stored-tables.js'
import { writeClusters } from '../../commands/clusters.js'
import { temporaryFolder } from '../../data/temporary.js'
import { silent } from '../../search/search.js'

const folder = temporaryFolder()
const SETTINGS = {
  ...{ tool: '0', onnxruntime: '0', device: 'cpu' as const, threads: 1, batch: 8, columns: {}, outputs: {} },
  ...{ images: {}, texts: {}, modelDims: null, cache: folder, progress: silent, signal: new AbortController().signal },
} as Parameters<typeof costsOf>[2]

const readings = (['database', 'queries', 'data', 'holdout', 'train'] as const).map(
  (role: TableRole, seed): Reading => {
    const path = writeClusters(`${folder}/${role}.arrow`, { rows: 60, seed })
    return { role, path, wanted: { logits: false, tta: 'none' }, text: null }
  },
)

/** Seconds of one extra, and of reading the five small tables, which is nothing. */
async function secondsOf(extra: Extra): Promise<number> {
  const work = { models: [null], readings, search: null, dims: [4, 8, 16], distance: 'cosine' as const }
  return (await costsOf({ ...work, extras: [extra], untold: [] }, 'one', SETTINGS, new Map())).seconds
}

const NOTHING = 0.001
const PLAN = { policies: ['joint'] as const, goal: null, splits: null }

test.each<[string, Extra]>([
  ['probes', probeFits('train.arrow')],
  ['probes of one set', probeFits(undefined)],
  ['class means', classMeans({ trials: 10, distance: 'cosine' })],
  ['cascades', cascades(PLAN, 0, true)],
])('%s take time', async (_, extra) => {
  expect(await secondsOf(extra)).toBeGreaterThan(NOTHING)
})

test('nothing is learnt for one head, from thresholds of a file, or for shots that no class has', async () => {
  expect(await secondsOf(cascades(null, 0, true))).toBeLessThan(NOTHING)
  expect(await secondsOf(cascades(PLAN, 0, false))).toBeLessThan(NOTHING) // no heads
  expect(await secondsOf(classMeans({ shots: [], trials: 10, distance: 'l2' }))).toBeLessThan(NOTHING)
})

test('a hundred splits take far longer than one', async () => {
  const splits = (count: number) => cascades({ ...PLAN, splits: { count, size: 40 } }, 0, true)
  await secondsOf(splits(1)) // the first is slower
  expect(await secondsOf(splits(100))).toBeGreaterThan(10 * (await secondsOf(splits(1))))
})

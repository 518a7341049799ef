/** FAISS in the measuring process, and beside exact search there. Needs a build, as latency.test.ts does. */
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Faiss, probeFaiss, startFaiss } from '../../../src/search/faiss/faiss.js'
import { measureLatency } from '../../../src/search/latency/latency.js'
import { writeVectors } from '../../../src/search/vector-file.js'
import type { IndexSpec, Setting } from '../../../src/types.js'
import { temporaryFolder } from '../../data/temporary.js'
import { inBatches, randomVectors, silent } from '../search.js'

const folder = temporaryFolder()
const probe = await probeFaiss()
const missing = 'failure' in probe && process.env.CI === undefined
const signal = new AbortController().signal
const started: Faiss[] = []
afterAll(async () => {
  for (const faiss of started) await faiss.close()
})

const NONE = { clusterDim: null, efSearch: null, nprobe: null }
const EXACT: IndexSpec = { ...NONE, factory: 'exact' }

function setting(index: IndexSpec, stages: Setting['stages']): Setting {
  return { index, shortlist: 8, size: 40, stages }
}

test.skipIf(missing)(
  'FAISS answers in the timed path as in its own process, reranked or not',
  async () => {
    const database = randomVectors(600, 32, 1)
    const queries = randomVectors(50, 32, 2)
    const file = await writeVectors(join(folder, 'database'), 32, inBatches(database, [600]))
    const asked = await writeVectors(join(folder, 'queries'), 32, inBatches(queries, [50]))
    const faiss = await startFaiss({ threads: 1, cache: null, scratch: folder, signal })
    started.push(faiss)
    const build = (spec: IndexSpec) => faiss.build({ ...spec, dim: 8 }, file, 'l2')

    const flat: IndexSpec = { ...NONE, factory: 'Flat' }
    const ivf: IndexSpec = { ...NONE, factory: 'IVF12,Flat', nprobe: 1 }
    const wider: IndexSpec = { ...ivf, clusterDim: 16, nprobe: 3 }
    const rerank = [{ rows: 40, dim: 32 }]
    const timed = [
      { setting: setting(EXACT, rerank), index: null },
      { setting: setting(flat, rerank), index: await build(flat) },
      { setting: setting(flat, []), index: await build(flat) },
      { setting: setting(ivf, []), index: await build(ivf) },
      { setting: setting(wider, []), index: await build(wider) },
    ]
    const found = await measureLatency({
      database: file,
      queries: asked,
      distance: 'l2',
      k: 10,
      settings: timed,
      threads: 2,
      seconds: 0.05,
      signal,
      progress: silent,
    })
    for (const [s, { single, batch, ids, queries: answered }] of found.entries()) {
      const { setting, index } = timed[s]!
      expect(answered).toBe(Math.min(50, single.samples))
      expect(single.p50).toBeGreaterThan(0)
      expect(batch.queriesPerSecond).toBeGreaterThan(0)
      expect(single.copy === null).toBe(index === null)
      if (index !== null) expect(single.copy).toBeGreaterThan(0)
      if (index === null || setting.stages.length > 0) continue
      const alone = await faiss.search(index, setting.index, queries, 10)
      expect(ids).toEqual(alone.slice(0, ids.length))
    }
    // Reranked at full width, Flat's shortlist gives what the exact one gives.
    const both = Math.min(found[0]!.ids.length, found[1]!.ids.length)
    expect(found[1]!.ids.slice(0, both)).toEqual(found[0]!.ids.slice(0, both))
    // nprobe 1 of 12 really is what was timed: it misses rows.
    expect(found[3]!.ids.slice(0, 300)).not.toEqual(found[2]!.ids.slice(0, 300))
  },
  60_000,
)

import { expect, test } from 'vitest'
import { nearestCost, settingsCost } from '../../../src/cli/run/costs/searching.js'
import { BASE_BYTES, costsOf } from '../../../src/cli/run/costs.js'
import { reading } from '../../../src/cli/tables/reading.js'
import { EXACT } from '../../../src/evaluate/indexes.js'
import { floatsNpy } from '../../data/npy-file.js'
import { temporaryFolder } from '../../data/temporary.js'
import { randomVectors, silent } from '../../search/search.js'

const folder = temporaryFolder()

function rowsOf(role: 'database' | 'queries', rows: number) {
  const path = floatsNpy(`${folder}/${role}.npy`, randomVectors(rows, 2, rows).values, [rows, 2])
  return reading(role, path, { column: undefined })
}

const SETTINGS = {
  ...{ tool: '0', onnxruntime: '0', device: 'cpu' as const, threads: 1, batch: 8, columns: {}, outputs: {} },
  ...{ images: {}, texts: {}, modelDims: null, cache: folder, progress: silent, signal: new AbortController().signal },
} as Parameters<typeof costsOf>[2]['settings']

const readings = [rowsOf('database', 20_000), rowsOf('queries', 3)]
const common = { distance: 'ip', reductions: [] } as const

async function bytesOf(cost: ReturnType<typeof nearestCost>): Promise<number> {
  const plan = { models: [], readings, costs: [cost] }
  return (await costsOf(plan, 'one', { settings: SETTINGS }, new Map())).memoryBytes - BASE_BYTES
}

// 20,000 rows are three tiles of 6667: (2·3·2 queries + 2·6667·2 of a tile + 2 dims × 3 × 5 × 2 of lists) × 4 bytes
test('a database larger than a tile takes the memory of one tile', async () => {
  expect(await bytesOf(nearestCost({ ...common, dims: [1, 2], k: 5, codings: [], factor: 1 }))).toBe(
    4 * (12 + 26_668 + 60),
  )
})

// as above, and 2 × 20,000 × 2 of the whole
test('where searches are timed, it is in memory as a whole; lists are as long as the settings have them', async () => {
  const asked = {
    ...{ dims: [1, 2], shortlist: null, rerank: null, grid: false, sizes: null, funnels: [], rescoreFactor: 4 },
    ...{ indexes: [EXACT], ks: [5] },
  }
  expect(await bytesOf(settingsCost(asked, { ...common, latencySeconds: null }))).toBe(4 * (12 + 26_668 + 60))
  expect(await bytesOf(settingsCost(asked, { ...common, latencySeconds: 0 }))).toBe(4 * (12 + 26_668 + 60 + 80_000))
})

import { expect, test } from 'vitest'
import { BASE_BYTES, costsOf } from '../../../src/cli/run/costs.js'
import type { Reading } from '../../../src/cli/run/plans.js'
import { floatsNpy } from '../../data/npy-file.js'
import { temporaryFolder } from '../../data/temporary.js'
import { randomVectors, silent } from '../../search/search.js'

const folder = temporaryFolder()

function reading(role: 'database' | 'queries', rows: number): Reading {
  const path = floatsNpy(`${folder}/${role}.npy`, randomVectors(rows, 2, rows).values, [rows, 2])
  return { role, path, wanted: { logits: false, tta: 'none' }, text: null }
}

const NO_MORE = { codings: [], rescored: 5, reductions: [] }
const SETTINGS = {
  ...{ tool: '0', onnxruntime: '0', device: 'cpu' as const, threads: 1, batch: 8, columns: {}, outputs: {} },
  ...{ images: {}, texts: {}, modelDims: null, cache: folder, progress: silent, signal: new AbortController().signal },
} as Parameters<typeof costsOf>[2]

// 20,000 rows are three tiles of 6667: (2·3·2 queries + 2·6667·2 of a tile + 2 dims × 3 × 5 × 2 of lists) × 4 bytes
test('a database larger than a tile takes the memory of one tile, unless it is timed', async () => {
  const readings = [reading('database', 20_000), reading('queries', 3)]
  const [database, queries] = readings.map(({ path }) => path) as [string, string]
  const bytes = async (latencySeconds: number | null) => {
    const search = { database, queries: [queries], k: 5, settings: null, latencySeconds, ...NO_MORE }
    const work = { models: [null], readings, search, dims: [1, 2], distance: 'ip' as const, extras: [], untold: [] }
    return (await costsOf(work, 'knn', SETTINGS, new Map())).memoryBytes - BASE_BYTES
  }
  expect(await bytes(null)).toBe(4 * (12 + 26_668 + 60))
  expect(await bytes(0)).toBe(4 * (12 + 26_668 + 60 + 2 * 20_000 * 2))
})

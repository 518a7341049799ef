/** FAISS for tests: started on a scratch folder, and what is known without it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import {
  type BuiltIndex,
  type Faiss,
  probeFaiss,
  type SearchSettings,
  startFaiss,
} from '../../../src/search/faiss/faiss.js'
import { type VectorFile, writeVectors } from '../../../src/search/vector-file.js'
import type { Distance, Vectors } from '../../../src/types.js'
import { inBatches } from '../search.js'

const found = await probeFaiss()

/** Why FAISS tests are left out here, or null. Where CI is set FAISS must be there: node scripts/faiss.mjs */
export const withoutFaiss: string | null = 'failure' in found && process.env.CI === undefined ? found.failure : null

export const DEFAULTS: SearchSettings = { efSearch: null, nprobe: null }

export interface Bench {
  folder: string
  file(database: Vectors): Promise<VectorFile>
  start(cache?: string | null, signal?: AbortSignal): Promise<Faiss>
}

/** A folder that goes away after the file's tests, and FAISS processes that end with it. */
export function bench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'mrl-eval-faiss-'))
  const started: Faiss[] = []
  let files = 0
  afterAll(async () => {
    for (const faiss of started) await faiss.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    folder,
    file: (database) => writeVectors(join(folder, `rows-${files++}`), database.width, inBatches(database, [1000])),
    async start(cache = null, signal = new AbortController().signal) {
      const faiss = await startFaiss({ threads: 1, cache, scratch: folder, signal })
      started.push(faiss)
      return faiss
    },
  }
}

/** Builds one index and searches it. */
export async function buildAndSearch(
  faiss: Faiss,
  file: VectorFile,
  factory: string,
  dim: number,
  distance: Distance,
  queries: Vectors,
  k: number,
  settings = DEFAULTS,
): Promise<{ index: BuiltIndex; ids: Int32Array }> {
  const index = await faiss.build({ factory, dim, clusterDim: null }, file, distance)
  return { index, ids: await faiss.search(index, settings, queries, k) }
}

/** Share of the true nearest rows that were found. Both arrays: lists of k */
export function recall(ids: Int32Array, truth: Int32Array, k: number): number {
  let hits = 0
  for (let from = 0; from < ids.length; from += k) {
    const list = new Set(ids.subarray(from, from + k))
    for (const id of truth.subarray(from, from + k)) if (list.has(id)) hits++
  }
  return hits / ids.length
}

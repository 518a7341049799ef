/** How long FAISS takes to build and search indexes on this machine, roughly, by small ones: in proportion to the rows. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type IndexRequest, startFaiss } from '../../../search/faiss/faiss.js'
import { writeVectors } from '../../../search/vector-file.js'
import type { Setting } from '../../../types.js'
import { scratchFolder } from '../../scratch.js'
import { filler, type Machine, once, secondsOf } from './sample.js'
import type { SearchShape } from './search.js'

/** What the small index has at most, but for the rows that an index cannot do without. */
const SAMPLE_ROWS = 2048
const QUERIES = 64
const ROWS_FOR_CLUSTER = 4

/** What indexes of all settings take. */
export interface FaissPace {
  buildSeconds: number // of each index once
  secondsPerQuery: number // of every setting
}

/** @throws UserError where FAISS does not load */
export async function faissPace(
  { rows: all, width, k, distance }: Omit<SearchShape, 'dims' | 'queries'>,
  settings: readonly Setting[],
  { threads, signal }: Machine,
): Promise<FaissPace> {
  if (settings.length === 0 || all === 0) return { buildSeconds: 0, secondsPerQuery: 0 }
  const clusters = settings.map(({ index }) => Number(/IVF(\d+)/.exec(index.factory)?.[1] ?? 0))
  const rows = Math.min(all, Math.max(SAMPLE_ROWS, ROWS_FOR_CLUSTER * Math.max(...clusters)))
  const queries = filler(QUERIES, width)
  const scratch = await scratchFolder()
  const faiss = await startFaiss({ threads, cache: null, scratch, signal })
  try {
    const file = await writeVectors(join(scratch, 'rows.f32'), width, once(filler(rows, width)))
    let [building, searching] = [0, 0]
    for (const { index, shortlist } of settings) {
      const request: IndexRequest = { factory: index.factory, dim: shortlist, clusterDim: index.clusterDim }
      const built = await faiss.build(request, file, distance)
      if (!built.reloaded) building += built.buildSeconds
      searching += await secondsOf(() => faiss.search(built, index, queries, Math.min(k, rows)))
    }
    const factor = all / rows
    return { buildSeconds: building * factor, secondsPerQuery: (searching * factor) / QUERIES }
  } finally {
    await faiss.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

/** What the FAISS binding itself takes for a query: it wants an array of plain numbers. Only for the latency child. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../../math/percentiles.js'
import type { Vectors } from '../../types.js'
import { metricOf } from '../faiss/binding.js'
import { openIndex } from '../faiss/index.js'
import { flatHeader } from '../faiss/index-file.js'
import type { BuiltIndex } from '../faiss/request.js'
import { indexWidth } from '../faiss/rows.js'

const SEARCHES = 200

/**
 * Searches a Flat index of one vector as wide as the given index: cutting, normalizing, the copy into an array of numbers
 * and the call are the same, and hardly anything is searched. Nothing is taken off.
 * @param folder for the index while it is timed; its owner clears it if this process is killed
 * @param clock milliseconds
 * @returns milliseconds of one query, the median of 200 after 200 that warm up
 */
export function copyTime(
  { request, distance }: BuiltIndex,
  queries: Vectors,
  folder: string,
  clock: () => number,
): number {
  const width = indexWidth(request)
  const path = join(folder, `one-vector-${process.pid}`)
  try {
    writeFileSync(path, Buffer.concat([flatHeader(1, width, metricOf('Flat', distance)), Buffer.alloc(width * 4)]))
    const flat = { ...request, factory: 'Flat', dim: width, clusterDim: null }
    const one = { request: flat, distance, rows: 1, path, bytes: 45 + width * 4, buildSeconds: 0, reloaded: false }
    const open = openIndex(one, { efSearch: null, nprobe: null })
    const times = new Float64Array(SEARCHES)
    for (let i = -SEARCHES; i < SEARCHES; i++) {
      const began = clock()
      open.search(queries, (i + SEARCHES) % queries.rows, 1, 1)
      if (i >= 0) times[i] = clock() - began
    }
    return median(times)
  } finally {
    rmSync(path, { force: true })
  }
}

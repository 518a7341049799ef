/** Building indexes. Only for child processes: training and adding block for as long as they take. */

import { once } from 'node:events'
import { createWriteStream, rmSync, statSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import type { Distance } from '../../types.js'
import { readVectors, type VectorFile } from '../vector-file.js'
import { loadFaiss, metricOf, type NativeIndex, nativeFactory } from './binding.js'
import { leastRows } from './check.js'
import { reusedArray } from './index.js'
import { flatHeader } from './index-file.js'
import { readClusters, writeClustered } from './ivf-file.js'
import type { IndexRequest } from './request.js'
import { type RowShape, shapeRows, storedShape } from './rows.js'

export interface BuildRequest {
  request: IndexRequest
  database: VectorFile
  distance: Distance
  target: string // file to write
}

/** What an index weighs and what it took. */
export interface Build {
  bytes: number
  buildSeconds: number // reading and converting rows, training, adding, writing
}

/** Values that are trained on at most: they pass through one JavaScript array, which cannot hold twice as many. */
const TRAINING_VALUES = 2 ** 26

export async function buildIndex({ request, database, distance, target }: BuildRequest): Promise<Build> {
  const from = performance.now()
  const shape = storedShape(request, distance)
  const { factory, clusterDim } = request
  let padding = 0
  if (clusterDim !== null) {
    const clusters = `${target}.clusters`
    try {
      await train({ factory, dim: clusterDim, clusterDim: null }, database, distance, clusters)
      await writeClustered(target, readClusters(clusters), request, database, distance)
    } finally {
      rmSync(clusters, { force: true })
    }
    padding = paddingBytes(request, database.rows)
  } else if (factory === 'Flat') await writeFlat(target, database, shape, metricOf(factory, distance))
  else await train(request, database, distance, target)
  const buildSeconds = (performance.now() - from) / 1000
  return { bytes: statSync(target).size - padding, buildSeconds }
}

/** Zeros that stand in the file only because it stores rows and centroids at one width. */
function paddingBytes({ factory, dim, clusterDim }: IndexRequest, rows: number): number {
  const lists = Number(/^IVF(\d+)/.exec(factory)![1])
  const width = Math.max(dim, clusterDim!)
  return 4 * (lists * (width - clusterDim!) + rows * (width - dim))
}

async function writeFlat(target: string, database: VectorFile, shape: RowShape, metric: number): Promise<void> {
  const out = createWriteStream(target)
  out.write(flatHeader(database.rows, shape.width, metric))
  for await (const batch of readVectors(database)) {
    const rows = shapeRows(batch, 0, batch.rows, shape)
    if (!out.write(new Uint8Array(rows.buffer))) await once(out, 'drain')
  }
  out.end()
  await finished(out)
}

async function train(request: IndexRequest, database: VectorFile, distance: Distance, target: string): Promise<void> {
  const shape = storedShape(request, distance)
  const index = loadFaiss().Index.fromFactory(
    request.dim,
    nativeFactory(request.factory),
    metricOf(request.factory, distance),
  )
  if (!index.isTrained()) index.train(Array.from(await sample(request, database, shape)))
  await addRows(index, database, shape)
  index.write(target)
}

/** Evenly spaced rows, so that the same database gives the same index. */
async function sample({ factory, dim }: IndexRequest, database: VectorFile, shape: RowShape): Promise<Float32Array> {
  const lists = Number(/IVF(\d+)/.exec(factory)?.[1] ?? 0)
  const most = Math.min(Math.max(256 * lists, 65_536), Math.floor(TRAINING_VALUES / dim))
  const size = Math.min(database.rows, Math.max(most, leastRows(factory)))
  const rows = new Float32Array(size * dim)
  let start = 0
  let next = 0
  for await (const batch of readVectors(database)) {
    for (; next < size; next++) {
      const row = Math.floor((next * database.rows) / size) - start
      if (row >= batch.rows) break
      rows.set(shapeRows(batch, row, 1, shape), next * dim)
    }
    start += batch.rows
  }
  return rows
}

/** In blocks, between which the process hears whether its parent is still there. */
async function addRows(index: NativeIndex, database: VectorFile, shape: RowShape): Promise<void> {
  const plain = reusedArray()
  for await (const batch of readVectors(database, 1024)) {
    index.add(plain(shapeRows(batch, 0, batch.rows, shape)))
    await setImmediate()
  }
}

/** IVF,Flat index files: read apart, and written anew with the lists of one index and rows of another width. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { Distance } from '../../types.js'
import { readVectors, type VectorFile } from '../vector-file.js'
import { flatHeader, HEADER_BYTES, headerBytes, readAt, readHeader } from './index-file.js'
import type { IndexRequest } from './request.js'
import { indexWidth, shapeRows, storedShape } from './rows.js'

/** The coarse part of an IVF index. */
export interface Clusters {
  width: number // of the centroids
  metric: number
  centroids: Float32Array // [lists × width]
  sizes: readonly number[] // rows in each list. [lists]
  ids: Int32Array // row numbers, list after list. [n]
}

/**
 * @param path an IVF,Flat file written by FAISS
 * @throws Error when it is something else
 */
export function readClusters(path: string): Clusters {
  const file = openSync(path, 'r')
  try {
    const { kind, rows, metric } = readHeader(readAt(file, 0, HEADER_BYTES))
    const quantizer = HEADER_BYTES + 16
    const coarse = readHeader(readAt(file, quantizer, HEADER_BYTES))
    if (kind !== 'IwFl' || !coarse.kind.startsWith('IxF')) throw new Error(`${path} is no IVF,Flat index`)
    const { width, rows: lists } = coarse
    const behindHeader = quantizer + HEADER_BYTES + 8
    const centroids = new Float32Array(new Uint8Array(readAt(file, behindHeader, lists * width * 4)).buffer)
    const listsAt = behindHeader + centroids.byteLength + 9 // behind the direct map: its type and no entries
    return { width, metric, centroids, ...readLists(file, listsAt, lists, rows) }
  } finally {
    closeSync(file)
  }
}

/** Sizes are told of every list, or ("sprs") as pairs of a list and its size; then each list has its rows and its ids. */
function readLists(file: number, from: number, lists: number, rows: number): Pick<Clusters, 'sizes' | 'ids'> {
  const head = readAt(file, from, 32)
  const codeSize = Number(head.readBigUInt64LE(12))
  const sparse = head.toString('latin1', 20, 24) === 'sprs'
  const told = readUint64s(file, from + 32, Number(head.readBigUInt64LE(24)))
  const sizes = sparse ? new Array<number>(lists).fill(0) : told
  if (sparse) for (let i = 0; i < told.length; i += 2) sizes[told[i]!] = told[i + 1]!
  const ids = new Int32Array(rows)
  let at = from + 32 + 8 * told.length
  let next = 0
  for (const size of sizes) {
    ids.set(readUint64s(file, at + size * codeSize, size), next)
    at += size * (codeSize + 8)
    next += size
  }
  return { sizes, ids }
}

/** Writes an index with these lists that stores the rows of `database` in the shape that `request` asks for. */
export async function writeClustered(
  target: string,
  clusters: Clusters,
  request: IndexRequest,
  database: VectorFile,
  distance: Distance,
): Promise<void> {
  const width = indexWidth(request)
  const { sizes, ids } = clusters
  const head = headBytes(clusters, width, database.rows)
  const file = openSync(target, 'w')
  try {
    writeSync(file, head)
    const places = new Float64Array(database.rows) // byte offset of each row
    let at = head.length
    let next = 0
    for (const size of sizes) {
      const labels = new BigInt64Array(size)
      for (let i = 0; i < size; i++, next++) {
        places[ids[next]!] = at + i * width * 4
        labels[i] = BigInt(ids[next]!)
      }
      at += size * width * 4
      if (size > 0) writeSync(file, labels, 0, labels.byteLength, at)
      at += labels.byteLength
    }
    let start = 0
    for await (const batch of readVectors(database)) {
      const rows = shapeRows(batch, 0, batch.rows, storedShape(request, distance))
      for (let row = 0; row < batch.rows; row++)
        writeSync(file, rows.subarray(row * width, (row + 1) * width), 0, width * 4, places[start + row]!)
      start += batch.rows
    }
  } finally {
    closeSync(file)
  }
}

/** Everything before the first list. */
function headBytes({ width: from, metric, centroids, sizes }: Clusters, width: number, rows: number): Buffer {
  const lists = sizes.length
  const wide = new Float32Array(lists * width)
  for (let list = 0; list < lists; list++) wide.set(centroids.subarray(list * from, (list + 1) * from), list * width)
  return Buffer.concat([
    headerBytes({ kind: 'IwFl', width, rows, metric }),
    uint64s([lists, 1]), // nprobe is 1 until it is set
    flatHeader(lists, width, metric),
    Buffer.from(wide.buffer),
    Buffer.alloc(9),
    Buffer.from('ilar', 'latin1'),
    uint64s([lists, width * 4]),
    Buffer.from('full', 'latin1'),
    uint64s([lists, ...sizes]),
  ])
}

function uint64s(values: readonly number[]): Buffer {
  return Buffer.from(BigUint64Array.from(values, BigInt).buffer)
}

function readUint64s(file: number, at: number, count: number): number[] {
  const bytes = readAt(file, at, count * 8)
  return Array.from({ length: count }, (_, i) => Number(bytes.readBigUInt64LE(i * 8)))
}

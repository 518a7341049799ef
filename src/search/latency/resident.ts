/**
 * Exact search of a database that stays in memory, at one dim: rows are packed once, queries come a few at a time.
 * The graph is nestedSearch's with one dim, so the answers are too, except where two scores are closer than float32
 * rounding. Cost: dim multiply-adds per query and row. Needs nothing but ONNX Runtime.
 */
import type { InferenceSession } from 'onnxruntime-node'
import { emptyNeighbors, mergeTopK } from '../../math/top-k.js'
import { openSession, type SessionOptions } from '../../onnx/session.js'
import type { Distance, Vectors } from '../../types.js'
import { nameOf, nestedGraph } from '../nested-graph.js'
import { type PackedRows, packQueries, packRows, type Tile, tilesOf } from './resident-rows.js'

/** A search that is ready for queries. */
export interface Resident {
  /** The nearest rows of queries [first, first + count), which have the database's width. [count × k], −1 pads. */
  search(queries: Vectors, first: number, count: number): Promise<Int32Array>
  close(): Promise<void>
}

/** @param database at its full width */
export async function openResident(
  database: Vectors,
  dim: number,
  distance: Distance,
  k: number,
  session: SessionOptions,
): Promise<Resident> {
  return openPacked(packRows(database, dim, distance), k, session)
}

/** Opens a search of rows that several may share. */
export async function openPacked(data: PackedRows, k: number, options: SessionOptions): Promise<Resident> {
  const sessions = new Map<number, InferenceSession>() // by list length
  const tilings = new Map<number, Tile[]>() // by the number of queries
  async function sessionFor(width: number): Promise<InferenceSession> {
    const session = sessions.get(width) ?? (await openSession(graphOf(data, width), options))
    sessions.set(width, session)
    return session
  }
  return {
    async search(queries, first, count) {
      const feeds = { [nameOf.query(0)]: packQueries(data, queries, first, count) }
      const tiles = tilings.get(count) ?? tilesOf(data, k, count)
      tilings.set(count, tiles)
      const best = emptyNeighbors([data.dim], count, k)
      for (const tile of tiles) {
        const session = await sessionFor(Math.min(k, tile.rows) + tile.padding)
        const found = withoutPadding(await session.run({ ...feeds, ...tile.feeds }), tile, k, count)
        if (tiles.length === 1 && found.width === k) return found.ids
        const ids = (row: number, r: number) => found.ids[row * found.width + r]!
        mergeTopK(best, 0, 0, count, { ...found, ids }, data.distance === 'l2' ? -1 : 1)
      }
      return best.ids
    },
    async close() {
      for (const session of sessions.values()) await session.release()
      sessions.clear()
    },
  }
}

/** The lists of a run by row number of the database. [count × width] */
function withoutPadding(
  results: InferenceSession.OnnxValueMapType,
  { start, rows, padding }: Tile,
  k: number,
  count: number,
): { ids: Int32Array; scores: Float32Array; width: number } {
  const width = Math.min(k, rows)
  const indices = results[nameOf.indices(0)]!.data as BigInt64Array
  const all = results[nameOf.scores(0)]!.data as Float32Array
  const ids = new Int32Array(count * width)
  const scores = new Float32Array(count * width)
  for (let q = 0; q < count; q++) {
    for (let r = 0, from = q * (width + padding); r < width; from++) {
      const index = Number(indices[from]!)
      if (index >= rows) continue
      ids[q * width + r] = start + index
      scores[q * width + r++] = all[from]!
    }
  }
  return { ids, scores, width }
}

function graphOf({ dim, distance }: PackedRows, k: number): Uint8Array {
  return nestedGraph([dim], distance, [{ s: 0, k, carry: [] }])
}

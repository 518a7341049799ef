/**
 * Latency and throughput of retrieval settings, measured in processes of their own, so that neither messages nor another
 * program's memory management are in the clock: first single queries on one thread, then blocks on all threads.
 *
 * Inside the clock: a query at full width is cut, normalized (where the engine wants that) and searched; the shortlist's
 * prefixes are gathered from memory; they are scored and ordered; the k best row numbers come back. Waiting for the engine is
 * inside, and so is memory management of the measuring process.
 * Outside: the model that makes the query, reading files, building or loading an index, packing rows and computing their
 * norms, opening sessions, warming up.
 *
 * Single queries: each setting warms up for 100 ms and at least 3 queries. Then, round by round, every setting answers one
 * query outside the clock (other settings have emptied the caches) and 10 inside it, one after the other, each a sample; the
 * setting that begins moves on by one from round to round. A setting is done after 1,000 samples, or after `seconds` of them
 * if there are at least 30. FAISS, its BLAS and ONNX Runtime have one thread.
 * Blocks: min(256, b) queries go through one search on all threads and are then reranked one by one on one thread; every
 * setting answers one block outside the clock, then in rounds as above one block each, until 30, or until `seconds` are over
 * if there are at least 3.
 * Queries are asked in the order of their file, over and over.
 */
import { availableParallelism } from 'node:os'
import type { Distance, Progress, Setting } from '../../types.js'
import type { BuiltIndex } from '../faiss/request.js'
import type { VectorFile } from '../vector-file.js'
import { batchLimits } from './batches.js'
import type { Answer, Task } from './child.js'
import { runTask } from './process.js'
import { singleLimits } from './singles.js'

export interface TimedSetting {
  setting: Setting
  index: BuiltIndex | null // null: exact search
}

export interface LatencyRequest {
  database: VectorFile
  queries: VectorFile // at least one
  distance: Distance
  k: number // rows of an answer
  settings: readonly TimedSetting[]
  threads: number // of the blocks; 0: one a core
  seconds: number // of samples a setting, for single queries and for blocks
  signal: AbortSignal
  progress: Progress
}

export interface Latency {
  single: {
    samples: number // n of the percentiles
    p50: number // milliseconds, the whole query
    p95: number
    p99: number
    parts: { shortlist: number; gather: number; rerank: number } // medians, milliseconds; they need not add up to p50
    copy: number | null // median milliseconds that handing a query to FAISS takes, part of `shortlist`; null: exact search
  }
  batch: {
    size: number // queries of a block
    queriesPerSecond: number // size / median time of a block
    rounds: number // blocks timed
    threads: number
  }
  ids: Int32Array // what the timed path answered for the first queries, −1 pads. [queries × k]
  queries: number
}

/**
 * @returns in the order of `settings`
 * @throws UserError (exit 3) when the measuring process crashes; the signal's reason when that stops it
 */
export async function measureLatency(request: LatencyRequest): Promise<Latency[]> {
  const threads = request.threads > 0 ? request.threads : availableParallelism()
  if (request.settings.length === 0) return []
  const singles = await measure('singles', 1, request)
  const batches = await measure('batches', threads, request)
  return singles.settings.map(({ single, copy, ...answers }, s) => ({
    single: { ...single, copy },
    batch: { ...batches.settings[s]!, threads },
    ...answers,
  }))
}

/**
 * Memory of the measuring process, which holds the database at full width and, for every dim that is searched exactly, once
 * more at that dim.
 * @param dims of exact searches, each counted once
 * @returns bytes, without indexes
 */
export function latencyBytes(rows: number, width: number, dims: readonly number[]): number {
  const copies = [...new Set(dims)].reduce((sum, dim) => sum + dim + 1, 0) // and a norm for each row
  return 4 * rows * (width + copies)
}

async function measure<K extends Answer['kind']>(
  kind: K,
  threads: number,
  { signal, progress, ...request }: LatencyRequest,
): Promise<Extract<Answer, { kind: K }>> {
  const task: Task = { ...request, kind, threads }
  const { samples } = (kind === 'singles' ? singleLimits : batchLimits)(request.seconds)
  const [what, unit] =
    kind === 'singles' ? ['timing single queries', 'queries'] : ['timing blocks of queries', 'blocks']
  progress.start(what!, samples * request.settings.length, unit!)
  try {
    const answer = await runTask(task, { threads, signal, advanced: (by) => progress.advance(by) })
    return answer as Extract<Answer, { kind: K }>
  } finally {
    progress.stop()
  }
}

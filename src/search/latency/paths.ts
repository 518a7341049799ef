/** What is timed: a setting's whole way from queries at full width to their answers. Only for the latency child. */
import type { Distance, Vectors } from '../../types.js'
import type { TimedSetting } from './latency.js'
import { openRerankRows, type RerankRows, rerankStages } from './rerank-stages.js'
import { openPacked } from './resident.js'
import { type PackedRows, packRows } from './resident-rows.js'
import type { Sample } from './rounds.js'

/** One query's time and its parts, in milliseconds. */
export interface QueryTime extends Sample {
  shortlist: number
  gather: number
  rerank: number
}

export interface TimedPath {
  /** Answers query q. `ids` [k], −1 pads */
  answer(q: number): Promise<{ ids: Int32Array; time: QueryTime }>
  /** Answers queries [first, first + count): one search for all, then reranking of one after the other. */
  block(first: number, count: number): Promise<Sample>
}

/** What all settings have in common. */
export interface Ground {
  database: Vectors // at full width; without rows where no setting needs them
  queries: Vectors // at full width
  distance: Distance
  k: number
  threads: number // of ONNX Runtime; FAISS's come from the environment
  clock: () => number // milliseconds
}

/** @returns a path for each setting. Exact searches at one dim share their packed rows. */
export async function openPaths(settings: readonly TimedSetting[], ground: Ground): Promise<TimedPath[]> {
  const { database, distance } = ground
  const dims = settings.flatMap(({ setting }) => setting.stages.map(({ dim }) => dim))
  const rows = await openRerankRows(database, dims, distance)
  const packed = new Map<number, PackedRows>() // by dim
  const paths: TimedPath[] = []
  for (const timed of settings) {
    const dim = timed.setting.shortlist
    if (timed.index === null && !packed.has(dim)) packed.set(dim, packRows(database, dim, distance))
    paths.push(pathOf(timed, await openSearch(timed, packed, ground), rows, ground))
  }
  return paths
}

/** The nearest rows of queries [first, first + count). [count × size], −1 pads */
type Search = (first: number, count: number) => Promise<Int32Array> | Int32Array

async function openSearch(
  { setting, index }: TimedSetting,
  packed: ReadonlyMap<number, PackedRows>,
  { queries, threads }: Ground,
): Promise<Search> {
  if (index === null) {
    const resident = await openPacked(packed.get(setting.shortlist)!, setting.size, { device: 'cpu', threads })
    return (first, count) => resident.search(queries, first, count)
  }
  const { openIndex } = await import('../faiss/index.js')
  const open = await openIndex(index, setting.index)
  return (first, count) => open.search(queries, first, count, setting.size)
}

function pathOf(
  { setting: { size, stages } }: TimedSetting,
  search: Search,
  rows: RerankRows,
  { queries, k, clock }: Ground,
): TimedPath {
  const rerank = rerankStages(rows, stages, k, clock)
  return {
    async answer(q) {
      const began = clock()
      const list = await search(q, 1)
      const shortlist = clock() - began
      const { ids, parts } = await rerank(queries, q, list)
      return { ids, time: { total: clock() - began, shortlist, ...parts } }
    },
    async block(first, count) {
      const began = clock()
      const lists = await search(first, count)
      for (let i = 0; i < count; i++) await rerank(queries, first + i, lists.subarray(i * size, (i + 1) * size))
      return { total: clock() - began }
    },
  }
}

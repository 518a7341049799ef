/** Times single queries, setting by setting in turns. Only for the latency child. */
import { setImmediate } from 'node:timers/promises'
import { median, percentiles } from '../../math/percentiles.js'
import type { Latency } from './latency.js'
import type { QueryTime, TimedPath } from './paths.js'
import { inRounds, type Limits } from './rounds.js'

/** Queries of a turn. One more goes before them outside the clock, since other settings have emptied the caches. */
const TURN = 10
const SAMPLES = 1000
const LEAST_SAMPLES = 30
const WARM_UP = { milliseconds: 100, queries: 3 } // of each setting, before the first round; at least both
const KEPT = 256 // queries whose answers are returned

export type Singles = Pick<Latency, 'ids' | 'queries'> & { single: Omit<Latency['single'], 'copy'> }

/** What a single-query run or a batched run goes over. */
export interface Run {
  queries: number // b; they are asked in order, over and over
  k: number
  seconds: number // of samples a setting, after which it is left at what it has
  clock: () => number // milliseconds
  afterRound: (advanced: number) => void
}

export function singleLimits(seconds: number): Limits {
  return { samples: SAMPLES, least: LEAST_SAMPLES, milliseconds: seconds * 1000 }
}

/** @returns what `Latency` says of single queries, a setting each */
export async function timeSingles(paths: readonly TimedPath[], run: Run): Promise<Singles[]> {
  for (const path of paths) await warmUp(path, run)
  const kept = paths.map(() => new Int32Array(Math.min(run.queries, KEPT) * run.k))
  const asked = paths.map(() => 0)
  async function turn(s: number): Promise<QueryTime[]> {
    const times: QueryTime[] = []
    await setImmediate() // a moment to notice that the parent is gone
    await paths[s]!.answer((asked[s]! + run.queries - 1) % run.queries)
    for (let i = 0; i < TURN; i++) {
      const q = asked[s]!++ % run.queries
      const { ids, time } = await paths[s]!.answer(q)
      times.push(time)
      if (q < KEPT) kept[s]!.set(ids, q * run.k)
    }
    return times
  }
  const taken = await inRounds(paths.length, singleLimits(run.seconds), turn, run.afterRound)
  return taken.map((times, s) => {
    const queries = Math.min(times.length, run.queries, KEPT)
    return { single: summary(times), ids: kept[s]!.slice(0, queries * run.k), queries }
  })
}

async function warmUp(path: TimedPath, { queries, clock }: Run): Promise<void> {
  await setImmediate()
  const end = clock() + WARM_UP.milliseconds
  for (let i = 0; i < WARM_UP.queries || clock() < end; i++) await path.answer(i % queries)
}

function summary(times: readonly QueryTime[]): Singles['single'] {
  const [p50, p95, p99] = percentiles(
    times.map(({ total }) => total),
    [50, 95, 99],
  )
  const part = (name: 'shortlist' | 'gather' | 'rerank') => median(times.map((time) => time[name]))
  const parts = { shortlist: part('shortlist'), gather: part('gather'), rerank: part('rerank') }
  return { samples: times.length, p50: p50!, p95: p95!, p99: p99!, parts }
}

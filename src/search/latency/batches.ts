/** Times blocks of queries, setting by setting in turns. Only for the latency child. */
import { setImmediate } from 'node:timers/promises'
import { median } from '../../math/percentiles.js'
import type { Latency } from './latency.js'
import type { TimedPath } from './paths.js'
import { inRounds, type Limits, type Sample } from './rounds.js'
import type { Run } from './singles.js'

const BLOCK = 256 // queries
const ROUNDS = 30
const LEAST_ROUNDS = 3

export type Batches = Omit<Latency['batch'], 'threads'>

export function batchLimits(seconds: number): Limits {
  return { samples: ROUNDS, least: LEAST_ROUNDS, milliseconds: seconds * 1000 }
}

/** @returns what `Latency` says of batches, a setting each. Every setting answers one block first, outside the clock. */
export async function timeBatches(paths: readonly TimedPath[], run: Run): Promise<Batches[]> {
  const size = Math.min(BLOCK, run.queries)
  const blocks = Math.floor(run.queries / size)
  for (const path of paths) await path.block(0, size)
  const asked = paths.map(() => 0)
  async function turn(s: number): Promise<Sample[]> {
    await setImmediate() // a moment to notice that the parent is gone
    return [await paths[s]!.block((asked[s]!++ % blocks) * size, size)]
  }
  const taken = await inRounds(paths.length, batchLimits(run.seconds), turn, run.afterRound)
  return taken.map((times) => {
    const milliseconds = median(times.map(({ total }) => total))
    return { size, queriesPerSecond: (1000 * size) / milliseconds, rounds: times.length }
  })
}

/** Run as a process of its own: takes one task as a message, times it, sends the answer and ends. */
import { dirname } from 'node:path'
import { messageOf, UserError } from '../../errors.js'
import type { Vectors } from '../../types.js'
import { readWhole } from '../vector-file.js'
import { type Batches, timeBatches } from './batches.js'
import type { LatencyRequest } from './latency.js'
import { openPaths } from './paths.js'
import { type Singles, timeSingles } from './singles.js'

/** What a child is told to do; `threads` are those of ONNX Runtime. */
export type Task = Omit<LatencyRequest, 'signal' | 'progress'> & { kind: 'singles' | 'batches' }

/** What a child says. */
export type Said =
  | { kind: 'advanced'; by: number }
  | { kind: 'singles'; settings: readonly (Singles & { copy: number | null })[] }
  | { kind: 'batches'; settings: readonly Batches[] }
  | { kind: 'failed'; message: string; user: Pick<UserError, 'code' | 'exitCode' | 'suggestions'> | null }

/** What a child says at the end. */
export type Answer = Exclude<Said, { kind: 'advanced' | 'failed' }>

async function measure(task: Task): Promise<Answer> {
  const { settings, distance, k, threads, seconds } = task
  const needsRows = settings.some(({ setting, index }) => index === null || setting.stages.length > 0)
  const database = await readWhole(needsRows ? task.database : { ...task.database, rows: 0 })
  const queries = await readWhole(task.queries)
  const clock = () => performance.now()
  const paths = await openPaths(settings, { database, queries, distance, k, threads, clock })
  const afterRound = (by: number) => say({ kind: 'advanced', by })
  const run = { queries: queries.rows, k, seconds, clock, afterRound }
  if (task.kind === 'batches') return { kind: 'batches', settings: await timeBatches(paths, run) }
  const singles = await timeSingles(paths, run)
  const copies = await copyTimes(task, queries, clock)
  return { kind: 'singles', settings: singles.map((single, s) => ({ ...single, copy: copies[s]! })) }
}

async function copyTimes(
  { settings, ...task }: Task,
  queries: Vectors,
  clock: () => number,
): Promise<(number | null)[]> {
  if (settings.every(({ index }) => index === null)) return settings.map(() => null)
  const { copyTime } = await import('./copy.js')
  return settings.map(({ index }) =>
    index === null ? null : copyTime(index, queries, dirname(task.queries.path), clock),
  )
}

function say(said: Said): void {
  process.send?.(said)
}

function failed(error: unknown): Said {
  const user =
    error instanceof UserError ? { code: error.code, exitCode: error.exitCode, suggestions: error.suggestions } : null
  return { kind: 'failed', message: messageOf(error), user }
}

process.on('disconnect', () => process.exit()) // the parent is gone
process.on('SIGINT', () => {}) // Ctrl-C goes to both; the parent says what becomes of this process
process.once('message', (task: Task) => {
  measure(task)
    .catch(failed)
    .then((said) => process.send?.(said, () => process.disconnect()))
})

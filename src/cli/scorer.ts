/** Scoring on several threads: each takes some of the queries, and then more. */
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { joinScored, type Score, type Scored, type ScoreTask, score, splitTask } from '../evaluate/score.js'

export interface Scorer {
  /** Starts threads for so many ranked rows ahead of time, where they are worth it. */
  expect(rows: number): void
  score: Score
  close(): Promise<void>
}

/** Ranked rows that are worth a thread, which takes as long to start as to score these. */
const WORTH = 2 ** 20

/** Parts of a task for each thread, so that none waits long for another. */
const PARTS = 4

/** @param threads this one included */
export function openScorer(threads: number): Scorer {
  const workers: Worker[] = []
  return {
    expect(rows) {
      while (workers.length < Math.min(threads, Math.floor(rows / WORTH)) - 1) {
        workers.push(new Worker(new URL('./score-worker.js', import.meta.url)))
      }
    },
    async score(task) {
      const parts = splitTask(task, workers.length === 0 ? 1 : PARTS * (workers.length + 1))
      const scored: Scored[] = []
      const queue = parts.entries() // shared by all
      const work = async (run: (part: ScoreTask) => Promise<Scored>) => {
        for (const [i, part] of queue) scored[i] = await run(part)
      }
      await Promise.all([...workers.map((worker) => work((part) => ask(worker, part))), work(scoreHere)])
      return joinScored(scored)
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** @throws what the worker failed with */
async function ask(worker: Worker, task: ScoreTask): Promise<Scored> {
  worker.postMessage(task)
  const [scored] = await once(worker, 'message') // rejects on 'error'
  return scored as Scored
}

/** Leaves room for the words of other threads. */
async function scoreHere(task: ScoreTask): Promise<Scored> {
  await setImmediate()
  return score(task)
}

/** Scoring on several threads: each takes some of the queries. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { joinScored, type Score, type Scored, type ScoreTask, score, splitTask } from '../../evaluate/score.js'

export interface Scorer {
  /** Starts threads for so many ranked rows ahead of time, where they are worth it. */
  expect(rows: number): void
  score: Score
  close(): Promise<void>
}

/** Ranked rows that are worth a thread, which takes as long to start as to score these. */
const WORTH = 2 ** 20

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
      const [own, ...others] = splitTask(task, workers.length + 1)
      const elsewhere = others.map((part, i) => ask(workers[i]!, part))
      return joinScored([score(own!), ...(await Promise.all(elsewhere))])
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

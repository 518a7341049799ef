/** Scoring on several threads: each takes some of the queries. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { joinScored, type Score, type Scored, type ScoreTask, score, splitTask } from '../evaluate/score.js'

export interface Scorer {
  score: Score
  close(): Promise<void>
}

/** Ranked rows that are worth a thread, which takes as long to start as to score these. */
const WORTH = 2 ** 20

/** @param threads this one included */
export function openScorer(threads: number): Scorer {
  const workers: Worker[] = []
  return {
    async score(task) {
      const rows = task.queries * task.ks.at(-1)! * task.searched.reduce((sum, own) => sum + own.settings.length, 0)
      const [own, ...others] = splitTask(task, Math.max(1, Math.min(threads, Math.floor(rows / WORTH), task.queries)))
      const elsewhere = others.map((part, i) => {
        workers[i] ??= new Worker(new URL('./score-worker.js', import.meta.url))
        return ask(workers[i], part)
      })
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

/** Run as a worker: scores its part of the queries. */
import { parentPort } from 'node:worker_threads'
import { type ScoreTask, score } from '../../evaluate/score.js'

parentPort!.on('message', (task: ScoreTask) => {
  const scored = score(task)
  const arrays = scored.values.flatMap((values) => Object.values(values).filter((own) => own !== null))
  parentPort!.postMessage(
    scored,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  )
})

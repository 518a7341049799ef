/** Principal directions in a thread of their own. */
import { Worker } from 'node:worker_threads'
import type { Decompose } from '../../evaluate/reduce.js'

/** @returns a function that throws the signal's reason when it stops the work */
export function decomposeApart(signal: AbortSignal): Decompose {
  return (symmetric, width) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const worker = new Worker(new URL('./principal-worker.js', import.meta.url), { workerData: { symmetric, width } })
      const stop = () => {
        void worker.terminate()
        reject(signal.reason)
      }
      signal.addEventListener('abort', stop, { once: true })
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => signal.removeEventListener('abort', stop))
    })
}

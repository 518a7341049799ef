/**
 * Images prepared on threads of their own. ONNX Runtime's `run` holds the main thread, so what was asked for before
 * it goes on beside the model, and nothing that is asked for while it runs starts.
 */
import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Pixels } from '../../types.js'
import { type ImageTask, imageReader } from './image.js'
import { type ImageOutcome, outcome } from './outcome.js'

type File = Uint8Array | Pixels

export interface ImageReader {
  read(files: readonly File[]): Promise<ImageOutcome[]> // in their order
  close(): Promise<void>
}

/** Files that are worth threads, which take a tenth of a second to start. */
const WORTH = 8

/** @param most threads; none are started before they are worth it */
export function openImageReader(
  task: ImageTask,
  most: number,
  script = new URL('./worker.js', import.meta.url),
): ImageReader {
  const here = imageReader(task)
  const heavy = task.recipe.resize !== null || task.recipe.crop !== null
  const workers: Worker[] = []
  return {
    async read(files) {
      if (!heavy || files.length < WORTH) return Promise.all(files.map((file) => outcome(here(file))))
      while (workers.length < Math.min(most, Math.floor(files.length / (WORTH / 2)))) {
        workers.push(new Worker(script, { workerData: task }))
      }
      const parts = await Promise.all(
        workers.map((worker, w) =>
          ask(
            worker,
            files.filter((_, i) => i % workers.length === w),
          ),
        ),
      )
      return files.map((_, i) => parts[i % workers.length]![Math.floor(i / workers.length)]!)
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** @throws what the worker failed with */
async function ask(worker: Worker, files: readonly File[]): Promise<ImageOutcome[]> {
  const { port1, port2 } = new MessageChannel()
  const copies = files.map(apart)
  const buffers = copies.map((file) => (file instanceof Uint8Array ? file : file.values).buffer as ArrayBuffer)
  worker.postMessage({ files: copies, port: port2 }, [port2, ...buffers])
  return answered(worker, port1)
}

async function answered(worker: Worker, port: MessagePort): Promise<ImageOutcome[]> {
  const done = new AbortController()
  const failed = once(worker, 'exit', { signal: done.signal }).then(([code]) => {
    throw new Error(`the thread that decodes images ended with ${code}`)
  })
  failed.catch(() => {}) // it is raced below; aborting it is no failure
  try {
    const [outcomes] = await Promise.race([once(port, 'message', { signal: done.signal }), failed])
    return outcomes as ImageOutcome[]
  } finally {
    done.abort()
    port.close()
  }
}

/** A copy of its own: a view would take all of the record batch below it along. */
function apart(file: File): File {
  return file instanceof Uint8Array ? Uint8Array.from(file) : { ...file, values: Uint8Array.from(file.values) }
}

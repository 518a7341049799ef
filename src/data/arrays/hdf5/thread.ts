/** The thread that holds the HDF5 library, and questions to it. */
import { Worker } from 'node:worker_threads'
import { dataError } from '../../../errors.js'
import type { Answers, Kind, Questions, Reply } from './questions.js'

export interface Hdf5Thread {
  /** @param path for errors. @throws UserError (exit 3) with what the library says */
  ask<K extends Kind>(path: string, kind: K, question: Questions[K]): Promise<Answers[K]>
}

/** Also when this module runs from src/, as in tests, the compiled thread is started. */
const PROGRAM = new URL('../../../../dist/data/arrays/hdf5/worker.js', import.meta.url)

let shared: Hdf5Thread | null = null

/** The thread of this program, which is started when it is first asked and again after the library failed. */
export function hdf5Thread(): Hdf5Thread {
  shared ??= startThread()
  return shared
}

/**
 * A failed question leaves handles and stack of the library behind. A program ends after one; what goes on, as tests do,
 * gets a new thread after some.
 */
const MOST_FAILURES = 8

interface Waiting {
  resolve(answer: Answers[Kind]): void
  reject(error: Error): void
}

function startThread(): Hdf5Thread {
  const worker = new Worker(PROGRAM, { stdout: true, stderr: true }) // what the library prints is in its errors, too
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let open = 0 // files
  let failures = 0
  let failure: string | null = null
  const end = (why: string) => {
    failure ??= why
    if (shared === thread) shared = null
    for (const { reject } of waiting.values()) reject(new Error(failure))
    waiting.clear()
  }
  worker.unref() // a thread that has nothing to do keeps no program alive
  worker.on('message', (reply: Reply) => {
    const { resolve, reject } = waiting.get(reply.id)!
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if ('answer' in reply) resolve(reply.answer)
    else {
      failures++
      reject(new Error(reply.error))
    }
    const isSpent = failures >= MOST_FAILURES && open === 0 && waiting.size === 0
    if (!isSpent && ('answer' in reply || !reply.isFatal)) return
    end('the HDF5 library failed before')
    void worker.terminate()
  })
  worker.once('error', (error) => end(error.message))
  worker.once('exit', (code) => end(`the HDF5 library ended with exit code ${code}`))
  const thread: Hdf5Thread = {
    ask: <K extends Kind>(path: string, kind: K, question: Questions[K]) =>
      new Promise<Answers[K]>((resolve, reject) => {
        const fail = ({ message }: Error) =>
          reject(dataError('file-damaged', `${path} cannot be read: ${message}`, 'write or download it again'))
        if (failure !== null) return fail(new Error(failure))
        const id = asked++
        const answered = (answer: Answers[Kind]) => {
          if (kind === 'open') open++
          resolve(answer as Answers[K])
        }
        if (kind === 'close') open--
        waiting.set(id, { resolve: answered, reject: fail })
        worker.ref()
        worker.postMessage({ id, kind, ...question })
      }),
  }
  return thread
}

/** A child process that holds FAISS, and questions to it, one after the other. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dataError, UserError } from '../../errors.js'
import type { Distance, Vectors } from '../../types.js'
import type { Build, BuildRequest } from './build.js'
import type { SettingPlaces } from './index-file.js'
import type { BuiltIndex, IndexRequest, SearchSettings } from './request.js'

/** What the child is asked. */
export interface Questions {
  version: null
  check: { request: IndexRequest; distance: Distance; scratch: string }
  build: BuildRequest
  search: { index: BuiltIndex; settings: SearchSettings; queries: Vectors; k: number; scratch: string }
}

/** What it answers. */
export interface Answers {
  version: string
  check: SettingPlaces
  build: Build
  search: Int32Array // [queries × k]
}

export type Kind = keyof Questions

/** A message from the child: an answer, an error that the user can act on, or any other one. */
export type Reply =
  | { answer: Answers[Kind] }
  | { refusal: Pick<UserError, 'code' | 'exitCode' | 'message' | 'suggestions'> }
  | { failure: string }

export interface FaissProcess {
  /**
   * @param doing for the message, if the child dies: "building HNSW32 at 8 dims"
   * @throws UserError as the child threw it; UserError 'faiss-crashed' (exit 3) when it dies; the signal's reason
   */
  ask<K extends Kind>(kind: K, question: Questions[K], doing: string): Promise<Answers[K]>
  close(): void
}

/** The compiled child, also where this file runs from its source. */
const CHILD = fileURLToPath(new URL('../../../dist/search/faiss/child.js', import.meta.url))

/** A child starts with the first question, and another one with the next question after it died. */
export function faissProcess(threads: number, signal: AbortSignal): FaissProcess {
  let child: ChildProcess | null = null
  let last: Promise<unknown> = Promise.resolve()
  const kill = () => child?.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  return {
    ask(kind, question, doing) {
      const answer = last.then(async () => {
        signal.throwIfAborted()
        if (child === null || child.exitCode !== null || child.signalCode !== null) child = start(threads)
        const reply = await exchange(child, { kind, question }, doing).catch((error) => {
          throw signal.aborted ? signal.reason : error
        })
        if ('answer' in reply) return reply.answer as Answers[typeof kind]
        if ('failure' in reply) throw dataError('faiss-failed', `FAISS failed while ${doing}: ${reply.failure}`)
        const { code, exitCode, message, suggestions } = reply.refusal
        throw new UserError(code, exitCode, message, suggestions)
      })
      last = answer.catch(() => null)
      return answer
    },
    close() {
      signal.removeEventListener('abort', kill)
      kill()
    },
  }
}

/** Threads that do not spin while they wait leave the cores to each other: OpenBLAS and OpenMP have a pool each. */
function start(threads: number): ChildProcess {
  const count = threads > 0 ? { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) } : {}
  return fork(CHILD, {
    env: { OPENBLAS_THREAD_TIMEOUT: '4', ...process.env, ...count, OMP_WAIT_POLICY: 'PASSIVE' },
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

function exchange(
  child: ChildProcess,
  message: { kind: Kind; question: Questions[Kind] },
  doing: string,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (text: Buffer) => {
      said = (said + text).slice(-2000)
    }
    const answered = (reply: unknown) => {
      stop()
      resolve(reply as Reply)
    }
    const died = () => {
      stop()
      reject(crashed(child, doing, said))
    }
    const stop = () => {
      child.off('message', answered).off('close', died).off('error', died)
      child.stderr?.off('data', hear)
      child.stderr?.resume()
    }
    child.stderr?.on('data', hear)
    child.on('message', answered).on('close', died).on('error', died)
    child.send(message, (error) => {
      if (error !== null) died()
    })
  })
}

function crashed(child: ChildProcess, doing: string, said: string): UserError {
  const how = child.signalCode ?? `exit code ${child.exitCode}`
  const why = /^(?: *what\(\): +|\w*Error[^:]*: )(.*)/m.exec(said)?.[1]
  const reason = why === undefined ? how : `${how}, ${why}`
  return dataError('faiss-crashed', `FAISS crashed while ${doing} (${reason})`, 'choose another index')
}

/** The latency child, seen from outside. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dataError, UserError } from '../../errors.js'
import type { Answer, Said, Task } from './child.js'

/** The compiled program, whether this file is compiled or not. */
const CHILD = fileURLToPath(new URL('../../../dist/search/latency/child.js', import.meta.url))

/** What the child may use, and who listens to it. */
export interface Surroundings {
  threads: number // of FAISS and its BLAS
  signal: AbortSignal // kills the child
  advanced: (by: number) => void
}

/**
 * Runs one task in a process of its own and waits until that is gone.
 * @throws UserError (exit 3) when the process crashes; what the task itself throws; the signal's reason
 */
export async function runTask(task: Task, { threads, signal, advanced }: Surroundings): Promise<Answer> {
  signal.throwIfAborted()
  const env = {
    ...process.env,
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads),
    OMP_WAIT_POLICY: 'PASSIVE',
  }
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const
  const child = fork(CHILD, { env, execArgv: [], serialization: 'advanced', stdio: [...stdio] })
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  const said: { last: Exclude<Said, { kind: 'advanced' }> | null; words: string } = { last: null, words: '' }
  child.on('message', (message: Said) => {
    if (message.kind === 'advanced') advanced(message.by)
    else said.last = message
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.words = (said.words + text).slice(-2000)
  })
  child.send(task, () => {}) // a child that is gone already says so by closing
  try {
    const end = await new Promise<string>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, by) => resolve(by === null ? `exit code ${code}` : `signal ${by}`))
    })
    signal.throwIfAborted()
    if (said.last === null) throw crashed(end, said.words)
    if (said.last.kind === 'failed') throw asThrown(said.last)
    return said.last
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
}

function crashed(end: string, words: string): UserError {
  const lines = words.trim().split('\n')
  const last = lines.findLast((line) => /error|what\(\)/i.test(line)) ?? lines.at(-1)
  const said = last ? `; it last said: ${last}` : ''
  return dataError(
    'latency-crashed',
    `the process that measures latency crashed with ${end}${said}`,
    end.includes('SIGKILL')
      ? 'it may have run out of memory: measure fewer dims, or a smaller database'
      : 'measure fewer settings at a time to find the one that it crashes at',
  )
}

function asThrown({ message, user }: Extract<Said, { kind: 'failed' }>): Error {
  return user === null
    ? dataError('latency-crashed', `the process that measures latency failed: ${message}`)
    : new UserError(user.code, user.exitCode, message, user.suggestions)
}

/** Ctrl-C while the command times settings: nothing stays behind. Needs a build, as the tests of the commands do. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { probeFaiss } from '../../../src/search/faiss/faiss.js'
import { writeClusters } from '../../commands/clusters.js'
import { finished } from '../../commands/run.js'
import { temporaryFolder } from '../../data/temporary.js'

const BIN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
const folder = temporaryFolder()
const withoutFaiss = 'failure' in (await probeFaiss()) && process.env.CI === undefined

/** Starts the command in a process group of its own, as a terminal does. Every process of it notes its number and program. */
function start(name: string, args: readonly string[]) {
  const path = (file: string) => join(folder, name, file)
  mkdirSync(path('tmp'), { recursive: true })
  const database = writeClusters(path('db.arrow'), { rows: 400, seed: 1, width: 32 })
  const queries = writeClusters(path('q.arrow'), { rows: 40, seed: 2, width: 32, ids: 'q' })
  writeFileSync(
    path('note.mjs'),
    `import { appendFileSync } from 'node:fs'
     appendFileSync(${JSON.stringify(path('processes'))}, process.pid + ' ' + process.argv[1] + '\\n')`,
  )
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import=${pathToFileURL(path('note.mjs'))}`,
    TMPDIR: path('tmp'),
    XDG_CACHE_HOME: path('cache'),
  }
  const all = ['retrieval', '--database', database, '--queries', queries, '--k', '5']
  const child = spawn(process.execPath, [BIN, ...all, ...args], { cwd: folder, env, detached: true })
  const noted = () =>
    (existsSync(path('processes')) ? readFileSync(path('processes'), 'utf8').trim().split('\n') : []).map((line) => ({
      pid: Number(line.split(' ')[0]),
      program: line.slice(line.indexOf(' ') + 1),
    }))
  const files = () => readdirSync(path('tmp'), { recursive: true, encoding: 'utf8' })
  return { child, noted, files }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test.each([
  { name: 'exact', args: ['--index', 'exact'], skip: false },
  { name: 'faiss', args: ['--index', 'exact', '--index', 'Flat'], skip: withoutFaiss },
])('$name: Ctrl-C while timing leaves no process and no file', async ({ name, args, skip }) => {
  if (skip) return
  const { child, noted, files } = start(name, [
    '--dims',
    '2,4,6,8,10,12,16,20,24,28,30,32',
    '--latency-seconds',
    '1000',
    ...args,
  ])
  const end = finished(child)
  const timing = () => noted().some(({ program }) => program.endsWith('latency/child.js'))
  await expect.poll(timing, { timeout: 30_000, message: 'the measuring process starts' }).toBe(true)
  expect(files().length).toBeGreaterThan(0) // the vectors that it reads
  await new Promise((resolve) => setTimeout(resolve, 300)) // on into the timing
  const before = noted().filter(({ pid }) => isAlive(pid))
  expect(before.length).toBeGreaterThan(1)
  process.kill(-child.pid!, 'SIGINT')
  const { code } = await end
  expect(code).toBe(130)
  expect(noted().filter(({ pid }) => isAlive(pid))).toEqual([])
  expect(files()).toEqual([])
})

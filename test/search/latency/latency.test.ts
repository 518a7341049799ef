/**
 * Latency is measured by the compiled dist/search/latency/child.js, also when the parent's side comes from src/, so these
 * tests need a build, as those of the commands do. Times themselves are not tested.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { type Latency, type LatencyRequest, latencyBytes, measureLatency } from '../../../src/search/latency/latency.js'
import { writeVectors } from '../../../src/search/vector-file.js'
import type { Distance, Setting, Vectors } from '../../../src/types.js'
import { temporaryFolder } from '../../data/temporary.js'
import { bruteForce, scoreOf } from '../brute-force.js'
import { inBatches, randomVectors, silent } from '../search.js'

const EXACT = { factory: 'exact', clusterDim: null, efSearch: null, nprobe: null }
const SINGLE_SHOT: Setting = { index: EXACT, shortlist: 16, size: 5, stages: [] }
const RERANKED: Setting = { index: EXACT, shortlist: 4, size: 60, stages: [{ rows: 60, dim: 16 }] }
const FUNNEL: Setting = {
  index: EXACT,
  shortlist: 4,
  size: 60,
  stages: [
    { rows: 60, dim: 8 },
    { rows: 20, dim: 16 },
  ],
}

const folder = temporaryFolder()
const database = randomVectors(900, 16, 1)
const queries = randomVectors(300, 16, 2)

async function request(settings: readonly Setting[], changes: Partial<LatencyRequest> = {}): Promise<LatencyRequest> {
  const file = (name: string, vectors: Vectors) =>
    writeVectors(join(folder, name), vectors.width, inBatches(vectors, [128]))
  return {
    database: await file('database', database),
    queries: await file('queries', queries),
    distance: 'cosine',
    k: 5,
    settings: settings.map((setting) => ({ setting, index: null })),
    threads: 2,
    seconds: 0.05,
    signal: new AbortController().signal,
    progress: silent,
    ...changes,
  }
}

/** The k best of a setting, by sorting all scores at every dim. */
function expected(q: number, { shortlist, size, stages }: Setting, distance: Distance, k: number): number[] {
  const one = { ...queries, rows: 1, values: queries.values.slice(q * 16, (q + 1) * 16) }
  let list = [...bruteForce(database, one, [shortlist], distance, size).ids]
  for (const { rows, dim } of stages) {
    const score = (row: number) => scoreOf(one, 0, database, row, dim, distance) * (distance === 'l2' ? -1 : 1)
    list = list.slice(0, rows).sort((a, b) => score(b) - score(a))
  }
  return list.slice(0, k)
}

function expectSound({ single, batch }: Latency): void {
  expect(single.samples).toBeGreaterThanOrEqual(30)
  expect(single.p50).toBeGreaterThan(0)
  expect(single.p95).toBeGreaterThanOrEqual(single.p50)
  expect(single.p99).toBeGreaterThanOrEqual(single.p95)
  const { shortlist, gather, rerank } = single.parts
  expect(shortlist).toBeGreaterThan(0)
  expect(shortlist + gather + rerank).toBeGreaterThan(single.p50 / 2)
  expect(shortlist + gather + rerank).toBeLessThan(single.p50 * 2)
  expect(batch.rounds).toBeGreaterThanOrEqual(3)
  expect(batch.queriesPerSecond).toBeGreaterThan(0)
}

describe.each(['cosine', 'l2', 'ip'] as const)('exact search, %s', (distance) => {
  test('the timed path answers as sorting all scores does', async () => {
    const settings = [SINGLE_SHOT, RERANKED, FUNNEL]
    const found = await measureLatency(await request(settings, { distance }))
    expect(found.length).toBe(3)
    for (const [s, latency] of found.entries()) {
      expectSound(latency)
      expect(latency.single.copy).toBeNull()
      expect(latency.batch).toMatchObject({ size: 256, threads: 2 })
      expect(latency.queries).toBe(Math.min(256, latency.single.samples))
      expect(latency.ids.length).toBe(latency.queries * 5)
      const answers = Array.from({ length: latency.queries }, (_, q) => [...latency.ids.subarray(q * 5, q * 5 + 5)])
      expect(answers).toEqual(answers.map((_, q) => expected(q, settings[s]!, distance, 5)))
    }
    expect(found[0]!.single.parts).toMatchObject({ gather: 0, rerank: 0 })
    expect(found[1]!.single.parts.gather).toBeGreaterThan(0)
    expect(found[1]!.single.parts.rerank).toBeGreaterThan(0)
  })
})

test('fewer queries than a block: all of them, over and over', async () => {
  const few = { rows: 7, width: 16, values: queries.values.slice(0, 7 * 16) }
  const file = await writeVectors(join(folder, 'few'), 16, inBatches(few, [7]))
  const [latency] = await measureLatency(await request([RERANKED], { queries: file, seconds: 30 }))
  expectSound(latency!)
  expect([latency!.queries, latency!.batch.size, latency!.batch.rounds]).toEqual([7, 7, 30])
  expect(latency!.single.samples).toBe(1000)
  expect([...latency!.ids.subarray(30)]).toEqual(expected(6, RERANKED, 'cosine', 5))
})

test('k above the list: −1 behind its last row', async () => {
  const [latency] = await measureLatency(await request([{ ...SINGLE_SHOT, size: 3 }]))
  expect([...latency!.ids.subarray(0, 5)]).toEqual([...expected(0, SINGLE_SHOT, 'cosine', 3), -1, -1])
})

test('progress comes to its total, for single queries and for blocks', async () => {
  const seen: { what: string; total: number; done: number }[] = []
  const progress = {
    start: (what: string, total: number) => seen.push({ what, total, done: 0 }),
    advance: (by: number) => {
      seen.at(-1)!.done += by
    },
    stop() {},
  }
  await measureLatency(await request([SINGLE_SHOT, RERANKED], { progress }))
  expect(seen).toEqual([
    { what: 'timing single queries', total: 2000, done: 2000 },
    { what: 'timing blocks of queries', total: 60, done: 60 },
  ])
})

test('no settings: nothing is started', async () => {
  expect(await measureLatency(await request([]))).toEqual([])
})

/** A program that runs inside the measuring processes before their own, as NODE_OPTIONS has it. */
function inside(program: string): string {
  const path = join(folder, 'inside.mjs')
  writeFileSync(path, `if (process.argv[1]?.endsWith('latency/child.js')) {\n${program}\n}`)
  return `--import=${pathToFileURL(path)}`
}

describe('the process that measures', () => {
  const options = process.env.NODE_OPTIONS
  afterEach(() => {
    if (options === undefined) delete process.env.NODE_OPTIONS
    else process.env.NODE_OPTIONS = options
  })

  test('has one thread for single queries, and those asked for in blocks', async () => {
    const path = JSON.stringify(join(folder, 'threads'))
    process.env.NODE_OPTIONS = inside(`
      const { appendFileSync } = await import('node:fs')
      const { OMP_NUM_THREADS, OPENBLAS_NUM_THREADS, OMP_WAIT_POLICY } = process.env
      appendFileSync(${path}, [OMP_NUM_THREADS, OPENBLAS_NUM_THREADS, OMP_WAIT_POLICY] + ' ')`)
    await measureLatency(await request([SINGLE_SHOT], { threads: 3 }))
    expect(readFileSync(join(folder, 'threads'), 'utf8')).toBe('1,1,PASSIVE 3,3,PASSIVE ')
  })

  test('that crashes is one error, with what it said last', async () => {
    process.env.NODE_OPTIONS = inside(`console.error('TypeError: first\\nthen frames'); process.abort()`)
    const crash = measureLatency(await request([SINGLE_SHOT]))
    await expect(crash).rejects.toMatchObject({
      code: 'latency-crashed',
      exitCode: 3,
      message: expect.stringMatching(/crashed with signal SIGABRT; .*TypeError: first/),
    })
  })

  test('that ends without an answer is one error', async () => {
    process.env.NODE_OPTIONS = inside(`console.error('first\\nlast words'); process.exitCode = 7; process.disconnect()`)
    const end = measureLatency(await request([SINGLE_SHOT]))
    await expect(end).rejects.toMatchObject({
      code: 'latency-crashed',
      message: expect.stringMatching(/exit code 7; .*: last words/),
    })
  })

  test('hands its own errors over', async () => {
    const asked = await request([SINGLE_SHOT])
    truncateSync(asked.database.path, 100)
    await expect(measureLatency(asked)).rejects.toMatchObject({ code: 'vectors-cut', exitCode: 3 })
  })

  test('is stopped by the signal, and gone when the error comes', async () => {
    const path = join(folder, 'stopped')
    process.env.NODE_OPTIONS = inside(
      `(await import('node:fs')).writeFileSync(${JSON.stringify(path)}, \`\${process.pid}\`)`,
    )
    const stop = new AbortController()
    const progress = { ...silent, advance: () => stop.abort(new Error('enough')) }
    const asked = await request([SINGLE_SHOT], { signal: stop.signal, progress, seconds: 1000 })
    await expect(measureLatency(asked)).rejects.toThrow('enough')
    expect(isAlive(Number(readFileSync(path, 'utf8')))).toBe(false)
  })

  test('is not started when the signal came before', async () => {
    const path = join(folder, 'never')
    process.env.NODE_OPTIONS = inside(`(await import('node:fs')).writeFileSync(${JSON.stringify(path)}, '')`)
    const asked = await request([SINGLE_SHOT], { signal: AbortSignal.abort(new Error('before')) })
    await expect(measureLatency(asked)).rejects.toThrow('before')
    expect(existsSync(path)).toBe(false)
  })

  test('ends when its parent is killed', async () => {
    const path = join(folder, 'orphan')
    const asked = await request([RERANKED], { seconds: 1000 })
    const latency = new URL('../../../dist/search/latency/latency.js', import.meta.url)
    const { signal, progress, ...plain } = asked
    const program = `
      const { measureLatency } = await import(${JSON.stringify(latency.href)})
      const progress = { start() {}, advance() {}, stop() {} }
      const settings = Array.from({ length: 20 }, () => (${JSON.stringify(plain.settings[0])}))
      await measureLatency({ ...${JSON.stringify(plain)}, settings, progress, signal: new AbortController().signal })`
    const options = inside(`(await import('node:fs')).writeFileSync(${JSON.stringify(path)}, \`\${process.pid}\`)`)
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, NODE_OPTIONS: options },
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await expect.poll(() => existsSync(path) && readFileSync(path, 'utf8'), { timeout: 10_000 }).toMatch(/\d+/)
    const child = Number(readFileSync(path, 'utf8'))
    expect(isAlive(child)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false)
  }, 60_000)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('memory: the database, and once more for every dim that is searched', () => {
  // 100 rows of 16 numbers, then of 4 and 8 with a norm each: 100 · (16 + 5 + 9) · 4 bytes
  expect(latencyBytes(100, 16, [4, 8, 4])).toBe(12_000)
  expect(latencyBytes(100, 16, [])).toBe(6400)
})

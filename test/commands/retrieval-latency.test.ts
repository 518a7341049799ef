/** Timing, and stopping in the middle: what is told, what is left, and what never is. */
import { mkdirSync, readdirSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { writeClusters } from './clusters.js'
import { type RetrievalDocument, settingName } from './retrieval-document.js'
import { expectPlain, expectSchema, finished, program } from './run.js'
import { world } from './world.js'

const { json, run, start } = program()
const { path } = world()
const database = writeClusters(path('db.arrow'), { rows: 200, seed: 1 })
const queries = writeClusters(path('q.arrow'), { rows: 20, seed: 2, ids: 'q' })
const scratch = path('scratch')
mkdirSync(scratch)
const env = { TMPDIR: scratch }
const files = ['retrieval', '--database', database, '--queries', queries]

afterEach(() => {
  expect(readdirSync(scratch)).toEqual([])
})

describe('latency', () => {
  test('of every setting, in the order of percentiles, with how many were timed', async () => {
    const ways = ['--shortlist', '4', '--shortlist-size', '20', '--index', 'exact', '--index', 'HNSW8', '--k', '10']
    const { document, stderr } = await json<RetrievalDocument>([...files, ...ways, '--latency-seconds', '1'], { env })
    expect(stderr).toBe('')
    expectSchema(document)
    expect(document.rows.map(settingName)).toEqual(['4', '16', '4→16:20', 'HNSW8 4', 'HNSW8 16', 'HNSW8 4→16:20'])
    for (const { metrics, index, shortlistSize } of document.rows) {
      const [p50, p95, p99, samples, qps] = ['latency.p50', 'latency.p95', 'latency.p99', 'latency.samples', 'qps'].map(
        (id) => metrics[id]!.value!,
      )
      expect(p50).toBeGreaterThan(0)
      expect(p95).toBeGreaterThanOrEqual(p50!)
      expect(p99).toBeGreaterThanOrEqual(p95!)
      expect(samples).toBeGreaterThan(0)
      expect(qps).toBeGreaterThan(0)
      expect(metrics['speedup.latency']!.value).toBeGreaterThan(0)
      expect(metrics['latency.shortlist']!.value).toBeLessThanOrEqual(p50!)
      if (shortlistSize !== null) expect(metrics['latency.rerank']!.value).toBeGreaterThan(0)
      if (index === 'HNSW8') expect(metrics['latency.copy']!.value).toBeGreaterThanOrEqual(0)
    }
    expect(document.parameters.latency).toMatchObject({ seconds: 1, singleThreads: 1 })
  })

  test('is in the table for people, and off where it is not wanted', async () => {
    const timed = await run([...files, '--dims', '16', '--k', '10', '--latency-seconds', '1', '--quiet'], { env })
    expect([timed.code, timed.stderr]).toEqual([0, ''])
    expect(timed.stdout).toMatch(/ p50 ms .* qps$/m)
    const plain = await run([...files, '--dims', '16', '--k', '10', '--no-latency', '--quiet'], { env })
    expect(plain.stdout).not.toMatch(/p50 ms|qps/)
  })
})

describe.skipIf(process.platform === 'win32')('a signal in the middle', () => {
  const many = writeClusters(path('many.arrow'), { rows: 20_000, seed: 3, width: 64 })
  const asked = writeClusters(path('asked.arrow'), { rows: 2000, seed: 4, width: 64, ids: 'q' })
  const long = ['retrieval', '--database', many, '--queries', asked, '--no-cache', '--latency-seconds', '60']

  /** Interrupts once something of the run is in the scratch folder, and a little later. */
  async function interrupted(args: readonly string[], signal: NodeJS.Signals, delay: number) {
    const child = start([...long, ...args], { env })
    const ended = finished(child)
    while (child.exitCode === null && readdirSync(scratch).length === 0) await pause(20)
    await pause(delay)
    child.kill(signal)
    return ended
  }

  test.each<[string, NodeJS.Signals, number, string[]]>([
    ['while an index is built', 'SIGINT', 130, ['--index', 'HNSW64']],
    ['while latency is measured', 'SIGTERM', 143, ['--dims', '64']],
  ])('%s', async (_, signal, code, args) => {
    const result = await interrupted(args, signal, 600)
    expect(result).toMatchObject({ code, signal: null, stdout: '' })
    expect(result.stderr).toContain('stopped by a signal')
    expectPlain(result.stderr)
  })

  test('is a document under --json', async () => {
    const { code, stdout } = await interrupted(['--index', 'HNSW64', '--json'], 'SIGINT', 600)
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'stopped', exitCode: 130 } })
  })

  test('and a second one, that ends it at once, leave nothing behind', async () => {
    const child = start([...long, '--index', 'HNSW64'], { env })
    const ended = finished(child)
    while (child.exitCode === null && readdirSync(scratch).length === 0) await pause(20)
    child.kill('SIGINT')
    await pause(5)
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
  })
})

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** The child process that vitest starts is the compiled one: dist/search/faiss/child.js. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { nativeFactory, plainReason } from '../../../src/search/faiss/binding.js'
import { type BuiltIndex, type IndexRequest, indexName } from '../../../src/search/faiss/request.js'
import { bruteForce } from '../brute-force.js'
import { randomVectors } from '../search.js'
import { bench, buildAndSearch, DEFAULTS, recall, withoutFaiss } from './running.js'

const place = bench()
const database = randomVectors(2500, 40, 1)
const queries = randomVectors(60, 40, 2)
const [dim, k] = [32, 10]
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url))

describe.skipIf(withoutFaiss !== null)('with FAISS', async () => {
  const faiss = withoutFaiss === null ? await place.start() : null
  const file = await place.file(database)
  const request = (factory: string, at = dim): IndexRequest => ({ factory, dim: at, clusterDim: null })
  const truth = bruteForce(database, queries, [dim], 'cosine', k).ids
  const found = (ids: Int32Array) => recall(ids, truth, k)

  describe('settings are applied', async () => {
    test('recall rises with efSearch', async () => {
      const index = await faiss!.build(request('HNSW8'), file, 'cosine')
      const before = readFileSync(index.path)
      const at = async (efSearch: number | null) => faiss!.search(index, { efSearch, nprobe: null }, queries, k)
      const recalls = [found(await at(4)), found(await at(16)), found(await at(128))]
      expect(recalls[0]).toBeLessThan(recalls[1]!)
      expect(recalls[1]).toBeLessThan(recalls[2]!)
      expect(recalls[2]).toBeGreaterThan(0.9)
      expect(await at(null)).toEqual(await at(16)) // FAISS's default
      expect(readFileSync(index.path)).toEqual(before)
    })

    test('an efSearch below k is not raised to it', async () => {
      const index = await faiss!.build(request('HNSW8'), file, 'cosine')
      const at = async (efSearch: number) => faiss!.search(index, { efSearch, nprobe: null }, queries, k)
      expect(found(await at(1))).toBeLessThan(found(await at(k)))
    })

    test('recall rises with nprobe, to all of it', async () => {
      const index = await faiss!.build(request('IVF16,Flat'), file, 'cosine')
      const at = async (nprobe: number | null) => faiss!.search(index, { efSearch: null, nprobe }, queries, k)
      const recalls = [found(await at(1)), found(await at(4)), found(await at(8)), found(await at(16))]
      for (const [i, value] of recalls.slice(1).entries()) expect(value).toBeGreaterThan(recalls[i]!)
      expect(recalls[3]).toBe(1)
      expect(await at(null)).toEqual(await at(1))
    })

    test('a setting that the index does not have is an error', async () => {
      const index = await faiss!.build(request('IVF16,Flat'), file, 'cosine')
      const search = faiss!.search(index, { efSearch: 10, nprobe: null }, queries, k)
      await expect(search).rejects.toMatchObject({ code: 'index-setting', exitCode: 2 })
    })
  })

  test.each([
    ['Flat', 1],
    ['HNSW32', 0.9],
    ['IVF4,Flat', 0.3],
    ['SQ8', 0.9],
    ['PQ4', 0.1],
    ['IVF4,PQ4', 0.1],
    ['OPQ4,PQ4', 0.1],
    ['IVF4,SQ8', 0.3],
    ['PQ8x4', 0.1],
  ])(
    '%s finds at least %d of the nearest at 16 of 24 dims',
    async (factory, least) => {
      const rows = randomVectors(600, 24, 3)
      const asked = randomVectors(40, 24, 4)
      await faiss!.check([request(factory, 16)], 'l2', 600)
      const { index, ids } = await buildAndSearch(faiss!, await place.file(rows), factory, 16, 'l2', asked, k)
      expect(recall(ids, bruteForce(rows, asked, [16], 'l2', k).ids, k)).toBeGreaterThanOrEqual(least)
      expect(index.bytes).toBe(statSync(index.path).size)
      expect(index.buildSeconds).toBeGreaterThan(0)
    },
    120_000,
  )

  test('what FAISS does not accept is refused with its reason, before any work', async () => {
    const refuses = (factory: string, at: number) =>
      expect(faiss!.check([request(factory, at)], 'cosine', 2500)).rejects
    const code = { code: 'index-refused', exitCode: 2 }
    await refuses('Nonsense', 8).toMatchObject({
      ...code,
      message: expect.stringMatching(/: could not parse index string Nonsense$/),
    })
    await refuses('PQ4', 10).toMatchObject({
      ...code,
      message: expect.stringContaining('should be a multiple of the number'),
    })
    await refuses('IVF2501,Flat', 8).toMatchObject({ ...code, message: expect.stringContaining('at least 2501 rows') })
    const settings = { ...request('IVF16,Flat'), nprobe: 17 }
    await expect(faiss!.check([settings], 'cosine', 2500)).rejects.toMatchObject({ code: 'index-setting' })
    await faiss!.check(
      [
        { ...settings, nprobe: 16 },
        { ...request('HNSW8'), efSearch: 3 },
      ],
      'cosine',
      2500,
    )
  })

  describe('the cache', () => {
    const folder = join(place.folder, 'cache')
    const build = async () => {
      const fresh = await place.start(folder)
      const { index, ids } = await buildAndSearch(fresh, file, 'HNSW8', dim, 'cosine', queries, k)
      return { index, ids, files: readdirSync(folder).sort() }
    }
    const timeless = ({ reloaded: _, ...rest }: BuiltIndex) => rest

    test('gives the same index to the next process, and heals', async () => {
      const first = await build()
      const second = await build()
      expect([first.index.reloaded, second.index.reloaded]).toEqual([false, true])
      expect(timeless(second.index)).toEqual(timeless(first.index))
      expect(second.ids).toEqual(first.ids)
      expect(second.files).toEqual(first.files)
      expect(second.files.length).toBe(2)

      const bytes = readFileSync(first.index.path)
      bytes[bytes.length - 3]! ^= 1
      writeFileSync(first.index.path, bytes)
      expect((await build()).index.reloaded).toBe(false)
      writeFileSync(`${first.index.path}.json`, '{}')
      const healed = await build()
      expect(healed.index.reloaded).toBe(false)
      expect(healed.files).toEqual(first.files)
      expect((await build()).index.reloaded).toBe(true)
    })

    test('tells apart whatever makes another index', async () => {
      const fresh = await place.start(join(place.folder, 'apart'))
      const other = await place.file({ ...database, rows: 2499, values: database.values.subarray(0, 2499 * 40) })
      const built = [
        await fresh.build(request('SQ8'), file, 'cosine'),
        await fresh.build(request('SQ8'), file, 'l2'),
        await fresh.build(request('SQ8', 8), file, 'cosine'),
        await fresh.build(request('SQ4'), file, 'cosine'),
        await fresh.build(request('SQ8'), other, 'cosine'),
        await fresh.build(request('IVF4,Flat'), file, 'cosine'),
        await fresh.build({ ...request('IVF4,Flat'), clusterDim: 8 }, file, 'cosine'),
      ]
      expect(new Set(built.map(({ path }) => path)).size).toBe(built.length)
      expect(built.every(({ reloaded }) => !reloaded)).toBe(true)
    })
  })

  describe('when the child dies', () => {
    test('a crash is one error that names the index, and the next question finds a new child', async () => {
      const crash = faiss!.build(request('PQ0', 8), file, 'cosine') // divides by zero inside FAISS
      await expect(crash).rejects.toMatchObject({
        code: 'faiss-crashed',
        exitCode: 3,
        message: expect.stringMatching(/FAISS crashed while building PQ0 at 8 dims \(SIG\w+\)/),
      })
      expect((await buildAndSearch(faiss!, file, 'Flat', 8, 'cosine', queries, 1)).ids.length).toBe(60)
    })

    test('an index file that is damaged after it was built is an error', async () => {
      const index = await faiss!.build(request('SQ6'), file, 'cosine')
      writeFileSync(index.path, readFileSync(index.path).subarray(0, 1000))
      await expect(faiss!.search(index, DEFAULTS, queries, 1)).rejects.toMatchObject({ exitCode: 3 })
    })

    test('the signal ends a build at once', async () => {
      const stop = new AbortController()
      const fresh = await place.start(null, stop.signal)
      const large = await place.file(randomVectors(20_000, 128, 5))
      const building = fresh.build(request('HNSW64', 128), large, 'l2')
      setTimeout(() => stop.abort(new Error('enough')), 300)
      const from = performance.now()
      await expect(building).rejects.toThrow('enough')
      expect(performance.now() - from).toBeLessThan(5000) // the build takes longer
      await expect(fresh.build(request('Flat'), file, 'l2')).rejects.toThrow('enough')
    })

    test.skipIf(process.platform !== 'linux')('the child ends with its parent', async () => {
      const script = `
        import { startFaiss } from ${JSON.stringify(join(DIST, 'search/faiss/faiss.js'))}
        import { readFileSync } from 'node:fs'
        await startFaiss({ threads: 1, cache: null, scratch: '/', signal: new AbortController().signal })
        console.log(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8'))
        process.kill(process.pid, 'SIGKILL')`
      const child = Number(await printed(script, place.folder))
      expect(child).toBeGreaterThan(0)
      await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false)
    })
  })
})

test('without FAISS, what to type', async () => {
  const root = join(place.folder, 'bare')
  mkdirSync(root)
  cpSync(DIST, join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  const script = `
    import { startFaiss } from ${JSON.stringify(join(root, 'dist/search/faiss/faiss.js'))}
    await startFaiss({ threads: 1, cache: null, scratch: '/', signal: new AbortController().signal }).catch(
      ({ code, message, suggestions }) => console.log(JSON.stringify({ code, message, suggestions })))`
  expect(JSON.parse(await printed(script, root))).toEqual({
    code: 'faiss-missing',
    message: 'FAISS does not load here: faiss-node is not installed',
    suggestions: [`node ${root}/scripts/faiss.mjs`, 'or use --index exact'],
  })
})

test('names of indexes', () => {
  expect(indexName({ factory: 'HNSW32', dim: 8, clusterDim: null })).toBe('HNSW32 at 8 dims')
  expect(indexName({ factory: 'IVF4,Flat', dim: 8, clusterDim: 4 })).toBe('IVF4,Flat at 8 dims, clustered at 4')
})

test.each([
  ['PQ8', 'PQ8np'],
  ['OPQ8_32,IVF16,PQ8x4', 'OPQ8_32,IVF16,PQ8x4np'],
  ['HNSW32_PQ8', 'HNSW32_PQ8np'],
  ['PQ8,RFlat', 'PQ8np,RFlat'],
  ['PQ8np', 'PQ8np'],
  ['PQ8x4fs', 'PQ8x4fs'],
  ['OPQ8,SQ8', 'OPQ8,SQ8'],
  ['IVF16(PQ8),Flat', 'IVF16(PQ8),Flat'],
])('%s is given to FAISS as %s', (factory, native) => {
  expect(nativeFactory(factory)).toBe(native)
})

test.each([
  [
    "Error in void f(int) at ./faiss/x.cpp:59: Error: 'd % M == 0' failed: d must be a multiple",
    'd must be a multiple',
  ],
  [
    'Error in void f(int, std::string) at ./faiss/y.cpp:879: could not parse index string Foo',
    'could not parse index string Foo',
  ],
  ["Error in virtual void g() at ./faiss/z.cpp:1: Error: 'n > 0' failed", 'it needs n > 0'],
  ['stoi', 'stoi'],
])('%s in plain words', (said, plain) => {
  expect(plainReason(said)).toBe(plain)
})

/** What a module prints, run in a process of its own. */
async function printed(script: string, cwd: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  for await (const chunk of child.stdout) text += chunk
  return text
}

/** A process that ended but was not waited for counts as dead. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

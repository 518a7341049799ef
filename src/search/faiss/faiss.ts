/**
 * FAISS: whether it works here, and indexes in it, built and searched. It is always loaded in a child process: it blocks,
 * two copies in one process crash, and some of its errors abort.
 *
 * Exact for Flat, and for IVFn,Flat with nprobe = n; approximate otherwise. Its scores are not passed on. Cost per query
 * in multiply-adds: src/metrics/flops.ts. Needs faiss-node (FAISS_SETUP). HNSW is built on one thread. It stops as soon as efSearch rows are nearer
 * than what is left to look at, however large k is (FAISS 1.7 keeps max(efSearch, k) rows, but stops by efSearch): long
 * lists need an efSearch of about k, and a very small one leaves −1 in them.
 */
import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { dataError, UserError } from '../../errors.js'
import type { Distance } from '../../types.js'
import { findIndex, indexPath, keepIndex } from './cache.js'
import { checkRequest, checkSettings, refused } from './check.js'
import { checkIds } from './ids.js'
import { type FaissProcess, faissProcess } from './process.js'
import { type Faiss, type FaissOptions, type IndexRequest, indexName } from './request.js'
import { cutRows, indexWidth } from './rows.js'

export type { BuiltIndex, Faiss, FaissOptions, IndexRequest, SearchSettings } from './request.js'

/** The package's own folder, under which scripts/faiss.mjs builds FAISS where no prebuilt one can be had. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export const FAISS_SETUP = `node ${ROOT}scripts/faiss.mjs`

const PROBE = `
const { createRequire } = require('node:module')
const load = createRequire(${JSON.stringify(`${ROOT}package.json`)})
let name = 'faiss-node'
try { load(name) } catch { name = ${JSON.stringify(`${ROOT}vendor/faiss-node`)} }
const { IndexFlatL2 } = load(name)
const index = new IndexFlatL2(2)
index.add([0, 0, 1, 1])
const { labels } = index.search([1, 1], 1)
if (labels[0] !== 1) throw new Error('a search of two vectors gave row ' + labels[0])
console.log(load(name + '/package.json').version)
`

/** The version of the FAISS binding that loads and searches, or why none does. */
export async function probeFaiss(): Promise<{ version: string } | { failure: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROBE], { timeout: 30_000 })
    return { version: stdout.trim() }
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const line = text.split('\n').find((candidate) => /^\w*Error/.test(candidate))
    return {
      failure:
        line?.includes('MODULE_NOT_FOUND') || line?.includes('Cannot find module')
          ? 'faiss-node is not installed'
          : (line ?? 'the process that loads it crashed'),
    }
  }
}

/** Queries that go to FAISS at a time. */
const BLOCK = 1024

/** @throws UserError (exit 3) when FAISS does not load: faiss-missing */
export async function startFaiss({ threads, cache, scratch, signal }: FaissOptions): Promise<Faiss> {
  const child = faissProcess(threads, signal)
  const alone = faissProcess(1, signal) // on several threads, a graph comes out different each time
  const version = await child.ask('version', null, 'loading').catch((error) => {
    child.close()
    throw error instanceof UserError ? missing(error) : error
  })
  return {
    version,
    async check(requests, distance, rows = null) {
      for (const request of requests) {
        checkRequest(request, rows)
        const { efSearch = null, nprobe = null } = request
        checkSettings(request, await tryEmpty(child, request, distance, scratch), { efSearch, nprobe })
      }
    },
    async build(request, database, distance) {
      const folder = cache ?? scratch
      const path = indexPath(folder, version, request, database, distance)
      const whole = { request, distance, rows: database.rows, path }
      const found = await findIndex(path)
      if (found !== null) return { ...whole, ...found, reloaded: true }
      const target = `${path}.${process.pid}`
      try {
        await mkdir(folder, { recursive: true })
        const question = { request, database, distance, target }
        const builder = request.factory.includes('HNSW') ? alone : child
        const build = await builder.ask('build', question, `building ${indexName(request)}`)
        await keepIndex(target, path, build)
        return { ...whole, ...build, reloaded: false }
      } finally {
        await rm(target, { force: true })
      }
    },
    async search(index, settings, queries, k) {
      const ids = new Int32Array(queries.rows * k)
      const doing = `searching ${indexName(index.request)}`
      for (let start = 0; start < queries.rows; start += BLOCK) {
        const block = cutRows(queries, start, BLOCK, indexWidth(index.request))
        ids.set(await child.ask('search', { index, settings, queries: block, k, scratch }, doing), start * k)
      }
      checkIds(ids, k, index.rows, indexName(index.request))
      return ids
    },
    async close() {
      child.close()
      alone.close()
    },
  }
}

async function tryEmpty(child: FaissProcess, request: IndexRequest, distance: Distance, scratch: string) {
  const { factory, dim, clusterDim } = request
  const question = { request: { factory, dim, clusterDim }, distance, scratch }
  return child.ask('check', question, `trying ${indexName(request)}`).catch((error) => {
    const died = error instanceof UserError && error.code === 'faiss-crashed'
    throw died ? refused(request, 'FAISS crashes on it') : error
  })
}

function missing(error: UserError): UserError {
  const absent = error.message.includes('Cannot find module')
  const why = absent ? 'faiss-node is not installed' : error.message
  return dataError('faiss-missing', `FAISS does not load here: ${why}`, FAISS_SETUP, 'or use --index exact')
}

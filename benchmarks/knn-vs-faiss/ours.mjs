/** One measurement of mrl-eval: from the two files to the neighbors at every dim. The database streams through. */
import { readFileSync, writeFileSync } from 'node:fs'
import { nestedSearch } from '../../dist/search/nested.js'
import { readVectors } from './files.mjs'

const { database, queryFile, rows, queries, width, dims, distance, k, threads, ids } = JSON.parse(process.argv[2])
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)))

const began = performance.now()
const asked = { rows: queries, width, values: new Float32Array(readFileSync(queryFile).buffer) }
const found = await nestedSearch({
  database: readVectors(database, width),
  rows,
  queries: asked,
  dims,
  distance,
  k,
  session: { device: 'cpu', threads },
  progress: { start() {}, advance() {}, stop() {} },
  signal: new AbortController().signal,
})
const seconds = (performance.now() - began) / 1000

writeFileSync(ids, new Uint8Array(found.ids.buffer))
console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024, version }))

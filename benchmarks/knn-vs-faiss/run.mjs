/**
 * Exact search at every dim from 8 to 2,048: mrl-eval's one pass against FAISS run once per dim, side by side.
 *
 *     npm run build
 *     node benchmarks/knn-vs-faiss/run.mjs [--large] [--rounds 5] [--threads 2] [--k 10] [--python python3]
 *
 * Every measurement is a process of its own; the two sides take turns on the same files. See ../README.md.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { demoFiles, syntheticFiles } from './files.mjs'

const { values: flags } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    k: { type: 'string', default: '10' },
    python: { type: 'string', default: 'python3' },
  },
})
const DIMS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048]
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const SIDES = {
  'mrl-eval': (job) => [process.execPath, here('ours.mjs'), job],
  FAISS: (job) => [flags.python, here('theirs.py'), job],
}

/** Runs one side once. @returns { seconds, searchSeconds, peakBytes, version } */
function measure(side, job) {
  const [program, ...args] = SIDES[side](JSON.stringify(job))
  const { OPENBLAS_CORETYPE, ...env } = process.env // OpenBLAS is to choose its fastest kernels itself
  const threads = Object.fromEntries(
    ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'].map((name) => [name, flags.threads]),
  )
  const stdout = execFileSync(program, args, {
    env: { ...env, ...threads, OMP_WAIT_POLICY: 'PASSIVE' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(stdout)
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Share of the ids that both sides found at the same place. */
function agreement(one, other) {
  const [a, b] = [one, other].map((path) => new Int32Array(readFileSync(path).buffer))
  return a.reduce((same, id, i) => same + (id === b[i] ? 1 : 0), 0) / a.length
}

const folder = mkdtempSync(join(tmpdir(), 'knn-vs-faiss-'))
try {
  const files = flags.large ? await syntheticFiles(folder) : await demoFiles(folder)
  const { rows, queries, width } = files
  console.log(
    `${rows} × ${width} rows, ${queries} queries, k = ${flags.k}, ${flags.threads} threads, ${cpus()[0].model}`,
  )
  for (const distance of ['cosine', 'l2']) {
    const runs = { 'mrl-eval': [], FAISS: [] }
    const ids = (side) => join(folder, `${side}-ids.i32`)
    for (let round = 0; round < Number(flags.rounds); round++) {
      for (const side of Object.keys(SIDES)) {
        const job = { ...files, dims: DIMS, distance, k: Number(flags.k), threads: Number(flags.threads) }
        runs[side].push(measure(side, { ...job, ids: ids(side) }))
      }
    }
    const all = (side, key) => runs[side].map((run) => run[key])
    const line = (side, key) => ({
      median: Number(median(all(side, key)).toFixed(2)),
      best: Number(Math.min(...all(side, key)).toFixed(2)),
    })
    const memory = (side) => ({ 'peak MiB': Math.round(median(all(side, 'peakBytes')) / 2 ** 20) })
    console.log(`${distance}, seconds`)
    console.table({
      'mrl-eval': { ...line('mrl-eval', 'seconds'), ...memory('mrl-eval') },
      FAISS: { ...line('FAISS', 'seconds'), ...memory('FAISS') },
      'FAISS, search only': line('FAISS', 'searchSeconds'),
      'FAISS, search at 2,048 only': line('FAISS', 'widestSeconds'),
    })
    const ratio = (key) => (median(all('FAISS', key)) / median(all('mrl-eval', 'seconds'))).toFixed(2)
    console.log(
      `FAISS takes ${ratio('seconds')} times as long (search only: ${ratio('searchSeconds')}); ` +
        `${(100 * agreement(ids('mrl-eval'), ids('FAISS'))).toFixed(2)} % of the ids are the same`,
    )
    console.log(`mrl-eval ${runs['mrl-eval'][0].version}, FAISS ${runs.FAISS[0].version}\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

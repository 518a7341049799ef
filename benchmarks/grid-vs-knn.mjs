/**
 * `mrl-eval retrieval --grid` (every search dim with every rerank dim) against `mrl-eval knn` (1-NN at the same dims), as
 * whole processes on the demo's data: for one model, and for all eleven of fixtures/mrl-eval.config.yaml.
 *
 *     npm run build
 *     node benchmarks/grid-vs-knn.mjs [--rounds 5] [--threads N] [--only "MRL alone"] [--k 10]
 *
 * The two take turns. Embeddings come from the cache: a first run of each, which is not counted, fills it where needed.
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string' },
    only: { type: 'string' },
    k: { type: 'string' }, // of the grid
  },
})
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const SIDES = { knn: ['knn'], 'retrieval --grid': ['retrieval', '--grid', '--no-latency'] }
const MODELS = { 'MRL alone': ['--model', 'MRL=models/mrl.onnx'], 'the whole config': [] }

/** Seconds of one run, from starting the process to its end. */
function measure(side, models) {
  const threads = flags.threads === undefined ? [] : ['--threads', flags.threads]
  const k = side === 'knn' || flags.k === undefined ? [] : ['--k', flags.k]
  const args = [here('../bin/run.js'), ...SIDES[side], ...models, ...threads, ...k, '--json', '--quiet']
  const began = performance.now()
  execFileSync(process.execPath, args, {
    cwd: here('../fixtures'),
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  })
  return (performance.now() - began) / 1000
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const chosen = Object.entries(MODELS).filter(([name]) => flags.only === undefined || flags.only === name)
if (chosen.length === 0) throw new Error(`--only ${flags.only}: expected one of ${Object.keys(MODELS).join(', ')}`)
console.log(`${flags.rounds} rounds, ${flags.threads ?? availableParallelism()} threads, ${cpus()[0].model}; seconds`)
for (const [name, models] of chosen) {
  const seconds = Object.fromEntries(Object.keys(SIDES).map((side) => [side, []]))
  for (const side of Object.keys(SIDES)) measure(side, models)
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const side of Object.keys(SIDES)) seconds[side].push(measure(side, models))
  }
  console.log(name)
  console.table(
    Object.fromEntries(
      Object.entries(seconds).map(([side, all]) => [
        side,
        { median: Number(median(all).toFixed(2)), best: Number(Math.min(...all).toFixed(2)) },
      ]),
    ),
  )
  const ratios = seconds['retrieval --grid'].map((own, round) => own / seconds.knn[round])
  console.log(
    `retrieval --grid takes ${(median(seconds['retrieval --grid']) / median(seconds.knn)).toFixed(2)} times as long as knn ` +
      `(by round: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})\n`,
  )
}

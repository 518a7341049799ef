/**
 * Probes beside scikit-learn's LogisticRegression at every dim from 8 to 2,048, at the same regularization.
 *
 *     npm run build
 *     node benchmarks/probe-vs-sklearn/run.mjs [--strength 10] [--dims 8,16,…] [--threads 2] [--precision float32] [--python python3]
 *
 * Every measurement is a process of its own; the sides take turns on the same files. See ../README.md.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openEmbeddings } from '../../dist/data/embeddings/embeddings.js'
import { loadLabelled } from '../../dist/evaluate/rows.js'

const { values: flags } = parseArgs({
  options: {
    strength: { type: 'string', default: '10' },
    dims: { type: 'string', default: '8,16,32,64,128,256,512,1024,2048' },
    threads: { type: 'string', default: String(availableParallelism()) },
    precision: { type: 'string', default: 'float32' },
    python: { type: 'string', default: 'python3' },
  },
})
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const SIDES = {
  'mrl-eval': { program: process.execPath, script: here('ours.mjs') },
  'scikit-learn': { program: flags.python, script: here('peer.py') },
  'its default': { program: flags.python, script: here('peer.py'), tol: 1e-4 },
}

/** The fixtures' drawings through the MRL model, as raw files. */
async function embed(folder, name) {
  const arrow = join(folder, `${name}.arrow`)
  const inputs = ['--model', `${ROOT}fixtures/models/mrl.onnx`, '--data', `${ROOT}fixtures/icons/${name}.arrow`]
  const args = [`${ROOT}bin/run.js`, 'embed', '--quiet', ...inputs, '--output', arrow]
  execFileSync(process.execPath, args, { env: { ...process.env, XDG_CACHE_HOME: folder }, stdio: 'ignore' })
  const { values, labels } = await loadLabelled(await openEmbeddings(arrow))
  const [vectors, classes] = [join(folder, `${name}.f32`), join(folder, `${name}.i32`)]
  writeFileSync(vectors, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  writeFileSync(classes, new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength))
  return { vectors, labels: classes }
}

/** Fits and scores once. @returns { seconds, accuracy, loss, iterations, version } */
function measure({ program, script }, job) {
  const { OPENBLAS_CORETYPE, ...env } = process.env // OpenBLAS is to choose its fastest kernels itself
  const names = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS']
  const threads = Object.fromEntries(names.map((name) => [name, flags.threads]))
  const stdout = execFileSync(program, [script, JSON.stringify(job)], {
    env: { ...env, ...threads },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(stdout)
}

const folder = mkdtempSync(join(tmpdir(), 'probe-vs-sklearn-'))
try {
  const files = { train: await embed(folder, 'database'), test: await embed(folder, 'queries'), width: 2048 }
  const rows = readFileSync(files.train.labels).length / 4
  console.log(`${rows} rows × 2048, strength ${flags.strength}, ${flags.threads} threads, ${cpus()[0].model}`)
  const [quality, cost] = [{}, {}]
  const versions = new Set()
  for (const dim of flags.dims.split(',').map(Number)) {
    const found = {}
    for (const [name, side] of Object.entries(SIDES)) {
      const job = { ...files, dim, strength: Number(flags.strength), threads: Number(flags.threads) }
      // our gradient is by weights of features √d times as long
      found[name] = measure(side, { ...job, tol: side.tol ?? 1e-5 / Math.sqrt(dim), precision: flags.precision })
      versions.add(found[name].version)
    }
    const columns = (what, pick) =>
      Object.fromEntries(Object.entries(found).map(([name, one]) => [`${name}, ${what}`, Number(pick(one))]))
    const [ours, theirs] = [found['mrl-eval'], found['scikit-learn']]
    quality[dim] = {
      ...columns('top-1', ({ accuracy }) => (100 * accuracy).toFixed(2)),
      ...columns('loss', ({ loss }) => loss.toFixed(4)),
      points: Number((100 * (ours.accuracy - theirs.accuracy)).toFixed(2)),
    }
    cost[dim] = {
      ...columns('s', ({ seconds }) => seconds.toFixed(1)),
      ...columns('iterations', ({ iterations }) => iterations),
      ratio: Number((theirs.seconds / ours.seconds).toFixed(2)),
    }
    console.error(`${dim}: ${JSON.stringify({ ...quality[dim], ...cost[dim] })}`)
  }
  console.table(quality)
  console.table(cost)
  console.log([...versions].join(', '))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

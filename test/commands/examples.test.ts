/** Every example that help shows runs, on files that are called as in it. All in one process: each start would take a second. */
import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Config } from '@oclif/core'
import { expect, test } from 'vitest'
import { binaries, ints, writeArrow } from '../data/arrow-file.js'
import { floatsNpy } from '../data/npy-file.js'
import { realFile } from '../data/real-files.js'
import { temporaryFolder } from '../data/temporary.js'
import { writeModel } from '../onnx/graphs.js'
import { imageModel } from '../onnx/image-graph.js'
import { randomVectors } from '../search/search.js'
import { writeClusters } from './clusters.js'
import { program } from './run.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RUNNER = fileURLToPath(new URL('run-examples.mjs', import.meta.url))
const folder = temporaryFolder()
const path = (name: string) => join(folder, name)
const fixture = (name: string) => join(ROOT, 'fixtures', name)

/** What comes first makes files that others read. */
interface Done {
  line: string
  code: number
  thrown: string | null
  stdout: string
  stderr: string
  ms: number
}

const FIRST = [
  'retrieval --no-latency --quiet --shortlist 16 --rerank 2048 --output results/retrieval.json --output retrieval.json',
  'knn --quiet --dims 64,2048 --output knn.json --output results/knn.json',
]

const DIMS = [8, 16, 32, 64]
const WIDE = { rows: 250, width: 2048, recordRows: 100 }

function prepare(): void {
  for (const name of ['results', 'scifact/qrels', 'data', 'experiments']) mkdirSync(path(name), { recursive: true })
  const model = (dims: readonly number[]) => ({ width: 64, classes: 5, dims })
  for (const name of ['mrl', 'mrl-e', 'model', 'new', 'm']) writeModel(path(`${name}.onnx`), model(DIMS))
  writeModel(path('ff8.onnx'), model([8]))
  writeModel(path('vit.onnx'), imageModel())
  const sets = { train: 60, test: 40, holdout: 41, v2: 42, 'imagenet-a': 43, a: 44, b: 45, new: 46 }
  for (const [name, rows] of Object.entries(sets))
    writeClusters(path(`${name}.arrow`), { rows, seed: rows, width: 64, column: 'x', ids: name })
  for (const [i, name] of ['db-embeddings', 'query-embeddings', 'embeddings', 'train-embeddings', 'db', 'queries'].entries())
    writeClusters(path(`${name}.arrow`), { rows: 210 + i, seed: i, width: 2048, ids: name })
  writeFileSync(
    path('mrl-eval.config.yaml'),
    ['database: db.arrow', 'queries: queries.arrow', 'retrieval:', '  latency: false', 'run:', '  evaluations:'].join('\n') +
      '\n    - { name: nearest-5, command: knn, k: 5, dims: 8 }\n',
  )
  for (const name of ['model', 'all-MiniLM-L6-v2', 'text-model']) cpSync(fixture('text/model'), path(name), { recursive: true })
}

test('every example ends with 0', async () => {
  prepare()
  const config = await Config.load({ root: ROOT })
  const shown = config.commands.flatMap(({ id, examples = [] }) =>
    id === 'help' ? [] : examples.map((example) => String(example).replace('<%= config.bin %> ', '')),
  )
  const lines = [...FIRST, ...shown].map((line) => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!))
  writeFileSync(path('lines.json'), JSON.stringify(lines))
  await promisify(execFile)(process.execPath, [RUNNER, ROOT, path('lines.json'), path('done.json')], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: path('cache'), NO_COLOR: '1' },
  })
  const done = JSON.parse(readFileSync(path('done.json'), 'utf8')) as Done[]
  expect(done.filter(({ code, thrown }) => code !== 0 || thrown !== null)).toEqual([])
  expect(done).toHaveLength(lines.length)
})

/** Every example that help shows runs, on files that are called as in it. All in one process: each start would take a second. */
import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Config } from '@oclif/core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { binaries, ints, writeArrow } from '../data/arrow-file.js'
import { floatsNpy } from '../data/npy-file.js'
import { temporaryFolder } from '../data/temporary.js'
import { writeModel } from '../onnx/graphs.js'
import { imageModel } from '../onnx/image-graph.js'
import { randomVectors } from '../search/search.js'
import { writeClusters } from './clusters.js'

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
  'knn --model MRL=m.onnx --database train.arrow --queries test.arrow --output knn.json --output results/knn.json',
  'adaptive-classify --model MRL=mrl.onnx --data test.arrow --holdout holdout.arrow --output cascades.json',
  'embed --model mrl.onnx --data test.arrow --output embeddings-with-heads.arrow',
  'compare --metric knn@1,map@10 --database db.arrow --queries queries.arrow --output candidate.arrow',
]

const DIMS = [8, 16, 32, 64]
const TEXTS = ['a dog', 'the sea', 'rain and snow', 'an old tree']
const file = (name: string) => fileURLToPath(new URL(`../data/files/${name}`, import.meta.url))
const write = (name: string, lines: readonly string[]) => writeFileSync(path(name), `${lines.join('\n')}\n`)

async function prepare(): Promise<void> {
  for (const name of ['results', 'scifact/qrels', 'data', 'experiments']) mkdirSync(path(name), { recursive: true })
  const model = (dims: readonly number[]) => ({ width: 64, classes: 5, dims })
  for (const name of ['mrl', 'mrl-e', 'model', 'new', 'm']) writeModel(path(`${name}.onnx`), model(DIMS))
  writeModel(path('ff8.onnx'), model([8]))
  writeModel(path('experiments/mrl.onnx'), model(DIMS))
  writeModel(path('vit.onnx'), imageModel())
  const grey = { width: 2, height: 1, channels: 1 } as const
  const photo = await sharp(Uint8Array.of(10, 200), { raw: grey }).png().toBuffer()
  writeArrow(path('photos.arrow'), { image: binaries([photo]), label: ints([0]) })
  floatsNpy(path('logits.npy'), randomVectors(40 * 4 * 5, 1, 7).values, [40, 4, 5])
  floatsNpy(
    path('labels.npy'),
    Float32Array.from({ length: 40 }, (_, i) => i % 5),
    [40],
  )
  copyFileSync(file('ann.hdf5'), path('sift-128-euclidean.hdf5'))
  copyFileSync(file('parquet/pandas.parquet'), path('data/train-0.parquet'))
  copyFileSync(fixture('text/pairs.csv'), path('stsb-test.csv'))
  write('pairs.csv', ['a,b,score', 'a dog,a hound,1', 'a cat,a tap,0', 'water,rain,0.5'])
  write('superclasses.csv', ['class,superclass', '0,low', '1,low', '2,high', '3,high', '4,high'])
  write('a-classes.txt', ['0', '1', '2', '3', '4'])
  write(
    'scifact/corpus.jsonl',
    TEXTS.map((text, i) => JSON.stringify({ _id: `d${i}`, title: '', text })),
  )
  write(
    'scifact/queries.jsonl',
    TEXTS.map((text, i) => JSON.stringify({ _id: `q${i}`, text: `about ${text}` })),
  )
  write('scifact/qrels/test.tsv', ['query-id\tcorpus-id\tscore', ...TEXTS.map((_, i) => `q${i}\td${i}\t1`)])
  write(
    'bm25.trec',
    TEXTS.map((_, i) => `q${i} Q0 d${i} 1 2.5 BM25`),
  )
  const sets = { train: 60, test: 1100, holdout: 41, v2: 42, 'imagenet-a': 43, a: 44, b: 45, new: 46 }
  for (const [name, rows] of Object.entries(sets))
    writeClusters(path(`${name}.arrow`), { rows, seed: rows, width: 64, column: 'x', ids: name })
  for (const [i, name] of [
    'db-embeddings',
    'query-embeddings',
    'embeddings',
    'train-embeddings',
    'holdout-embeddings',
    'db',
    'queries',
  ].entries())
    writeClusters(path(`${name}.arrow`), { rows: 210 + i, seed: i, width: 2048, ids: name })
  write('mrl-eval.config.yaml', [
    ...['database: db.arrow', 'queries: queries.arrow', 'retrieval:', '  latency: false', 'run:', '  evaluations:'],
    '    - { name: nearest-5, command: knn, k: 5, dims: 8 }',
  ])
  for (const name of ['model', 'all-MiniLM-L6-v2', 'text-model'])
    cpSync(fixture('text/model'), path(name), { recursive: true })
}

test('every example ends with 0', async () => {
  await prepare()
  const config = await Config.load({ root: ROOT })
  const shown = config.commands.flatMap(({ id, examples = [] }) =>
    id === 'help' ? [] : examples.map((example) => String(example).replace('<%= config.bin %> ', '')),
  )
  const lines = [...FIRST, ...shown].map((line) => ({
    cwd: line === 'init' ? path('experiments') : folder, // which has a config file already
    words: [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!),
  }))
  writeFileSync(path('lines.json'), JSON.stringify(lines))
  await promisify(execFile)(process.execPath, [RUNNER, ROOT, path('lines.json'), path('done.json')], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: path('cache'), NO_COLOR: '1' },
  })
  const done = JSON.parse(readFileSync(path('done.json'), 'utf8')) as Done[]
  if (process.env.SHOW)
    console.log(
      done.map((d) => `${Math.round(d.ms)} ${d.line}`).join('\n'),
      JSON.stringify(
        done.filter((d) => d.line.startsWith('compare')),
        null,
        1,
      ),
    )
  expect(done.filter(({ code, thrown }) => code !== 0 || thrown !== null)).toEqual([])
  expect(done).toHaveLength(lines.length)
})

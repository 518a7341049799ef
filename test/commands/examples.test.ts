/**
 * Every example that help shows runs, on files that are called as in it; doctor's and help's have tests of their own. All in one
 * process: each start would take a second.
 */
import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Config } from '@oclif/core'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
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
}

const FIRST = [
  'retrieval --database db.arrow --queries queries.arrow --no-latency --shortlist 16 --rerank 2048 --output results/retrieval.json --output retrieval.json',
  'knn --model MRL=m.onnx --database train.arrow --queries test.arrow --output knn.json --output results/knn.json',
  'adaptive-classify --model MRL=mrl.onnx --data test.arrow --holdout holdout.arrow --output cascades.json',
  'embed --model mrl.onnx --data test.arrow --output embeddings-with-heads.arrow',
  'compare --model MRL=mrl.onnx --data test.arrow --output base.arrow',
  'compare --model NEW=new.onnx --data test.arrow --output candidate.arrow',
]

/** Where the config file is, for lines that do not say what they read. */
function placeOf(line: string): string {
  if (line === 'init') return path('experiments')
  return /^run\b|^(knn|retrieval) (?!.*--(database|run) )/.test(line) ? path('project') : folder
}

/** What would need many rows, or measure for seconds. */
function smaller(line: string): string {
  const timed = /^retrieval (?!.*--(no-latency|run) )/.test(line)
  return `${line.replace('--holdout-size 10000', '--holdout-size 20')}${timed ? ' --no-latency' : ''}`
}

const DIMS = [8, 16, 32, 64]
const TEXTS = ['a dog', 'the sea', 'rain and snow', 'an old tree']
const file = (name: string) => fileURLToPath(new URL(`../data/files/${name}`, import.meta.url))
const write = (name: string, lines: readonly string[]) => writeFileSync(path(name), `${lines.join('\n')}\n`)

async function prepare(): Promise<void> {
  for (const name of ['results', 'scifact/qrels', 'data', 'experiments', 'project'])
    mkdirSync(path(name), { recursive: true })
  const model = (dims: readonly number[]) => ({ width: 64, classes: 5, dims })
  for (const name of ['mrl', 'mrl-e', 'model', 'new', 'm']) writeModel(path(`${name}.onnx`), model(DIMS))
  writeModel(path('ff8.onnx'), model([8]))
  writeModel(path('experiments/mrl.onnx'), model(DIMS))
  writeModel(path('vit.onnx'), imageModel())
  const grey = { width: 2, height: 1, channels: 1 } as const
  const photo = await sharp(Uint8Array.of(10, 200), { raw: grey }).png().toBuffer()
  writeArrow(path('photos.arrow'), { image: binaries([photo]), label: ints([0]) })
  floatsNpy(path('logits.npy'), randomVectors(40 * 4 * 5, 1, 7).values, [4, 40, 5])
  floatsNpy(
    path('labels.npy'),
    Float32Array.from({ length: 40 }, (_, i) => i % 5),
    [40],
  )
  copyFileSync(file('ann.hdf5'), path('sift-128-euclidean.hdf5'))
  copyFileSync(file('parquet/pandas.parquet'), path('data/train-0.parquet'))
  write('stsb-test.csv', readFileSync(fixture('text/pairs.csv'), 'utf8').split('\n', 20))
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
  const sets = { train: 60, test: 40, holdout: 41, v2: 42, 'imagenet-a': 43, a: 44, b: 45, new: 46 }
  for (const [name, rows] of Object.entries(sets))
    writeClusters(path(`${name}.arrow`), { rows, seed: rows, width: 64, column: 'x', ids: name })
  const tables = {
    2048: ['db-embeddings', 'query-embeddings', 'db', 'queries'],
    16: ['embeddings', 'train-embeddings', 'holdout-embeddings'],
  }
  for (const [width, names] of Object.entries(tables))
    for (const [i, name] of names.entries())
      writeClusters(path(`${name}.arrow`), { rows: 210 + i, seed: i, width: Number(width), ids: name })
  write('project/mrl-eval.config.yaml', [
    ...[
      'database: ../db.arrow',
      'queries: ../queries.arrow',
      'retrieval:',
      '  latency: false',
      'run:',
      '  evaluations:',
    ],
    '    - { name: nearest-5, command: knn, k: 5, dims: 8 }',
  ])
  for (const name of ['model', 'all-MiniLM-L6-v2', 'text-model'])
    cpSync(fixture('text/model'), path(name), { recursive: true })
}

/** One of every command that gives a report, without a cache. */
const REPEATED = [
  'classify --model mrl.onnx --data test.arrow --per-class',
  'classify --data embeddings.arrow --probe --train train-embeddings.arrow --dims 4,16',
  'knn --model model.onnx --database train.arrow --queries test.arrow --reduce random,pca --precision float32,int8,binary',
  'few-shot --model model.onnx --database train.arrow --queries test.arrow --trials 20',
  'retrieval --model model.onnx --database train.arrow --queries test.arrow --grid --k 10 --no-latency',
  'adaptive-classify --model mrl.onnx --data test.arrow --policy paper,joint --splits 5',
  'compare --model MRL=mrl.onnx --model FF-8=ff8.onnx --data test.arrow',
  'similarity --model model --data stsb-test.csv',
].map((line) => `${line} --json --no-cache`)
const OTHERWISE = ' --threads 1 --batch 7'

let examples: Done[] = []
let [first, again, otherwise]: Done[][] = [[], [], []]

beforeAll(async () => {
  await prepare()
  const config = await Config.load({ root: ROOT })
  const shown = config.commands.flatMap(({ id, examples = [] }) =>
    ['doctor', 'help'].includes(id)
      ? []
      : examples.map((example) => smaller(String(example).replace('<%= config.bin %> ', ''))),
  )
  const parts = [[...FIRST, ...shown], REPEATED, REPEATED, REPEATED.map((line) => line + OTHERWISE)]
  const lines = parts.flat().map((line) => ({
    cwd: placeOf(line),
    words: [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!),
  }))
  writeFileSync(path('lines.json'), JSON.stringify(lines))
  await promisify(execFile)(process.execPath, [RUNNER, ROOT, path('lines.json'), path('done.json')], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: path('cache'), NO_COLOR: '1' },
  })
  const done = JSON.parse(readFileSync(path('done.json'), 'utf8')) as Done[]
  expect(done).toHaveLength(lines.length)
  examples = done.slice(0, parts[0]!.length)
  ;[first, again, otherwise] = [3, 2, 1].map((from) =>
    done.slice(done.length - from * REPEATED.length).slice(0, REPEATED.length),
  )
}, 120_000)

test('every example ends with 0', () => {
  expect(examples.filter(({ code, thrown }) => code !== 0 || thrown !== null)).toEqual([])
})

/** Without what depends on the machine and the moment. */
function lasting({ line, stdout, stderr, code }: Done): object {
  expect([line, code, stderr]).toEqual([line, 0, ''])
  const { timing, environment, ...rest } = JSON.parse(stdout) as Record<string, unknown>
  expect([timing, environment]).not.toContain(undefined)
  return rest
}

test('the same command gives the same bytes, outside timing and environment', () => {
  expect(again!.map((done) => JSON.stringify(lasting(done)))).toEqual(
    first!.map((done) => JSON.stringify(lasting(done))),
  )
})

test('with other --threads and --batch it gives the same rows', () => {
  const rows = (done: Done) => (lasting(done) as { rows: object }).rows
  expect(otherwise!.map(rows)).toEqual(first!.map(rows))
})

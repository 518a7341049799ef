/** `run`: exhibits in its page, and indexes that its evaluations share. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeClusters } from './clusters.js'
import type { RetrievalDocument } from './retrieval-document.js'
import { program } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run, cache } = program()
const { model } = world()

function project(name: string, lines: readonly string[]): string {
  const folder = join(cache, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'mrl-eval.config.yaml'), [...lines, ''].join('\n'))
  return folder
}

test('exhibits of what evaluations search, once for each model and data; flags that say nothing without them', async () => {
  const folder = project('shown', [
    `model: { M: ${JSON.stringify(model)} }`,
    'queries: q.arrow',
    'data: q.arrow',
    'run:',
    '  exhibits: true',
    '  evaluations:',
    '    - classify',
    '    - { command: knn, database: db.arrow }',
    '    - { command: retrieval, database: db.arrow, latency: false }',
    '    - { name: other, command: knn, database: other.arrow }',
  ])
  writeRows(join(folder, 'db.arrow'), DATABASE)
  writeRows(join(folder, 'other.arrow'), [...QUERIES, ...DATABASE])
  writeRows(join(folder, 'q.arrow'), QUERIES)
  const page = () => readFileSync(join(folder, 'results/report.html'), 'utf8')
  const headings = () => [...page().matchAll(/<h3>(Nearest rows|Maps).*?<\/h3>/g)].map(([text]) => text)

  const alone = await run(['run', 'classify', '--no-cache'], { cwd: folder })
  expect([alone.code, headings()]).toEqual([0, []])
  expect(alone.stderr).toContain('no exhibits: no evaluation searches a database\n')

  const all = await run(['run', '--exhibit-dims', '2,4'], { cwd: folder })
  expect(all.code, all.stderr).toBe(0)
  expect(all.stderr).not.toContain('no exhibits')
  expect(headings()).toEqual([
    '<h3>Nearest rows of M (knn) at 2, 4 dims</h3>',
    '<h3>Nearest rows of M (other) at 2, 4 dims</h3>',
    '<h3>Maps of the queries of M (knn)</h3>',
    '<h3>Maps of the queries of M (other)</h3>',
  ])
  const above = await run(['run', 'knn', '--exhibit-dims', '2,8'], { cwd: folder })
  expect(above.code).toBe(0)
  expect(above.stderr).toContain('no exhibits of knn: --exhibit-dims has 8; the embeddings of M have 4 dimensions')

  const faults = [
    await json(['run', '--exhibits', '--superclasses', 'absent.csv'], { cwd: folder }),
    await json(['run', '--exhibit-dims', '2'], { cwd: project('plain', ['run: { evaluations: [knn] }']) }),
  ]
  expect(faults.map(({ document }) => document.error.code)).toEqual(['file-missing', 'exhibits-unused'])
})

test('without a cache, one index for all evaluations of a run', async () => {
  const folder = project('indexed', [
    'database: db.arrow',
    'queries: q.arrow',
    'retrieval: { index: "IVF16,Flat", dims: 16, latency: false }',
    'run:',
    '  evaluations: [{ name: one, command: retrieval, k: 10 }, { name: other, command: retrieval, k: 20 }]',
  ])
  writeClusters(join(folder, 'db.arrow'), { rows: 600, seed: 1 })
  writeClusters(join(folder, 'q.arrow'), { rows: 20, seed: 2, ids: 'q' })
  const { code } = await json(['run', '--no-cache'], { cwd: folder })
  expect(code).toBe(0)
  const [first, second] = ['one', 'other'].map((name) => {
    const { rows } = JSON.parse(readFileSync(join(folder, `results/${name}.json`), 'utf8')) as RetrievalDocument
    return rows[0]!.metrics.buildSeconds!.value!
  })
  expect(first).toBeGreaterThan(0)
  expect(second).toBe(first) // what is kept beside an index: the clock ran once
  expect(existsSync(join(cache, 'mrl-eval', 'indexes'))).toBe(false)
})

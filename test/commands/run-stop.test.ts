import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { slowModel } from '../onnx/slow.js'
import { writeClusters } from './clusters.js'
import { finished, program } from './run.js'
import { suiteOf } from './run-schema.js'

test('SIGTERM in the middle: finished results are there, and the next run goes on where it was', async () => {
  const { start, json, cache } = program()
  const path = (name: string) => join(cache, name)
  writeClusters(path('db.arrow'), { rows: 200, seed: 1, width: 64 })
  writeClusters(path('q.arrow'), { rows: 20, seed: 2, width: 64 })
  writeClusters(path('many.arrow'), { rows: 6000, seed: 3, width: 64, column: 'x' })
  writeClusters(path('some.arrow'), { rows: 20, seed: 4, width: 64, column: 'x' })
  writeModel(path('slow.onnx'), slowModel(64))
  writeFileSync(
    path('mrl-eval.config.yaml'),
    `run:
  results: out
  threads: 1
  evaluations:
    - { command: knn, database: db.arrow, queries: q.arrow }
    - { command: knn, name: slow, model: slow.onnx, database: many.arrow, queries: some.arrow }
    - { command: few-shot, database: db.arrow, queries: q.arrow }
`,
  )
  const child = start(['run'])
  const end = finished(child)
  const embeddings = path('mrl-eval/embeddings')
  const begun = () =>
    existsSync(embeddings) &&
    readdirSync(embeddings).reduce((sum, name) => sum + statSync(join(embeddings, name)).size, 0) > 500_000
  while (child.exitCode === null && !begun()) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGTERM')
  const { code, stderr } = await end
  expect(code).toBe(143)
  expect(stderr).toContain('stopped by a signal')
  expect(readdirSync(path('out')).filter((name) => name.endsWith('.json'))).toEqual(['knn.json'])
  const { document, code: next } = await json(['run'])
  expect(next).toBe(0)
  expect(suiteOf(document).evaluations.map(({ name, reused }) => [name, reused])).toEqual([
    ['knn', true],
    ['slow', false],
    ['few-shot', false],
  ])
})

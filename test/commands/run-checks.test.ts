/** What `run` tells before the first evaluation starts, and what it says to type. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectPlain, program } from './run.js'
import { forecastOf, suiteOf } from './run-schema.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run, cache } = program()
const { model } = world()

function project(name: string, evaluations: readonly string[]): string {
  const folder = join(cache, name)
  mkdirSync(folder, { recursive: true })
  writeRows(join(folder, 'db.arrow'), DATABASE)
  writeRows(join(folder, 'q.arrow'), QUERIES)
  write(folder, evaluations)
  return folder
}

function write(folder: string, evaluations: readonly string[]): void {
  const settings = [`model: { M: ${JSON.stringify(model)} }`, 'database: db.arrow', 'queries: q.arrow']
  const list = evaluations.map((entry) => `    - ${entry}`)
  writeFileSync(join(folder, 'mrl-eval.config.yaml'), [...settings, 'run:', '  evaluations:', ...list, ''].join('\n'))
}

describe('before the first evaluation', () => {
  const wrong: readonly [string, string, string][] = [
    ['ruled', '{ name: ruled, command: knn, gate: ["knn@1 >= baseline"] }', 'baseline-missing'],
    ['gone', '{ name: gone, command: knn, gate: ["knn@1 >= baseline"], baseline: absent.json }', 'file-missing'],
    ['other', '{ name: other, command: knn, gate: ["knn@7 >= 0.5"] }', 'gate-metric'],
    ['rowless', '{ name: rowless, command: knn, gate: ["knn@1[dim=3] >= 0.5"] }', 'gate-no-row'],
    ['stranger', '{ name: stranger, command: knn, gate: ["knn@1[model=N,dim=4] >= 0.5"] }', 'gate-no-row'],
    ['lists', '{ name: lists, command: retrieval, k: 2, latency: false, gate: ["map@3 >= 0.5"] }', 'gate-metric'],
    ['wide', '{ name: wide, command: knn, dims: 128 }', 'dims-above'],
    ['many', '{ name: many, command: knn, k: 9 }', 'k-above-database'],
    ['absent', '{ name: absent, command: few-shot, database: absent.arrow }', 'file-missing'],
    ['graph', '{ name: graph, command: knn, model: db.arrow }', 'model-not-onnx'],
    ['data', '{ name: data, command: classify, data: absent.arrow }', 'file-missing'],
    ['files', '{ name: files, command: compare, results: [absent.arrow, db.arrow] }', 'file-missing'],
    ['advice', '{ name: advice, command: advise, results: [absent.json] }', 'file-missing'],
  ]
  const right = [
    'knn',
    '{ name: measured, command: compare, metric: [knn@1], output: [outcomes.arrow] }',
    '{ name: again, command: compare, results: [A=outcomes.arrow, B=outcomes.arrow] }',
    '{ name: advised, command: advise, results: [results/knn.json], vectors: 1M }',
  ]
  const folder = project('wrong', [...right, ...wrong.map(([, entry]) => entry)])

  test('a dry run ends with what is wrong', async () => {
    const { document, code } = await json(['run', '--dry-run'], { cwd: folder })
    expect(code).toBe(3)
    const found = forecastOf(document).evaluations.map(({ name, error }) => [name, error?.code ?? null])
    expect(found).toEqual([
      ...['knn', 'measured', 'again', 'advised'].map((name) => [name, null]),
      ...wrong.map(([name, , why]) => [name, why]),
    ])
  })

  test('what cannot be done is told once and not begun; what an evaluation before it writes is waited for', async () => {
    const { code, stderr } = await run(['run'], { cwd: folder })
    expect(code).toBe(3)
    const lines = stderr.split('\n').filter((line) => /^Error: |^\d+ of \d+: /.test(line))
    const names = wrong.map(([name]) => name)
    expect(lines.slice(0, names.length).map((line) => /^Error: (\w+): /.exec(line)?.[1])).toEqual(names)
    expect(lines.slice(names.length).map((line) => / is not begun$/.test(line))).toEqual([
      ...right.map(() => false),
      ...names.map(() => true),
    ])
    expectPlain(stderr)
    expect(existsSync(join(folder, 'results/again.json'))).toBe(true)
    expect(existsSync(join(folder, 'results/advised.json'))).toBe(true)
  })
})

test('what is to be typed against a baseline of other data can be typed', async () => {
  const entry = '{ command: knn, gate: ["knn@1 >= baseline - 1"] }'
  const folder = project('baseline', ['{ command: knn, gate: [] }'])
  expect((await run(['run', '--write-baseline', 'bl'], { cwd: folder })).code).toBe(0)
  write(folder, [entry])
  writeRows(join(folder, 'q.arrow'), QUERIES.slice(1))
  const { code, stderr } = await run(['run', '--baseline', 'bl'], { cwd: folder })
  expect(code).toBe(2)
  expect(stderr).toContain('try: if that is meant: allow-mismatch: data in the evaluation knn\n')
  expect(stderr).toContain('rules that speak of it: mrl-eval run knn --write-baseline FOLDER\n')
  write(folder, [entry.replace(' }', ', allow-mismatch: data }')])
  expect((await run(['run', '--baseline', 'bl'], { cwd: folder })).code).toBe(0)
})

test('a result of which nothing is known any more does not stay beside a failure', async () => {
  const folder = project('stale', ['knn'])
  expect((await run(['run'], { cwd: folder })).code).toBe(0)
  rmSync(join(folder, 'results/.run-state'))
  rmSync(join(folder, 'db.arrow'))
  const { code, document } = await json(['run'], { cwd: folder })
  expect([code, suiteOf(document).evaluations[0]!.file]).toEqual([3, null])
  expect(existsSync(join(folder, 'results/knn.json'))).toBe(false)
  expect(readFileSync(join(folder, 'results/summary.md'), 'utf8')).toContain('failed: no file at db.arrow')
})

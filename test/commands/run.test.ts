/** Everything a config file lists, into one folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Document, expectPlain, expectSchema, program, values } from './run.js'
import { forecastOf, suiteOf } from './run-schema.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run, cache } = program()
const { model } = world()

/** A folder with data and a config file that lists these evaluations. */
function project(name: string, evaluations: readonly string[], ...more: string[]): string {
  const folder = join(cache, name)
  mkdirSync(folder, { recursive: true })
  writeRows(join(folder, 'db.arrow'), DATABASE)
  writeRows(join(folder, 'q.arrow'), QUERIES)
  writeRows(join(folder, 'd.arrow'), QUERIES)
  write(folder, evaluations, ...more)
  return folder
}

function write(folder: string, evaluations: readonly string[], ...more: string[]): void {
  const settings = [`model: { M: ${JSON.stringify(model)} }`, 'database: db.arrow', 'queries: q.arrow', 'data: d.arrow']
  const list = evaluations.map((entry) => `    - ${entry}`)
  writeFileSync(
    join(folder, 'mrl-eval.config.yaml'),
    [...settings, ...more, 'run:', '  evaluations:', ...list, ''].join('\n'),
  )
}

function reportAt(folder: string, name: string): Document {
  const document = JSON.parse(readFileSync(join(folder, 'results', `${name}.json`), 'utf8')) as Document
  expectSchema(document)
  return document
}

const states = (document: unknown) =>
  suiteOf(document).evaluations.map(({ name, reused, exitCode }) => [name, reused ? 'kept' : 'done', exitCode])

describe('from the first run to the last', () => {
  const near = (k: string) => `{ name: near, command: knn, k: ${k}, dims: 4 }`
  const broken = '{ name: broken, command: knn, database: absent.arrow }'
  const folder = project('project', ['knn', 'classify', near('[1, 3]'), broken])

  test('every result is a file; one that fails does not stop the others', async () => {
    const { document, code, stderr } = await json(['run', '--output', join(folder, 'run.xml')], { cwd: folder })
    expect([code, stderr]).toEqual([3, ''])
    expect(states(document)).toEqual([
      ['knn', 'done', 0],
      ['classify', 'done', 0],
      ['near', 'done', 0],
      ['broken', 'done', 3],
    ])
    const { evaluations, gate } = suiteOf(document)
    expect(evaluations[3]).toMatchObject({ file: null, gate: null, error: { code: 'file-missing' } })
    expect(evaluations[3]!.error!.message).toContain('absent.arrow')
    expect(gate).toBeNull()
    expect(values(reportAt(folder, 'knn'), 'knn@1')).toEqual({ 'M 2': 0.5, 'M 4': 1 })
    expect(Object.keys(reportAt(folder, 'near').rows[0]!.metrics)).toContain('knn@3')
    expect(values(reportAt(folder, 'classify'), 'top1')).toEqual({ 'M 2': 0.25, 'M 4': 0.5 })
    expect(readdirSync(join(folder, 'results')).sort()).toEqual([
      '.run-state',
      ...['classify.json', 'knn.json', 'near.json', 'report.html', 'summary.md'],
    ])
    const summary = readFileSync(join(folder, 'results/summary.md'), 'utf8')
    expect(summary).toMatch(/^## Nearest neighbors: knn and near$/m)
    expect(summary).toMatch(/failed: no file at .*absent\.arrow/)
    const xml = readFileSync(join(folder, 'run.xml'), 'utf8')
    expect(xml).toMatch(/<testsuites [^>]*errors="1"/)
    expect(xml).toMatch(/<testsuite name="mrl-eval broken"[\s\S]*<error [^>]*type="file-missing"/)
  })

  test('the second run keeps what has not changed, and says so', async () => {
    const { code, stdout, stderr } = await run(['run'], { cwd: folder })
    expect(code).toBe(3)
    expect(stderr).toContain('1 of 4: knn is kept: nothing has changed')
    expect(stderr).toMatch(/^Error: broken: no file at .*absent\.arrow$/m)
    expect(stdout.match(/\bkept\b/g)).toHaveLength(3)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`wrote ${join('results', 'report.html')}`)
    expectPlain(stdout + stderr)
  })

  test('changed data and changed flags, in just what they shape; a lost result, and what was put right', async () => {
    writeRows(
      join(folder, 'q.arrow'),
      QUERIES.map((row) => ({ ...row, label: 2 })),
    )
    const data = await json(['run', 'knn', 'classify'], { cwd: folder })
    expect(states(data.document)).toEqual([
      ['knn', 'done', 0],
      ['classify', 'kept', 0],
    ])
    expect(values(reportAt(folder, 'knn'), 'knn@1')['M 4']).toBe(0.5) // two of four are of class 2
    rmSync(join(folder, 'results/classify.json'))
    write(folder, ['knn', 'classify', near('[1, 5]'), near('1').replace('near', 'other')])
    const flags = await run(['run'], { cwd: folder })
    expect(flags.code).toBe(0)
    const said = flags.stderr.split('\n').filter((line) => / of 4: /.test(line))
    expect(said).toEqual([
      '1 of 4: knn is kept: nothing has changed',
      `2 of 4: classify (${join('results', 'classify.json')} is gone)`,
      '3 of 4: near (knn) (its settings changed)',
      '4 of 4: other (knn) (not done yet)',
    ])
  })

  test('what would be done: nothing is written, and nothing embedded', async () => {
    const kept = readdirSync(join(cache, 'mrl-eval', 'embeddings')).length
    writeRows(join(folder, 'd.arrow'), DATABASE.slice(1)) // as no other rows were embedded yet
    const { document, code } = await json(['run', '--dry-run'], { cwd: folder })
    expect(code).toBe(0)
    const { evaluations, embeddings, totals } = forecastOf(document)
    expect(evaluations.map(({ name, finished, why }) => [name, finished, why])).toEqual([
      ['knn', true, null],
      ['classify', false, 'd.arrow changed'],
      ['near', true, null],
      ['other', true, null],
    ])
    // 5 rows × (4 numbers + 2 heads × 4 numbers) × 4 bytes
    expect(embeddings).toMatchObject([{ model: 'M', data: 'd.arrow', rows: 5, width: 4, cached: false, bytes: 240 }])
    expect(totals.diskBytes).toBe(240)
    expect(totals.seconds).toBeGreaterThan(0)
    expect(totals.memoryBytes).toBeGreaterThan(0)
    expect(readdirSync(join(cache, 'mrl-eval', 'embeddings'))).toHaveLength(kept)
    const forced = await run(['run', '--dry-run', '--force', 'knn'], { cwd: folder })
    expect(forced.code).toBe(0)
    expect(forced.stdout).toMatch(/^ +knn +knn +to do /m)
    expect(forced.stdout).toContain('2 tables are in the cache already')
    expect(forced.stdout).toMatch(/in all about .*, .* of memory at most, 0 bytes more on disk/)
  })

  test('all again by --force, in one cache of their own under --no-cache', async () => {
    const own = program()
    const { document } = await own.json(['run', '--force', '--no-cache', 'knn', 'near'], { cwd: folder })
    expect(states(document)).toEqual([
      ['knn', 'done', 0],
      ['near', 'done', 0],
    ])
    expect(readdirSync(own.cache)).not.toContain('mrl-eval')
    const seconds = ['knn', 'near'].map((name) => reportAt(folder, name).timing.embedSeconds!)
    expect(seconds[0]).toBeGreaterThan(0)
    expect(seconds[1]).toBe(0) // embedded once
    const summary = readFileSync(join(folder, 'results/summary.md'), 'utf8')
    expect(summary).toMatch(/^### 3 evaluations$/m) // those that were not chosen stay; classify's data changed
    expect(summary.match(/^## .*$/gm)).toEqual(['## Nearest neighbors: knn, near and other'])
  })
})

test('entry, section, top level; the environment before them, and the command line before all', async () => {
  const folder = project(
    'layers',
    ['{ command: knn, dims: 2 }', '{ command: knn, name: plain }'],
    'distance: l2',
    'knn: { k: 3, dims: 4 }',
  )
  const args = ['run', '--threads', '1']
  const { code } = await json(args, { cwd: folder, env: { MRL_EVAL_DISTANCE: 'ip', MRL_EVAL_THREADS: '2' } })
  expect(code).toBe(0)
  expect(reportAt(folder, 'knn').parameters).toMatchObject({ dims: [2], k: [3], distance: 'ip' })
  expect(reportAt(folder, 'plain').parameters).toMatchObject({ dims: [4], k: [3], distance: 'ip' })
  expect(reportAt(folder, 'plain').environment.threads).toBe(1)
})

describe('rules', () => {
  const rule = (bound: string) => `{ command: knn, gate: ["knn@1[dim=4] >= ${bound}"] }`
  const folder = project('rules', [rule('0.9'), 'classify'])

  test('a rule that fails ends with 4, and is told again of a result that is kept', async () => {
    const passed = await json(['run', '--write-baseline', join(folder, 'baselines')], { cwd: folder })
    expect([passed.code, suiteOf(passed.document).gate]).toEqual([0, { passed: true }])
    expect(readdirSync(join(folder, 'baselines')).sort()).toEqual(['classify.json', 'knn.json'])
    write(folder, [rule('0.9').replace('dim=4', 'dim=2'), 'classify']) // 0.5
    const failed = await json(['run'], { cwd: folder })
    expect(failed.code).toBe(4)
    expect(states(failed.document)).toEqual([
      ['knn', 'kept', 4],
      ['classify', 'kept', 0],
    ])
    expect(reportAt(folder, 'knn').gate).toMatchObject({ passed: false, rules: [{ rule: 'knn@1[dim=2] >= 0.9' }] })
    const again = await run(['run', '--quiet'], { cwd: folder })
    expect([again.code, again.stderr]).toEqual([4, ''])
    expect(again.stdout).toContain('knn@1[dim=2] >= 0.9')
  })

  test('a baseline of the run’s folder, where a rule speaks of one', async () => {
    write(folder, [rule('baseline'), 'classify'])
    const without = await json(['run', 'knn'], { cwd: folder })
    expect([without.code, suiteOf(without.document).evaluations[0]!.error!.code]).toEqual([2, 'baseline-missing'])
    const { gate, inputs } = reportAt(folder, 'knn')
    expect([gate, inputs.map(({ role }) => role).sort()]).toEqual([null, ['database', 'model', 'queries']]) // measured, but not judged
    const { document, code } = await json(['run', '--baseline', join(folder, 'baselines')], { cwd: folder })
    expect([code, suiteOf(document).gate]).toEqual([0, { passed: true }])
    expect(states(document)).toEqual([
      ['knn', 'kept', 0],
      ['classify', 'kept', 0],
    ])
    expect(reportAt(folder, 'knn').inputs.filter(({ role }) => role === 'baseline')).toHaveLength(1)
  })
})

test('an output that was asked for later, or is gone, is written of what was measured', async () => {
  const folder = project('outputs', ['knn'])
  const { document } = await json(['run'], { cwd: folder })
  const entry = '{ command: knn, output: [knn.csv] }'
  write(folder, [entry])
  for (const _ of [0, 1]) {
    const again = await json(['run'], { cwd: folder })
    expect(states(again.document)).toEqual([['knn', 'kept', 0]])
    expect(readFileSync(join(folder, 'knn.csv'), 'utf8')).toMatch(/^M,/m)
    rmSync(join(folder, 'knn.csv'))
  }
  expect(states(document)).toEqual([['knn', 'done', 0]])
})

describe('what is wrong is told before anything runs', () => {
  test.each<[string, string, string, RegExp]>([
    ['an unknown key', '{ command: knn, dim: 8 }', 'config-key', /line 8, evaluation knn: unknown key "dim"/],
    ['a value that cannot be', '{ command: knn, k: 0 }', 'bad-number', /line 8, evaluation knn-2: --k has "0"/],
    ['an option that there is not', '{ command: knn, distance: angle }', 'usage', /evaluation knn-2: .*cosine, l2, ip/],
    ['a command that gives no report', 'embed', 'evaluation-command', /no evaluation "embed"; there are classify, knn/],
    [
      'a result that two write',
      '{ command: classify, output: results/knn.json }',
      'output-twice',
      /knn\.json is to be written twice/,
    ],
  ])('%s', async (_, entry, code, message) => {
    const folder = project('wrong', ['knn', entry])
    const { document } = await json(['run'], { cwd: folder })
    expect(document.error).toMatchObject({ exitCode: 2, code })
    expect(document.error.message).toMatch(message)
    expectPlain(document.error.message)
    expect(existsSync(join(folder, 'results'))).toBe(false)
  })

  test('no config file', async () => {
    const { document } = await json(['run'])
    expect(document.error).toMatchObject({ exitCode: 2, code: 'config-missing', suggestions: ['mrl-eval init'] })
  })
})

test('outcomes of rows are written by measuring: other rules leave them as they are, and one that is gone is measured again', async () => {
  const folder = project('outcomes', ['{ command: compare, output: [o.arrow, c.csv] }'])
  await json(['run'], { cwd: folder })
  const outcomes = readFileSync(join(folder, 'o.arrow'))
  write(folder, ['{ command: compare, output: [o.arrow, c.csv], gate: difference >= -1 }'])
  expect(states((await json(['run'], { cwd: folder })).document)).toEqual([['compare', 'kept', 0]])
  expect(readFileSync(join(folder, 'o.arrow')).equals(outcomes)).toBe(true)
  rmSync(join(folder, 'o.arrow'))
  expect(states((await json(['run'], { cwd: folder })).document)).toEqual([['compare', 'done', 0]])
  expect(readFileSync(join(folder, 'o.arrow')).equals(outcomes)).toBe(true)
})

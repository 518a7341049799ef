/** Rules and baselines, from the flag to the exit code. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Baseline } from '../../src/gates/baseline.js'
import type { GateVerdict } from '../../src/types.js'
import { type Document, expectPlain, program } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

type Gated = Document & { gate: GateVerdict | null }

const { json, run } = program()
const { model, queries: data, folder, path } = world()
const database = writeRows(path('db.arrow'), DATABASE, 'embedding')
const queries = writeRows(path('asked.arrow'), QUERIES, 'embedding')
const knn = ['knn', '--database', database, '--queries', queries, '--dims', '2,4'] // 0.5 and 1
const rule = (...texts: string[]) => texts.flatMap((text) => ['--gate', text])
const readJson = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T

describe('rules', () => {
  test('that all hold: exit 0, and the verdict is the last line', async () => {
    const { code, stdout } = await run([...knn, ...rule('knn@1 >= 50%', 'knn@1[dim=4] == 1')])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').slice(-3)).toEqual([
      'passed  knn@1 >= 50%: 2 rows, the nearest model=db, dim=2: 0.5, bound 0.5 (0)',
      'passed  knn@1[dim=4] == 1: model=db, dim=4: 1, bound 1 (0)',
      'gate passed: 2 rules',
    ])
  })

  test('of which one fails: exit 4, the result as ever, no baseline', async () => {
    const [xml, markdown, kept] = ['fail.xml', 'fail.md', 'fail-baseline.json'].map(path) as [string, string, string]
    const outputs = ['--output', xml, '--output', markdown, '--write-baseline', kept]
    const { code, stdout, stderr } = await run([...knn, ...rule('knn@1 > 0.9'), ...outputs])
    expect(code).toBe(4)
    expect(stdout).toContain('FAILED  knn@1 > 0.9: 1 of 2 rows, model=db, dim=2: 0.5, bound 0.9 (-0.4)\n')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('gate failed: 1 of 1 rule')
    expect(stderr).toContain('is not written: the gate failed')
    expect(existsSync(kept)).toBe(false)
    expect(readFileSync(xml, 'utf8')).toContain('<testsuites name="mrl-eval" tests="1" failures="1" errors="0"')
    expect(readFileSync(markdown, 'utf8')).toMatch(/^### gate failed: 1 of 1 rule\n/)
  })

  test('under --json the document is the report with its verdict, not an error', async () => {
    const { code, document, stderr } = await json<Gated>([...knn, ...rule('knn@1[dim=2] > 0.9', 'knn@1 > 0')])
    expect([code, stderr]).toEqual([4, ''])
    expect(document.gate).toEqual({
      passed: false,
      rules: [
        {
          rule: 'knn@1[dim=2] > 0.9',
          passed: false,
          checks: [
            {
              row: { model: 'db', dim: 2, interpolated: false },
              metric: 'knn@1',
              value: 0.5,
              bound: 0.9,
              baseline: null,
              significant: null,
              passed: false,
            },
          ],
        },
        { rule: 'knn@1 > 0', passed: true, checks: [expect.anything(), expect.anything()] },
      ],
    })
    expect(document.rows).toHaveLength(2)
  })

  test('that are none are told before anything is read', async () => {
    const { document } = await json<Gated>(['knn', '--database', path('absent'), ...rule('knn@1 = 1')])
    expect(document.error).toMatchObject({ exitCode: 2, code: 'bad-gate' })
    expectPlain(document.error.message)
  })
})

describe('baselines', () => {
  const kept = path('kept/baseline.json')
  const against = (...args: string[]) =>
    json<Gated>([...knn, ...rule('knn@1 == baseline'), '--baseline', kept, ...args])

  test('the same run writes the same bytes, and holds against them', async () => {
    const again = path('again.json')
    const { stderr } = await run([...knn, '--write-baseline', kept])
    expect(stderr).toContain(`wrote ${kept}`)
    await run([...knn, ...rule('knn@1 >= 0'), '--batch', '2', '--write-baseline', again])
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(kept, 'utf8'))
    expect(readJson<Baseline>(kept).rows).toHaveLength(2)
    const { code, document } = await against()
    expect(code).toBe(0)
    expect(document.gate!.rules[0]!.checks.map(({ baseline, passed }) => [baseline, passed])).toEqual([
      [0.5, true],
      [1, true],
    ])
    expect(document.warnings).toEqual([])
    expect(document.inputs.map(({ role }) => role)).toContain('baseline')
  })

  test('of other data or parameters: exit 2, unless that is allowed', async () => {
    const other = writeRows(path('other.arrow'), QUERIES.slice(1), 'embedding') // right at d = 2: one of three
    const args = [...knn.with(4, other), ...rule('knn@1 == baseline'), '--baseline', kept, '--k', '1,3']
    const refused = await json<Gated>(args)
    expect(refused.document.error).toMatchObject({ exitCode: 2, code: 'baseline-mismatch' })
    expect(refused.document.error.message).toMatch(
      /has 3 rows, .* in the baseline 4 rows.*; k is \[1,3\], in the baseline \[1\]/,
    )
    const { code, document } = await json<Gated>([...args, '--allow-mismatch', 'data,definitions'])
    expect(code).toBe(4)
    expect(document.gate!.rules[0]!.checks.map(({ passed }) => passed)).toEqual([false, true])
    expect(document.warnings.map(({ code }) => code)).toEqual(['baseline-mismatch', 'baseline-mismatch'])
  })

  test('where there is none, what the error suggests makes one', async () => {
    const file = path('suggested.json')
    const args = [...knn, ...rule('knn@1 == baseline')]
    const untold = await json<Gated>(args)
    expect(untold.document.error.code).toBe('baseline-missing')
    expect(untold.document.error.suggestions[1]).toMatch(
      /, without --baseline and the rules .*: --write-baseline FILE\.json$/,
    )
    const absent = await json<Gated>([...args, '--baseline', file])
    const typed = /: (--write-baseline .*)$/.exec(absent.document.error.suggestions[0]!)![1]!.split(' ')
    expect((await run([...knn, ...typed])).code).toBe(0)
    expect((await json<Gated>([...args, '--baseline', file])).document.gate).toMatchObject({ passed: true })
  })

  test('of query sets, whose names stand for their contents', async () => {
    const few = writeRows(path('few.arrow'), QUERIES.slice(1), 'embedding')
    const sets = (a: string, b: string) => ['--queries', `a=${a}`, '--queries', `b=${b}`]
    const retrieval = ['retrieval', '--database', database, '--k', '1', '--no-latency']
    const both = path('both.json')
    await run([...retrieval, ...sets(queries, few), '--write-baseline', both])
    const held = [...retrieval, ...rule('map@1 >= baseline - 1'), '--baseline', both]
    expect((await run([...held, ...sets(queries, few)])).code).toBe(0)
    const { error } = (await json<Gated>([...held, ...sets(few, queries)])).document
    expect(error.code).toBe('baseline-mismatch')
    expect(error.message).toMatch(/queries a \(\S*few\.arrow\) has 3 rows, sha256 \w+, in the baseline 4 rows/)
  })

  test('a file that is read is not written over', async () => {
    const { document } = await against('--write-baseline', kept)
    expect(document.error).toMatchObject({ exitCode: 2, code: 'output-is-input' })
  })
})

describe('from elsewhere than the command line', () => {
  const place = join(folder, 'configured')
  mkdirSync(place, { recursive: true })
  const lines = [
    'model: ../model.onnx',
    'database: ../database.arrow',
    'queries: ../queries.arrow',
    'data: ../queries.arrow',
  ]
  const sections = ['knn:', '  gate:', '    - knn@1[dim=4] >= baseline', '    - knn@1 >= 40%', '  baseline: own.json']
  writeFileSync(
    join(place, 'mrl-eval.config.yaml'),
    [...lines, ...sections, 'classify: {gate: "top1 >= 0.9"}'].join('\n'),
  )
  const rules = ({ gate }: Gated) => gate?.rules.map(({ rule, passed }) => [rule, passed])

  test('sections of the config file, and the environment before them', async () => {
    await run(['knn', ...rule('knn@1 > 0'), '--write-baseline', 'own.json'], { cwd: place })
    const again = await run(['knn', ...rule('knn@1 > 0'), '--write-baseline', 'own.json'], { cwd: place })
    expect(again.code).toBe(0) // written over, since no rule reads it
    const own = await json<Gated>(['knn'], { cwd: place })
    expect([own.code, rules(own.document)]).toEqual([
      0,
      [
        ['knn@1[dim=4] >= baseline', true],
        ['knn@1 >= 40%', true],
      ],
    ])
    const env = { MRL_EVAL_GATE: 'knn@1[dim=4,model=model] >= 1; knn@1 > 0.9\n' }
    const told = await json<Gated>(['knn'], { cwd: place, env })
    expect([told.code, rules(told.document)]).toEqual([
      4,
      [
        ['knn@1[dim=4,model=model] >= 1', true],
        ['knn@1 > 0.9', false],
      ],
    ])
    const other = await json<Gated>(['classify'], { cwd: place })
    expect([other.code, rules(other.document)]).toEqual([4, [['top1 >= 0.9', false]]])
  })
})

describe('in a workflow of GitHub', () => {
  const summary = path('summary.md')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }

  test('annotations on stderr, the report in the summary, one document on stdout', async () => {
    const { code, stderr, document } = await json<Gated>([...knn, ...rule('knn@1 > 0.9', 'knn@1 > 0')], { env })
    expect(code).toBe(4)
    expect(document.gate!.passed).toBe(false)
    expect(stderr).toBe(
      '::error title=mrl-eval knn%3A gate failed::knn@1 > 0.9: 1 of 2 rows, model=db, dim=2: 0.5, bound 0.9 (-0.4)\n',
    )
    expect(readFileSync(summary, 'utf8')).toMatch(/^## mrl-eval knn\n\n### gate failed: 1 of 2 rules\n/)
  })

  test('a run that breaks is an annotation', async () => {
    const broken = await run(['knn', '--database', path('absent.arrow'), '--queries', queries], { env })
    expect(broken.code).toBe(3)
    expect(broken.stderr).toContain('::error title=mrl-eval knn::')
  })
})

describe('JUnit', () => {
  test('a run that breaks is an error in the file, in place of what was there', async () => {
    const xml = path('broken.xml')
    writeFileSync(xml, 'old')
    const { code } = await run(['knn', '--database', path('absent.arrow'), '--queries', queries, '--output', xml])
    expect(code).toBe(3)
    expect(readFileSync(xml, 'utf8')).toMatch(
      /errors="1"[\s\S]*<error message="[^"]*absent\.arrow[^"]*" type="[a-z-]+"/,
    )
  })

  test('never over an input', async () => {
    const xml = path('input.xml')
    writeFileSync(xml, 'mine')
    expect((await run(['knn', '--database', xml, '--output', xml])).code).toBe(2)
    expect(readFileSync(xml, 'utf8')).toBe('mine')
  })
})

test('compare holds its rows against rules, beside its own outputs', async () => {
  const outcomes = path('outcomes.arrow')
  const args = [
    'compare',
    '--model',
    `M=${model}`,
    '--data',
    data,
    '--output',
    outcomes,
    '--output',
    path('compare.xml'),
  ]
  const { code, document } = await json<Gated>([...args, ...rule('difference[metric=top1] >= -0.2')])
  expect(code).toBe(4) // 0.25 at d = 2, 0.5 at 4
  expect(document.gate!.rules[0]!.checks[0]).toMatchObject({
    row: { dim: 2, againstDim: 4, metric: 'top1' },
    value: -0.25,
  })
  expect(existsSync(outcomes)).toBe(true)
  expect(readFileSync(path('compare.xml'), 'utf8')).toContain('failures="1"')
})

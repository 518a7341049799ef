import { describe, expect, test } from 'vitest'
import { type Baseline, baselineOf } from '../../src/gates/baseline.js'
import { requireInBaseline } from '../../src/gates/match.js'
import { type Mismatch, requireSame } from '../../src/gates/mismatch.js'
import { parseRule } from '../../src/gates/parse.js'
import type { Report, Row } from '../../src/types.js'
import { refusal } from '../refusal.js'
import { dimRow, metric, report } from './rows.js'

const rows = [8, 16].map((dim) =>
  dimRow('MRL', dim, { 'knn@1': metric(0.5, [0.4, 0.6]), qps: metric(9, null, 'perSecond') }),
)
const before = report(rows)
const baseline = baselineOf(before)
const inputs = (change: (path: string) => Partial<Report['inputs'][number]>) =>
  before.inputs.map((input) => ({ ...input, ...change(input.path) }))

describe('what is kept', () => {
  test('rows by their keys, without what comes from a clock', () => {
    expect(baseline.rows).toEqual(
      [8, 16].map((dim) => ({ model: 'MRL', dim, metrics: { 'knn@1': metric(0.5, [0.4, 0.6]) } })),
    )
  })

  test('contents of inputs, not their paths nor their order', () => {
    const moved = report(rows, { inputs: inputs((path) => ({ path: `elsewhere/${path}` })).toReversed() })
    expect(JSON.stringify(baselineOf(moved))).toBe(JSON.stringify(baseline))
  })

  test('names that contents go by', () => {
    const named = report(rows, { inputs: inputs((path) => (path === 'q.arrow' ? { name: 'a' } : {})) })
    expect(baselineOf(named).fingerprint.inputs).toEqual([
      { role: 'database', sha256: 'd'.repeat(64), rows: 10 },
      { role: 'queries', name: 'a', sha256: 'e'.repeat(64), rows: 10 },
    ])
  })

  test('parameters that define the numbers, with roles for paths', () => {
    const parameters = {
      ...before.parameters,
      train: { path: 'q.arrow' },
      logitsKind: { 'db.arrow': 'logits' },
    }
    const { definitions } = baselineOf(report(rows, { parameters })).fingerprint
    expect(definitions).toEqual({
      k: [1],
      seed: 0,
      train: { path: 'queries' },
      logitsKind: { database: 'logits' },
    })
  })

  test('a funnel and a run by their names', () => {
    const funnel = [{ rows: 20, dim: 16 }]
    const odd = [
      { model: 'M', shortlist: 8, rerank: 16, funnel, shortlistSize: 20, index: 'exact', metrics: {} },
      { model: 'BM25', run: 'runs/bm25.trec', metrics: {} },
    ] as Row[]
    expect(baselineOf(report(odd)).rows).toMatchObject([{ funnel: '20@16' }, { run: 'bm25.trec' }])
    expect(baselineOf(report(baselineOf(report(odd)).rows as Row[])).rows).toEqual(baselineOf(report(odd)).rows)
  })
})

describe('a report of something else', () => {
  const differing = (changes: Partial<Report>, ...allowed: Mismatch[]) =>
    requireSame(baseline, report(changes.rows ?? rows, changes), allowed, 'b.json')

  test('the same is the same', () => {
    expect(differing({})).toEqual([])
    const silent = { ...before.parameters, batch: 8, dims: [8, 16], latency: null, new: null }
    expect(differing({ parameters: silent, environment: { cpu: 'other' } })).toEqual([])
  })

  const database = inputs((path) => (path === 'db.arrow' ? { sha256: 'f'.repeat(64), rows: 7 } : {}))
  const model = inputs((path) => (path === 'a.onnx' ? { sha256: 'b'.repeat(64) } : {}))
  const other = { name: 'FF', sha256: 'c'.repeat(64) }
  const more = [...before.inputs, { ...before.inputs[0]!, role: 'holdout' as const, path: 'h.arrow' }]
  test.each<[Mismatch, Partial<Report>, RegExp]>([
    ['model', { inputs: model }, /model MRL \(a\.onnx\) has sha256 bbbbbbbbbbbb, in the baseline aaaaaaaaaaaa/],
    [
      'data',
      { inputs: database },
      /database db\.arrow has 7 rows, sha256 ffffffffffff, in the baseline 10 rows, sha256 dddddddddddd/,
    ],
    [
      'data',
      { inputs: before.inputs.slice(1) },
      /database of the baseline \(10 rows, sha256 dddddddddddd\): not read now/,
    ],
    ['data', { inputs: more }, /holdout h\.arrow: not in the baseline/],
    ['dims', { rows: rows.slice(1) }, /MRL has dims 16, in the baseline 8, 16/],
    ['definitions', { parameters: { k: [1, 5], seed: 0 } }, /k is \[1,5\], in the baseline \[1\]/],
    ['definitions', { parameters: { k: [1] } }, /seed is null, in the baseline 0/],
  ])('%s', (kind, changes, message) => {
    const error = refusal(() => differing(changes))
    expect(error).toMatchObject({ code: 'baseline-mismatch', exitCode: 2 })
    expect(error.message).toMatch(message)
    expect(error.suggestions[0]).toContain(`--allow-mismatch ${kind}`)
    expect(differing(changes, kind).map(({ code }) => code)).toEqual(['baseline-mismatch'])
    const others = (['model', 'data', 'dims', 'definitions'] as const).filter((other) => other !== kind)
    expect(refusal(() => differing(changes, ...others)).message).toMatch(message)
  })

  test('all that differs is told at once', () => {
    const error = refusal(() => differing({ inputs: model, parameters: { k: [5], seed: 0 } }))
    expect(error.message).toMatch(/model MRL \(a\.onnx\).*; k is \[5\], in the baseline \[1\]/)
    expect(error.suggestions[0]).toContain('--allow-mismatch model,definitions')
  })

  test('fewer models than the baseline has are fine', () => {
    const two: Baseline = {
      ...baseline,
      fingerprint: { ...baseline.fingerprint, models: [...baseline.fingerprint.models, other] },
    }
    expect(requireSame(two, before, [], 'b.json')).toEqual([])
  })

  test('a name stands for one model, though the other is in the baseline, too', () => {
    const swapped = {
      ...baseline.fingerprint,
      models: [
        { ...other, name: 'MRL' },
        { ...other, name: 'FF', sha256: 'a'.repeat(64) },
      ],
    }
    const error = refusal(() => requireSame({ ...baseline, fingerprint: swapped }, before, [], 'b.json'))
    expect(error.message).toMatch(/model MRL \(a\.onnx\) has sha256 aaaaaaaaaaaa, in the baseline cccccccccccc/)
  })

  test('a name stands for one query set, too', () => {
    const sets = (...names: string[]) =>
      names.map((name, i) => ({ ...before.inputs[2]!, name, path: `${i}.arrow`, sha256: String(i).repeat(64) }))
    const other = baselineOf(report(rows, { inputs: sets('a', 'b') }))
    const against = (...names: string[]) => requireSame(other, report(rows, { inputs: sets(...names) }), [], 'b.json')
    expect(against('a', 'b')).toEqual([])
    expect(refusal(() => against('b', 'a')).message).toContain(
      'queries b (0.arrow) has 10 rows, sha256 000000000000, in the baseline 10 rows, sha256 111111111111; ' +
        'queries a (1.arrow) has 10 rows, sha256 111111111111, in the baseline 10 rows, sha256 000000000000',
    )
    expect(refusal(() => against('a', 'c')).message).toContain(
      'queries c (1.arrow): not in the baseline; queries b of the baseline (10 rows, sha256 111111111111): not read now',
    )
  })

  test('data sets in another order are the same', () => {
    const sets = ['a', 'b'].map((name) => ({ name, path: `${name}.arrow` }))
    const facts = sets.map((set) => ({
      ...before.inputs[2]!,
      ...set,
      role: 'data' as const,
      sha256: set.name.repeat(64),
    }))
    const of = (order: <T>(list: T[]) => T[]) =>
      report(rows, { inputs: order(facts), parameters: { data: order(sets) } })
    const known = baselineOf(of((list) => list))
    const older = { ...known, fingerprint: { ...known.fingerprint, definitions: { data: sets } } }
    for (const one of [known, older])
      expect(
        requireSame(
          one,
          of((list) => list.toReversed()),
          [],
          'b.json',
        ),
      ).toEqual([])
  })

  test('another version of the program is a warning', () => {
    expect(differing({ tool: { name: 'mrl-eval', version: '1.3.0' } })).toEqual([
      { code: 'baseline-version', message: 'the baseline is of mrl-eval 1.2.3; this is 1.3.0' },
    ])
  })
})

test('what a rule could not be held against is found before anything is measured', () => {
  const check = (rule: string) => () => requireInBaseline(parseRule(rule), baseline.rows, 'b.json')
  expect(refusal(check('qps >= baseline * 0.9'))).toMatchObject({ code: 'baseline-no-metric', exitCode: 2 })
  expect(refusal(check('knn@1[dim=9] >= baseline')).message).toContain('in b.json, dim of the rows')
  expect(check('knn@1[dim=8] >= baseline')).not.toThrow()
  expect(check('knn@5[dim=9] >= 0.5')).not.toThrow()
})

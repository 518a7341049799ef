import { describe, expect, test } from 'vitest'
import { type Baseline, baselineOf } from '../../src/gates/baseline.js'
import { judge } from '../../src/gates/judge.js'
import { parseRule } from '../../src/gates/parse.js'
import type { Row } from '../../src/types.js'
import { refusal } from '../refusal.js'
import { dimRow, metric, report } from './rows.js'

/** Whether each check of one rule passes, by row. */
function checks(rule: string, rows: readonly Row[], baseline: Baseline | null = null) {
  const { gate } = judge(rows, [parseRule(rule)], baseline)
  expect(gate!.passed).toBe(gate!.rules[0]!.checks.every(({ passed }) => passed))
  return gate!.rules[0]!.checks
}
const passes = (rule: string, rows: readonly Row[], baseline: Baseline | null = null) =>
  checks(rule, rows, baseline).map(({ passed }) => passed)
const kept = (...rows: Row[]) => baselineOf(report(rows))

const two = [dimRow('MRL', 8, { 'knn@1': metric(0.5) }), dimRow('MRL', 16, { 'knn@1': metric(0.7) })]

describe('against a number', () => {
  test.each<[string, boolean[]]>([
    ['knn@1 >= 0.5', [true, true]],
    ['knn@1 > 0.5', [false, true]],
    ['knn@1 <= 50%', [true, false]],
    ['knn@1 < 0.7', [true, false]],
    ['knn@1 == 70%', [false, true]],
    ['knn@1[dim=16] >= 0.7', [true]],
    ['knn@1[model=MRL] >= 0.6', [false, true]],
  ])('%s', (rule, expected) => {
    expect(passes(rule, two)).toEqual(expected)
  })

  test('every rule must pass, and without rules there is no verdict', () => {
    const rules = ['knn@1 >= 0.4', 'knn@1 >= 0.6'].map(parseRule)
    const { gate } = judge(two, rules, null)
    expect(gate).toMatchObject({ passed: false, rules: [{ passed: true }, { passed: false }] })
    expect(judge(two, [], null).gate).toBeNull()
  })

  test('what was not measured passes nothing', () => {
    for (const op of ['>=', '<=', '==', '>', '<'])
      expect(checks(`loss ${op} 0`, [dimRow('M', 8, { loss: metric(null) })])[0]).toMatchObject({
        value: null,
        passed: false,
      })
  })

  test('a bound that floats miss by some bits is met', () => {
    // 0.1 + 0.2 = 0.30000000000000004
    const sum = [dimRow('M', 8, { top1: metric(0.1 + 0.2) })]
    expect(passes('top1 <= 0.3', sum)).toEqual([true])
    expect(passes('top1 == 0.3', sum)).toEqual([true])
    expect(passes('top1 > 0.3', sum)).toEqual([false])
    expect(passes('top1 <= 0.2999999999', sum)).toEqual([false])
  })

  test('per cent of what has none', () => {
    const sizes = [dimRow('M', 8, { bytesPerVector: metric(32, null, 'bytes') })]
    expect(passes('bytesPerVector <= 32', sizes)).toEqual([true])
    expect(refusal(() => checks('bytesPerVector <= 32%', sizes)).code).toBe('gate-percent')
  })

  test('a bound that no share can reach is a mistake, not a pass', () => {
    const rows = [dimRow('M', 8, { ece: metric(0.1) })]
    expect(refusal(() => checks('ece <= 5', rows))).toMatchObject({
      code: 'gate-bound',
      suggestions: ['for per cent: 5%'],
    })
    expect(refusal(() => checks('ece >= -0.5', rows)).code).toBe('gate-bound')
    expect(passes('ece <= 1', rows)).toEqual([true])
  })

  test('a rule on time is told', () => {
    const rows = [dimRow('M', 8, { 'latency.p50': metric(1.5, null, 'milliseconds') })]
    const { gate, warnings } = judge(rows, [parseRule('latency.p50 <= 2')], null)
    expect(gate!.passed).toBe(true)
    expect(warnings.map(({ code }) => code)).toEqual(['gate-on-time'])
    expect(judge(two, [parseRule('knn@1 > 0')], null).warnings).toEqual([])
  })
})

describe('the rows it speaks of', () => {
  const settings = [
    { shortlist: 8, rerank: 8, funnel: null, shortlistSize: null, index: 'exact' },
    { shortlist: 8, rerank: 64, funnel: null, shortlistSize: 200, index: 'exact' },
    {
      shortlist: 8,
      rerank: 64,
      funnel: [
        { rows: 20, dim: 16 },
        { rows: 5, dim: 64 },
      ],
      shortlistSize: 20,
      index: 'IVF4,Flat',
    },
  ].map((keys): Row => ({ model: 'M', ...keys, metrics: { 'map@10': metric(0.5) } }))

  test.each([
    ['map@10', 3],
    ['map@10[shortlist=8,rerank=64]', 2],
    ['map@10[rerank=64.0]', 2],
    ['map@10[shortlistSize=null]', 1],
    ['map@10[funnel=null]', 2],
    ['map@10[funnel="20@16,5@64"]', 1],
    ['map@10[index="IVF4,Flat"]', 1],
    ['map@10[queries=null]', 3],
    ['map@10[reduction=null, shortlist=8]', 3],
  ])('%s', (rows, count) => {
    expect(checks(`${rows} >= 0`, settings)).toHaveLength(count)
  })

  test.each([
    ['map@5 > 0', 'gate-metric', /no metric "map@5"; it has map@10/, 'map@10'],
    ['map@10[shotlist=8] > 0', 'gate-key', /no key "shotlist"; those with map@10 have model, shortlist/, 'shortlist'],
    ['map@10[shortlist=9] > 0', 'gate-no-row', /shortlist of the rows with map@10 is 8, not 9/, 'shortlist=8'],
    ['map@10[data=x] > 0', 'gate-no-row', /data of the rows with map@10 is null, not x/, 'data=null'],
    [
      'map@10[index="IVF4,Flat",funnel=null] > 0',
      'gate-no-row',
      /in no row for index=IVF4,Flat, funnel=null together/,
      '',
    ],
    ['map@10[index=""] > 0', 'gate-no-row', /index of the rows/, ''],
    ['map@10[funnel="null"] > 0', 'gate-no-row', /matches no row/, ''],
  ])('%s', (rule, code, message, suggestion) => {
    const error = refusal(() => checks(rule, settings))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.message).toMatch(message)
    expect(error.suggestions.join()).toContain(suggestion)
  })

  test('what every object has is no metric', () => {
    expect(refusal(() => checks('constructor >= 0', settings)).code).toBe('gate-metric')
  })

  test('a report without rows passes nothing', () => {
    expect(refusal(() => checks('knn@1 >= 0', [])).code).toBe('gate-no-row')
  })
})

describe('against a baseline', () => {
  const before = kept(dimRow('MRL', 8, { 'knn@1': metric(0.5) }), dimRow('MRL', 16, { 'knn@1': metric(0.71) }))

  test.each<[string, boolean[], number]>([
    ['knn@1 >= baseline', [true, false], 0.71],
    ['knn@1 >= baseline - 0.01', [true, true], 0.7], // 0.7 ≥ 0.71 − 0.01, though floats have 0.7 < 0.7000000000000001
    ['knn@1 >= baseline - 1%', [true, false], 0.7029], // 0.71 − 0.0071
    ['knn@1 >= baseline - 2%', [true, true], 0.6958],
    ['knn@1 >= baseline * 0.98', [true, true], 0.6958],
    ['knn@1 <= baseline + 1%', [true, true], 0.7171],
    ['knn@1 > baseline', [false, false], 0.71],
    ['knn@1 == baseline', [true, false], 0.71],
  ])('%s', (rule, expected, bound) => {
    const found = checks(rule, two, before)
    expect(found.map(({ passed }) => passed)).toEqual(expected)
    expect(found[1]!.bound).toBeCloseTo(bound, 12)
    expect(found[1]!.baseline).toBe(0.71)
    expect(found[1]!.significant).toBeNull()
  })

  test('a share of a negative value is taken off it, too', () => {
    const [row, old] = [-0.102, -0.1].map((value) => dimRow('M', 8, { difference: metric(value, null, 'difference') }))
    expect(checks('difference >= baseline - 1%', [row!], kept(old!))[0]).toMatchObject({ passed: false, bound: -0.101 })
  })

  test('rows are the same by their keys, in any order', () => {
    expect(passes('knn@1 >= baseline', two.toReversed(), before)).toEqual([false, true])
  })

  test('a row, or a value, that the baseline does not have', () => {
    const other = [dimRow('MRL', 32, { 'knn@1': metric(0.5) })]
    const error = refusal(() => checks('knn@1 >= baseline', other, before))
    expect(error).toMatchObject({ code: 'baseline-no-row', exitCode: 2 })
    expect(error.message).toContain('the baseline has no row for model=MRL, dim=32')
    const points = kept(dimRow('MRL', 8, { 'knn@1': metric(50, null, 'difference') }))
    expect(refusal(() => checks('knn@1 >= baseline', [two[0]!], points))).toMatchObject({
      code: 'baseline-unit',
      message: expect.stringMatching(/is in fraction now, in difference in the baseline/),
    })
    const named = refusal(() => checks('knn@1 >= baseline', [dimRow('new', 8, { 'knn@1': metric(1) })], before))
    expect(named.suggestions[0]).toBe('call the model as the baseline does: --model MRL=PATH')
    const empty = kept(dimRow('MRL', 8, { 'knn@1': metric(null) }))
    expect(checks('knn@1 >= baseline', [two[0]!], empty)[0]).toMatchObject({
      bound: null,
      baseline: null,
      passed: false,
    })
  })

  test('a chosen cascade is the same one wherever it ends up', () => {
    const cascade = (cap: number, value: number, promised: boolean): Row => {
      const promise = promised
        ? { promise: { goal: 'maxDrop' as const, value: 0.01, bound: 0.02, confidence: 0.95 } }
        : {}
      const metrics = { accuracy: metric(value) }
      return {
        model: 'M',
        policy: 'joint',
        cap,
        point: promised ? null : cap,
        ...promise,
        thresholds: {},
        exits: {},
        metrics,
      }
    }
    const old = kept(cascade(64, 0.8, true), cascade(32, 0.1, false))
    const now = [cascade(32, 0.79, true), cascade(32, 0.1, false)]
    expect(checks('accuracy >= baseline - 0.02', now, old).map(({ baseline }) => baseline)).toEqual([0.8, 0.1])
    expect(passes('accuracy[promise=maxDrop] >= 0.79', now)).toEqual([true])
  })
})

describe('if significant', () => {
  const value = (at: number, half: number) => dimRow('M', 8, { top1: metric(at, [at - half, at + half]) })
  const before = kept(value(0.8, 0.03))

  // differences to 0.8 ± 0.03 with another ± 0.04: ± √(0.03² + 0.04²) = ± 0.05
  test.each<[string, number, boolean, boolean]>([
    ['top1 >= baseline if significant', 0.76, true, false], // −0.04 … within ± 0.05 of 0
    ['top1 >= baseline if significant', 0.74, false, true], // −0.06
    ['top1 >= baseline - 0.1 if significant', 0.74, true, true], // not beyond the bound
    ['top1 >= baseline if significant', 0.9, true, false], // better by more than chance
    ['top1 <= baseline if significant', 0.84, true, false],
    ['top1 <= baseline if significant', 0.86, false, true],
    ['top1 == baseline if significant', 0.86, false, true],
    ['top1 == baseline if significant', 0.76, true, false],
    ['top1 >= 0.8 if significant', 0.77, true, false], // 0.73 … 0.81
    ['top1 >= 0.8 if significant', 0.75, false, true], // 0.71 … 0.79
    ['top1 <= 0.8 if significant', 0.85, false, true],
  ])('%s: %d', (rule, at, passed, significant) => {
    expect(checks(rule, [value(at, 0.04)], before)[0]).toMatchObject({ passed, significant })
  })

  test('without an interval nothing tells', () => {
    const none = [dimRow('M', 8, { top1: metric(0.5) })]
    expect(refusal(() => checks('top1 >= 0.6 if significant', none)).code).toBe('gate-no-interval')
    expect(refusal(() => checks('top1 >= baseline if significant', [value(0.5, 0.1)], kept(...none))).code).toBe(
      'gate-no-interval',
    )
  })

  test('what was not measured fails all the same', () => {
    const none = [dimRow('M', 8, { top1: metric(null) })]
    expect(checks('top1 >= baseline if significant', none, before)[0]).toMatchObject({
      passed: false,
      significant: null,
    })
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { parseRule } from '../../src/gates/parse.js'
import { type Bound, OPS, type Rule } from '../../src/gates/rule.js'
import type { Condition } from '../../src/math/row-keys.js'
import { refusal } from '../refusal.js'

describe('what a rule can be', () => {
  test.each<[string, Partial<Rule>]>([
    ['knn@1 >= 0.7', { metric: 'knn@1', where: [], op: '>=', bound: { kind: 'absolute', value: 0.7, percent: false } }],
    ['knn@1>70%', { op: '>', bound: { kind: 'absolute', value: 0.7, percent: true } }],
    ['loss<=2.5', { metric: 'loss', op: '<=', bound: { kind: 'absolute', value: 2.5, percent: false } }],
    ['difference < -1e-3', { op: '<', bound: { kind: 'absolute', value: -0.001, percent: false } }],
    ['rows == 3072', { op: '==', bound: { kind: 'absolute', value: 3072, percent: false } }],
    ['map@10.min >= baseline', { metric: 'map@10.min', bound: { kind: 'baseline', change: null } }],
    ['a >= baseline - 0.005', { bound: { kind: 'baseline', change: { kind: 'plus', by: -0.005 } } }],
    ['a >= baseline-.005', { bound: { kind: 'baseline', change: { kind: 'plus', by: -0.005 } } }],
    ['a <= baseline + 0.25', { bound: { kind: 'baseline', change: { kind: 'plus', by: 0.25 } } }],
    ['a >= baseline * 0.99', { bound: { kind: 'baseline', change: { kind: 'times', by: 0.99 } } }],
    ['a >= baseline - 1%', { bound: { kind: 'baseline', change: { kind: 'share', by: -0.01 } } }],
    ['a >= baseline if significant', { bound: { kind: 'baseline', change: null }, ifSignificant: true }],
    ['a >= 70% if significant', { bound: { kind: 'absolute', value: 0.7, percent: true }, ifSignificant: true }],
  ])('%s', (text, shape) => {
    expect(parseRule(text)).toMatchObject({ text, ifSignificant: false, ...shape })
  })

  test.each<[string, Condition[]]>([
    ['a[dim=64] > 0', [{ key: 'dim', value: '64' }]],
    [
      ' a [ shortlist = 16 , rerank=2048 ] > 0 ',
      [
        { key: 'shortlist', value: '16' },
        { key: 'rerank', value: '2048' },
      ],
    ],
    ['a[funnel=null] > 0', [{ key: 'funnel', value: null }]],
    ['a[class="null"] > 0', [{ key: 'class', value: 'null' }]],
    [
      "a[index='IVF16,Flat',model=My model] > 0",
      [
        { key: 'index', value: 'IVF16,Flat' },
        { key: 'model', value: 'My model' },
      ],
    ],
    ['a[class="say \\"]\\" \\\\"] > 0', [{ key: 'class', value: 'say "]" \\' }]],
    ['a[data=x=y] > 0', [{ key: 'data', value: 'x=y' }]],
  ])('%s', (text, where) => {
    expect(parseRule(text).where).toEqual(where)
    expect(parseRule(text).text).toBe(text.trim())
  })
})

describe('what is wrong is told with its place', () => {
  test.each([
    ['', 'expected a metric, such as knn@1 at character 1, found its end'],
    ['>= 0.7', 'expected a metric, such as knn@1 at character 1'],
    ['knn@1', 'expected one of >= <= == > < at character 6, found its end'],
    ['knn@1 = 0.7', 'expected one of >= <= == > < at character 7, found "= 0.7"'],
    ['knn@1 => 0.7', 'at character 7, found "=> 0.7"'],
    ['knn@1 ≥ 0.7', 'at character 7, found "≥ 0.7"'],
    ['knn@1 >= ', 'expected a number, a percentage such as 70%, or baseline at character 10, found its end'],
    ['knn@1 >= seventy', 'at character 10, found "seventy"'],
    ['knn@1 >= baselines', 'at character 10, found "baselines"'],
    ['knn@1 >= 1e999', 'a number that is not beyond all bounds'],
    ['knn@1 >= baseline -', 'expected a number after - at character 20, found its end'],
    ['knn@1 >= baseline / 2', 'expected +, -, * with a number, "if significant", or the end at character 19'],
    ['knn@1 >= baseline * 99%', 'at character 23, found "%"'],
    ['knn@1 >= 0.7 if', 'expected "significant" after "if" at character 16'],
    ['knn@1 >= 0.7 0.8', 'expected "if significant", or the end at character 14, found "0.8"'],
    ['knn@1[] >= 0.7', 'expected key=value, such as dim=64 at character 7, found "] >= 0.7"'],
    ['knn@1[dim] >= 0.7', 'expected = after dim at character 10'],
    ['knn@1[dim=] >= 0.7', 'expected a value of dim at character 11'],
    ['knn@1[dim=  , k=1] >= 0.7', 'expected a value of dim at character 13'],
    ['knn@1[dim=64 >= 0.7', 'expected ] or another ,key=value'],
    ['knn@1[dim=8,dim=16] >= 0.7', 'expected one value of dim'],
    ['knn@1[class="a] >= 0.7', 'expected a value of class at character 13'],
  ])('%s', (text, message) => {
    const error = refusal(() => parseRule(text))
    expect(error).toMatchObject({ code: 'bad-gate', exitCode: 2 })
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('\n')
  })
})

test('to ask for better than the baseline and to forgive chance would let everything pass', () => {
  const wrong = ['>= baseline + 0.01', '> baseline * 1.01', '<= baseline - 1%', '== baseline + 0.01', '== baseline * 2']
  for (const bound of wrong)
    expect(refusal(() => parseRule(`a ${bound} if significant`)).message).toContain('asks for a row that is better')
  const right = ['>= baseline - 0.01', '> baseline * 0.99', '<= baseline + 1%', '== baseline', '>= baseline + 0']
  for (const bound of right) expect(parseRule(`a ${bound} if significant`).ifSignificant).toBe(true)
  for (const bound of wrong) expect(parseRule(`a ${bound}`).ifSignificant).toBe(false)
})

describe('any text', () => {
  const word = fc.stringMatching(/^[A-Za-z]\w{0,8}$/)
  const name = fc.stringMatching(/^[A-Za-z][\w@.]{0,8}$/)
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value || 0)
  const where = fc.uniqueArray(fc.record({ key: word, value: fc.option(fc.string()) }), {
    selector: ({ key }) => key,
    maxLength: 3,
  })
  const bound: fc.Arbitrary<Bound> = fc.oneof(
    fc.record({ kind: fc.constant('absolute' as const), value: number, percent: fc.constant(false) }),
    fc.record({
      kind: fc.constant('baseline' as const),
      change: fc.option(fc.record({ kind: fc.constantFrom('plus' as const, 'times' as const), by: number })),
    }),
  )
  const rule = fc.record({ metric: name, where, op: fc.constantFrom(...OPS), bound })

  test('that is printed from a rule is that rule', () => {
    fc.assert(
      fc.property(rule, (given) => {
        const text = printed(given)
        expect(parseRule(text)).toEqual({ ...given, text, ifSignificant: false })
      }),
    )
  })

  test('is a rule or a UserError', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom(
        'knn@1',
        '[',
        ']',
        'dim=8',
        ',',
        '"',
        "'",
        '\\',
        '>=',
        '==',
        'baseline',
        '-',
        '1%',
        'if',
        'significant',
        ' ',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parseRule(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

function printed({ metric, where, op, bound }: Pick<Rule, 'metric' | 'where' | 'op' | 'bound'>): string {
  const quoted = (value: string | null) => (value === null ? 'null' : `"${value.replace(/[\\"]/g, '\\$&')}"`)
  const rows = where.length === 0 ? '' : `[${where.map(({ key, value }) => `${key}=${quoted(value)}`).join(',')}]`
  if (bound.kind === 'absolute') return `${metric}${rows} ${op} ${bound.value}`
  const change = bound.change === null ? '' : ` ${bound.change.kind === 'plus' ? '+' : '*'} ${bound.change.by}`
  return `${metric}${rows} ${op} baseline${change}`
}

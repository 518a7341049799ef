import { describe, expect, test } from 'vitest'
import { pairOutcomes } from '../../src/evaluate/pairing.js'
import { nameModels } from '../../src/evaluate/source-names.js'
import { asOneSet, pairSources } from '../../src/evaluate/sources.js'
import { outcome, rowsOf } from './sourced.js'

describe('rows are paired by id', () => {
  const first = rowsOf('a.arrow', ['x', 'y', 'z'], [0, 1, 2], [outcome('A', 2, '110')])

  test('in the order of the first', () => {
    const other = rowsOf('b.arrow', ['z', 'x', 'y'], [2, 0, 1], [outcome('B', 2, '100')])
    const { rows, warnings } = pairOutcomes([first, other])
    expect(rows.ids).toEqual(['x', 'y', 'z'])
    expect(rows.outcomes.map(({ model, values }) => [model, [...values]])).toEqual([
      ['A', [1, 1, 0]],
      ['B', [0, 0, 1]],
    ])
    expect(warnings).toEqual([])
    expect([...other.outcomes[0]!.values]).toEqual([1, 0, 0]) // not written to
  })

  test('other rows are counted', () => {
    const other = rowsOf('b.arrow', ['z', 'w'], [2, 0], [])
    expect(() => pairOutcomes([first, other])).toThrow(
      /^2 of 3 rows of a\.arrow are not in b\.arrow, and 1 of its 2 are not in a\.arrow/,
    )
  })

  test('ids that repeat', () => {
    const one = rowsOf('a.arrow', ['x', 'x', 'y'], [0, 0, 1], [])
    expect(() => pairOutcomes([one, rowsOf('b.arrow', ['y', 'x', 'x'], [1, 0, 0], [])])).toThrow(
      /"x" stands for several/,
    )
    expect(pairOutcomes([one, { ...one, source: 'c.arrow' }]).rows.ids).toEqual(['x', 'x', 'y'])
  })

  test('other classes of the same rows', () => {
    const other = rowsOf('b.arrow', ['x', 'z', 'y'], [0, 2, 7], [])
    expect(() => pairOutcomes([first, other])).toThrow(/^1 of 3 rows have another class .*"y" has 7, not 1/)
  })

  test('other circumstances are told, unless they are not known', () => {
    const known = { data: 'd1', database: 'b1', distance: 'cosine' as const }
    const here = { ...first, measured: known }
    const there = { ...first, source: 'b.arrow', measured: { data: null, database: 'b2', distance: 'l2' as const } }
    expect(pairOutcomes([here, there]).warnings.map(({ code }) => code)).toEqual(['other-database', 'other-distance'])
  })
})

describe('names', () => {
  const file = (name: string, told: boolean, ...models: string[]) => ({ name, told, isFile: true, models })
  const named = (...sources: Parameters<typeof nameModels>[0]) =>
    nameModels(sources).map((names) => [...names.values()])

  test('stay as they are where they differ', () => {
    expect(named(file('a', false, 'M', 'E'), file('b', false, 'X'))).toEqual([['M', 'E'], ['X']])
  })

  test('take the file’s name where they do not, or where it was given one', () => {
    expect(named(file('a', false, 'M', 'E'), file('b', false, 'M'))).toEqual([['a M', 'a E'], ['b']])
    expect(named(file('old', true, 'M'), file('b', false, 'X'))).toEqual([['old'], ['X']])
    expect(named(file('old', true, 'M', 'E'))).toEqual([['old M', 'old E']])
  })

  test('of models that were run stay', () => {
    const models = { name: '', told: false, isFile: false, models: ['M'] }
    expect(named(file('a', false, 'M'), models)).toEqual([['a'], ['M']])
  })

  test('that are still alike are refused', () => {
    expect(() => named(file('a', false, 'M'), file('a', false, 'M'))).toThrow(/two models are called a/)
  })
})

describe('sources', () => {
  const own = (model: string, metric: string) => ({ ...outcome(model, 2, '10'), metric })
  const rows = rowsOf('a.arrow', ['x', 'y'], [0, 1], [own('M', 'top1'), own('M', 'knn@1')])
  const part = (outcomes: readonly ReturnType<typeof own>[], ids = ['x', 'y']) => ({
    source: 'b.arrow',
    rows: rowsOf('b.arrow', ids, [0, 1], outcomes),
  })

  test('are paired metric by metric', () => {
    const a = { name: 'a', told: false, isFile: true, parts: [{ source: 'a.arrow', rows }] }
    const b = { name: '', told: false, isFile: false, parts: [part([own('N', 'top1')])] }
    const paired = pairSources([a, b], ['top1', 'knn@1', 'map@10'])
    expect(paired.map((one) => one.rows.outcomes.map(({ model, metric, from }) => [model, metric, from]))).toEqual([
      [
        ['M', 'top1', 'a'],
        ['N', 'top1', 'the models'],
      ],
      [['M', 'knn@1', 'a']],
    ])
  })

  test('become one set where the rows are the same', () => {
    const models = {
      name: '',
      told: false,
      isFile: false,
      parts: [part([own('N', 'top1')]), part([own('N', 'knn@1')])],
    }
    const set = asOneSet(pairSources([models], ['top1', 'knn@1']))
    expect(set.outcomes.map(({ metric }) => metric)).toEqual(['top1', 'knn@1'])
    expect(Object.keys(set.outcomes[0]!).sort()).toEqual(['dim', 'interpolated', 'metric', 'model', 'values'])
    const other = { ...models, parts: [part([own('N', 'top1')]), part([own('N', 'knn@1')], ['x', 'w'])] }
    expect(() => asOneSet(pairSources([other], ['top1', 'knn@1']))).toThrow(/top1 and knn@1 are of different rows/)
  })
})

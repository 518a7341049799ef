import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../src/cli/config/config-file.js'
import { type CommandShape, chosenNames, entriesOf } from '../../../src/cli/run/entries.js'
import { refusal as refused } from '../../refusal.js'

const COMMANDS = new Map<string, CommandShape>([
  [
    'knn',
    {
      flags: { k: { type: 'option', multiple: true }, dims: { type: 'option' }, threads: { type: 'option' } },
      args: [],
    },
  ],
  ['compare', { flags: { metric: { type: 'option', multiple: true } }, args: ['results'] }],
])

function entries(text: string) {
  return entriesOf(parseConfig('/home/me/c.yaml', text), COMMANDS)
}

const refusal = (work: () => unknown) => refused(work, 2)

test('commands, and commands with flags of their own', () => {
  const found = entries('run:\n  evaluations:\n    - knn\n    - { name: near-5, command: knn, k: [1, 5] }\n')
  expect(found.map(({ name, command, place }) => [name, command, place])).toEqual([
    ['knn', 'knn', '/home/me/c.yaml, line 3'],
    ['near-5', 'knn', '/home/me/c.yaml, line 4'],
  ])
  expect(found[1]!.own).toMatchObject({ values: { k: [1, 5] }, keys: ['run', 'evaluations', 1] })
})

test('repeated commands are numbered, around names that were given', () => {
  const list = '[knn, knn, { command: knn, name: knn-3 }, knn, { command: knn, k: 5 }]'
  expect(entries(`run: { evaluations: ${list} }`).map(({ name }) => name)).toEqual([
    'knn',
    'knn-2',
    'knn-3',
    'knn-4',
    'knn-5',
  ])
})

test('what stands without a flag, relative to the config file', () => {
  const [entry] = entries('run: { evaluations: [{ command: compare, results: [a.arrow, B=b/c.arrow], metric: top1 }] }')
  expect(entry!.files).toEqual(['/home/me/a.arrow', 'B=/home/me/b/c.arrow'])
  expect(Object.keys(entry!.own.values)).not.toContain('results')
})

test('device, threads and the cache of the section hold for all, before their own', () => {
  const [first, second] = entries('run: { threads: 2, evaluations: [knn, { command: knn, threads: 1 }] }')
  expect([first!.own.values.threads, second!.own.values.threads]).toEqual([undefined, 1])
  expect(first!.shared).toMatchObject({ values: { threads: 2 }, keys: ['run'] })
  expect(second!.shared).toBe(first!.shared)
})

describe('what is wrong', () => {
  test.each([
    ['nothing', 'knn: {}', 'no-evaluations', /lists no evaluations/],
    ['an empty list', 'run: { evaluations: [] }', 'no-evaluations', /lists no evaluations/],
    ['a section that is none', 'run: [knn]', 'config-shape', /line 1: expected keys and values under run/],
    [
      'an unknown command',
      'run: { evaluations: [kn] }',
      'evaluation-command',
      /no evaluation "kn"; there are knn, compare/,
    ],
    ['no command', 'run: { evaluations: [{ k: 1 }] }', 'evaluation-command', /has no command/],
    ['a number', 'run: { evaluations: [1] }', 'config-shape', /an evaluation is 1/],
    [
      'a key of no flag',
      'run:\n  evaluations:\n    - command: knn\n      kk: 1',
      'config-key',
      /line 4, evaluation knn: unknown key "kk"/,
    ],
    [
      'a name that is no file',
      'run: { evaluations: [{ command: knn, name: a/b }] }',
      'evaluation-name',
      /"a\/b" cannot be that of a file/,
    ],
    [
      'a name twice',
      'run: { evaluations: [knn, { command: compare, name: KNN }] }',
      'evaluation-names',
      /two evaluations are called KNN/,
    ],
    [
      'a file that is none',
      'run: { evaluations: [{ command: compare, results: [1] }] }',
      'config-value',
      /results has 1; expected paths/,
    ],
  ])('%s', (_, text, code, message) => {
    const error = refusal(() => entries(text))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })

  test('a name that no evaluation has', () => {
    const found = entries('run: { evaluations: [knn, compare] }')
    expect([...chosenNames([], found)]).toEqual(['knn', 'compare'])
    expect([...chosenNames(['compare'], found)]).toEqual(['compare'])
    const error = refusal(() => chosenNames(['knm'], found))
    expect(error.suggestions).toEqual(['did you mean knn?'])
  })
})

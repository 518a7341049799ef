import { expect, test } from 'vitest'
import { type EvaluationRecord, type SuiteResult, suiteMarkdown } from '../../src/report/suite.js'
import { KNN } from './documents.js'

const record = (name: string, command: string, message: string | null): EvaluationRecord => ({
  name,
  command,
  file: message === null ? `${name}.json` : null,
  reused: false,
  exitCode: message === null ? 0 : 3,
  gate: null,
  error: message === null ? null : { message, code: 'file-missing', suggestions: [] },
})

test('evaluations that are done and those that failed have headings of one form', () => {
  const suite: SuiteResult = {
    schemaVersion: 1,
    command: 'run',
    tool: { name: 'mrl-eval', version: '1.2.3' },
    results: 'results',
    evaluations: [
      record('near', 'knn', null),
      record('knn', 'knn', null),
      record('one', 'retrieval', 'no <rows> at a|b'),
      record('retrieval', 'retrieval', 'no file'),
    ],
    files: [],
    gate: null,
    timing: {},
  }
  const far = { ...KNN, parameters: { ...KNN.parameters, distance: 'l2' } }
  const text = suiteMarkdown(
    suite,
    new Map([
      ['near', KNN],
      ['knn', far],
    ]),
  )
  expect(text.match(/^## .*$/gm)).toEqual([
    '## Nearest neighbors: near',
    '## Nearest neighbors',
    '## Retrieval: one',
    '## Retrieval',
  ])
  expect(text).toContain('\n\nfailed: no \\<rows> at a\\|b\n')
})

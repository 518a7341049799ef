import { expect, test } from 'vitest'
import { forRun } from '../../../src/cli/run/suggestions.js'

const part = (values: Record<string, unknown> = {}) => ({ name: 'near', own: { values, keys: [] } })

test.each([
  ['if that is meant: --allow-mismatch data', 'if that is meant: allow-mismatch: data in the evaluation near'],
  ['--allow-mismatch model,data', 'allow-mismatch: [model, data] in the evaluation near'],
  ['--baseline FILE.json', 'mrl-eval run near --baseline FOLDER, which holds near.json'],
  [
    'or write it anew, without the rules that speak of it: --write-baseline FILE.json',
    'or write it anew, without the rules that speak of it: mrl-eval run near --write-baseline FOLDER',
  ],
  ['write it: --write-baseline bl/near.json', 'write it: mrl-eval run near --write-baseline bl'],
  ['--train PATH --holdout PATH', 'train: PATH and holdout: PATH in the evaluation near'],
  ['--gate "knn@1 >= 70%"', 'gate: ["knn@1 >= 70%"] in the evaluation near'],
  ['or say it: --column embedding=NAME', 'or say it: column: { embedding: NAME } in the evaluation near'],
  ['leave --model out', 'leave --model out'],
  ['mrl-eval knn … --output knn.json', 'mrl-eval knn … --output knn.json'],
])('%s', (text, expected) => expect(forRun(text, part())).toBe(expected))

test('a baseline of the evaluation’s own is a file', () => {
  const own = part({ baseline: 'b.json' })
  expect(forRun('write it: --write-baseline b.json', own)).toBe(
    'write it: write-baseline: b.json in the evaluation near',
  )
})

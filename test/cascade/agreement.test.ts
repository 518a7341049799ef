import { describe, expect, test } from 'vitest'
import { likelyRight } from '../../src/cascade/agreement.js'
import { answersOf } from '../../src/cascade/answers.js'
import golden from '../golden/cascade.json' with { type: 'json' }
import { bytes, goldenPredictions, MODELS, predictionsOf } from './predictions.js'

const chancesOf = (...given: Parameters<typeof predictionsOf>) =>
  likelyRight(answersOf(predictionsOf(...given), null)).map((own) => [...own])

describe.each(MODELS)('%s', (model) => {
  test('the chances that SciPy finds with a general optimizer', () => {
    const expected = new Float64Array(bytes(golden.models[model].chances)) // [120 × 9]
    const rows = Int32Array.from({ length: expected.length / 9 }, (_, row) => row)
    const found = likelyRight(answersOf(goldenPredictions(model), rows))
    const furthest = Math.max(...expected.map((own, k) => Math.abs(own - found[k % 9]![Math.floor(k / 9)]!)))
    expect(furthest).toBeLessThan(1e-4)
  })

  test('add up to how often heads are right, nearly', () => {
    const answers = answersOf(goldenPredictions(model), null)
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
    // the intercept's equation, but for its ridge: as many true classes among the candidates as are expected
    for (const [head, own] of likelyRight(answers).entries()) {
      expect(Math.abs(sum(own) - sum(answers.right[head]!)) / answers.rows).toBeLessThan(0.04)
    }
  })
})

test('heads that say the same have the same chance, and classes share at most 1', () => {
  const rows = [0.3, 0.6, 0.9].flatMap((c) => [
    [[c, true] as const, [c, false] as const, [0.8, true] as const],
    [[c, false] as const, [0.5, false] as const, [0.8, true] as const],
  ])
  const [first, second, third] = chancesOf([8, 16, 32], rows) as [number[], number[], number[]]
  for (const row of [0, 2, 4]) expect(first[row]).toBe(third[row])
  for (const row of [1, 3, 5]) expect(first[row]).toBe(second[row])
  for (const row of rows.keys()) expect(second[row]! + third[row]!).toBeLessThan(1)
})

test.each([
  ['all right', true],
  ['all wrong', false],
])('%s: certain, but finite', (_, right) => {
  const rows = Array.from({ length: 200 }, (_, i) => [[i / 200, right] as const, [1, right] as const])
  for (const chance of chancesOf([8, 16], rows).flat()) {
    expect(chance).toBeGreaterThan(right ? 0.5 : 0)
    expect(chance).toBeLessThan(right ? 1 : 0.5)
  }
})

test('one row', () => {
  const [[first], [second]] = chancesOf(
    [8, 16],
    [
      [
        [0, false],
        [1, true],
      ],
    ],
  ) as [[number], [number]]
  expect(second).toBeGreaterThan(first)
})

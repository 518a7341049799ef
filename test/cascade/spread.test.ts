import { expect, test } from 'vitest'
import { answersOf } from '../../src/cascade/answers.js'
import { spreadRows } from '../../src/cascade/spread.js'
import { goldenPredictions, predictionsOf } from './predictions.js'

const logit = (c: number) => Math.log(c / (1 - c))

test('copies until there are 5,000, each moved by half the deviation · n^(−1/5)', () => {
  const answers = answersOf(goldenPredictions('mrl'), null)
  const spread = spreadRows(answers, answers.right)
  expect(spread.rows).toBe(5400) // 9 × 600
  for (const [head, own] of answers.confidence.entries()) {
    const logits = [...own].map((c) => logit(Math.min(1 - 1e-6, c)))
    const mean = logits.reduce((sum, x) => sum + x, 0) / 600
    const deviation = Math.sqrt(logits.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 600)
    const moved = [...spread.confidence[head]!].map((c, i) => logit(c) - logits[i % 600]!)
    const width = Math.sqrt(moved.reduce((sum, x) => sum + x * x, 0) / 5400)
    expect(width / (0.5 * deviation * 600 ** -0.2)).toBeCloseTo(1, 1)
    expect([...spread.gain[head]!.subarray(600, 1200)]).toEqual([...answers.right[head]!])
    const inOrder = [...spread.order[head]!].map((i) => spread.confidence[head]![i]!)
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a))
  }
})

test('ten copies at most', () => {
  const answers = answersOf(goldenPredictions('mrl'), Int32Array.of(5, 3, 9))
  expect(spreadRows(answers, answers.right).rows).toBe(30)
})

test('the same rows give the same copies', () => {
  const answers = answersOf(goldenPredictions('mrl'), Int32Array.of(5, 3, 9))
  expect(spreadRows(answers, answers.right)).toEqual(spreadRows(answers, answers.right))
})

test('one row, and confidences of 0 and 1, stay finite and nearly where they are', () => {
  const answers = answersOf(
    predictionsOf(
      [8, 16],
      [
        [
          [0, true],
          [1, true],
        ],
      ],
    ),
    null,
  )
  const { confidence } = spreadRows(answers, answers.right)
  for (const c of confidence[0]!) expect(c).toBeCloseTo(0, 5)
  for (const c of confidence[1]!) expect(c).toBeCloseTo(1, 5)
})

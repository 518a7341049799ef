/** Probes against scikit-learn's LogisticRegression on the same features; see make_probe.py. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { softmaxScores } from '../../src/math/softmax.js'
import { openEngine, type ProbeEngine } from '../../src/probe/engine.js'
import { type Fit, regression } from '../../src/probe/fit.js'
import { vectorsOf } from '../search/search.js'
import golden from './probe.json' with { type: 'json' }

const { train, cases } = golden
const labels = Int32Array.from(golden.labels)
const rows = vectorsOf(golden.rows)
const classes = 1 + Math.max(...labels)
const training = { ...vectorsOf(golden.rows.slice(0, train)), labels: labels.slice(0, train), classes }
const { signal } = new AbortController()

let engine: ProbeEngine
beforeAll(async () => {
  engine = await openEngine({ device: 'cpu', threads: 1 })
})
afterAll(() => engine.close())

describe.each(cases)('dim $dim, strength $strength', (want) => {
  const { dim, strength, length } = want
  let fit: Fit
  beforeAll(async () => {
    fit = await (await regression(engine, training, dim))(strength, { start: null, tolerance: 4e-7, signal })
  })

  test('weights, and intercepts but for what they share', () => {
    expect(fit.converged).toBe(true)
    const largest = Math.max(...want.weights.flat().map(Math.abs))
    for (const [i, weight] of want.weights.flat().entries())
      expect(Math.abs(fit.weights[i]! * length - weight) / largest).toBeLessThan(2e-3)
    const mean = fit.bias.reduce((sum, value) => sum + value, 0) / classes
    for (const [c, bias] of want.bias.entries())
      expect(Math.abs(fit.bias[c]! - mean - bias) / largest).toBeLessThan(2e-3)
  })

  test('predictions, confidences and losses, also of new rows', async () => {
    const logits = await engine.logits(rows, fit)
    const scores = Array.from(labels, (label, row) =>
      softmaxScores(logits.subarray(row * classes, (row + 1) * classes), label),
    )
    expect(scores.map(({ predicted }) => predicted)).toEqual(want.predicted)
    for (const [row, { confidence }] of scores.entries())
      expect(Math.abs(confidence - want.confidence[row]!)).toBeLessThan(2e-3)
    const mean = (from: number, to: number) =>
      scores.slice(from, to).reduce((sum, { loss }) => sum + loss, 0) / (to - from)
    expect(mean(0, train) / want.train).toBeCloseTo(1, 4)
    expect(Math.abs(mean(train, rows.rows) / want.test - 1)).toBeLessThan(1e-3)
    const squares = fit.weights.reduce((sum, weight) => sum + (weight * length) ** 2, 0)
    expect((strength * train * mean(0, train) + squares / 2) / want.objective).toBeCloseTo(1, 5)
  })
})

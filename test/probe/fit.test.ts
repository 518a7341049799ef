import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine, type ProbeEngine, tileRows } from '../../src/probe/engine.js'
import { regression } from '../../src/probe/fit.js'
import { problemOf } from '../../src/probe/problem.js'
import { blobs, never } from './rows.js'

let engine: ProbeEngine
beforeAll(async () => {
  engine = await openEngine({ device: 'cpu', threads: 1 })
})
afterAll(() => engine.close())

test('loss and gradient by hand', async () => {
  const values = Float32Array.of(3, 4, 99, 0, 2, 99, 0, 0, 99) // prefixes (3, 4) of class 0, (0, 2) and zeros of class 1
  const training = { rows: 3, width: 3, values, labels: Int32Array.of(0, 1, 1), classes: 2 }
  const problem = problemOf(engine, training, 2)
  expect(problem.shares[1]).toBeCloseTo(2 / 3, 12)
  expect([...problem.mean]).toEqual([1, 2])
  expect(problem.length).toBeCloseTo(Math.sqrt(29 / 3), 12) // (25 + 4 + 0) / 3
  // logits of class 0: ln 3 / 3 · 3 = ln 3 in row 0, 0 else; class 1: 0. So p[0] = 3/4, 1/2, 1/2
  const weights = Float32Array.of(Math.log(3) / 3, 0, 0, 0)
  const found = await problem.losses({ dim: 2, weights, bias: new Float32Array(2) })
  expect(found.loss).toBeCloseTo(Math.log(4 / 3) + 2 * Math.LN2, 5)
  expect(found.doubt).toBeCloseTo((0.25 + 0.5 + 0.5) / 3, 6)
  // p − y of class 0: −1/4, 1/2, 1/2
  for (const [i, value] of [-0.75, -1 + 1, 0.75, 1 - 1].entries()) expect(found.weights[i]).toBeCloseTo(value, 5)
  for (const [i, value] of [0.75, -0.75].entries()) expect(found.bias[i]).toBeCloseTo(value, 6)
  // covariance of the first number: (2² + 1² + 1²) / 3; with the second: (2·2 − 1·0 + 1·2) / 3
  const spread = await problem.spread(Float32Array.of(1, 0), 1)
  expect(spread[0]).toBeCloseTo(2, 6)
  expect(spread[1]).toBeCloseTo(2, 6)
})

test('rows of zeros alone have no length to divide by', () => {
  const training = {
    rows: 2,
    width: 3,
    values: Float32Array.of(0, 0, 1, 0, 0, 1),
    labels: Int32Array.of(0, 1),
    classes: 2,
  }
  expect(problemOf(engine, training, 2).length).toBe(1)
})

test('scaled vectors, the same probe', async () => {
  const training = { ...blobs([20, 20], 4, 1, 3), classes: 2 }
  const large = { ...training, values: training.values.map((value) => 1024 * value) }
  const options = { start: null, tolerance: 1e-6, signal: never }
  const [one, other] = [
    await (await regression(engine, training, 4))(1, options),
    await (await regression(engine, large, 4))(1, options),
  ]
  for (const [i, weight] of other.weights.entries()) expect(weight * 1024).toBeCloseTo(one.weights[i]!, 5)
})

test('tiles add up', async () => {
  const few = blobs([40, 30], 4, 1, 5)
  const many = { ...few, width: 2 ** 16, values: new Float32Array(70 * 2 ** 16) }
  for (let row = 0; row < 70; row++) many.values.set(few.values.subarray(row * 4, row * 4 + 4), row * 2 ** 16)
  expect(tileRows(2 ** 16, 2)).toBe(64) // 70 rows are two tiles
  expect(tileRows(4, 2)).toBeGreaterThan(70)
  const linear = { dim: 4, weights: Float32Array.of(1, -2, 0.5, 0, 0.25, 1, 1, -1), bias: Float32Array.of(0.5, -1) }
  const one = await problemOf(engine, { ...few, classes: 2 }, 4).losses(linear)
  const two = await problemOf(engine, { ...many, classes: 2 }, 4).losses(linear)
  expect(two.loss).toBeCloseTo(one.loss, 4)
  for (const [i, value] of two.weights.entries()) expect(value).toBeCloseTo(one.weights[i]!, 4)
})

test('another start, the same fit; a stronger fit is surer', async () => {
  const training = { ...blobs([30, 20, 10], 6, 1.5, 7), classes: 3 }
  const before = training.values.slice()
  const fitAt = await regression(engine, training, 5)
  const options = { start: null, tolerance: 1e-6, signal: never }
  const [weak, cold] = [await fitAt(0.1, options), await fitAt(10, options)]
  const warm = await fitAt(10, { ...options, start: weak })
  expect([weak.converged, cold.converged, warm.converged]).toEqual([true, true, true])
  for (const [i, value] of warm.weights.entries()) expect(value).toBeCloseTo(cold.weights[i]!, 3)
  expect(cold.doubt).toBeLessThan(weak.doubt)
  expect((await fitAt(10, { ...options, start: cold })).iterations).toBe(0)
  expect(training.values).toEqual(before)
})

test('too few iterations are told', async () => {
  const fitAt = await regression(engine, { ...blobs([10, 10], 4, 1, 1), classes: 2 }, 4)
  const fit = await fitAt(100, { start: null, tolerance: 1e-9, maxIterations: 2, signal: never })
  expect(fit).toMatchObject({ converged: false, iterations: 2, strength: 100 })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fitProbes, type ProbeRequest, STRENGTHS } from '../../src/probe/choose.js'
import { openEngine, type ProbeEngine } from '../../src/probe/engine.js'
import type { Labelled } from '../../src/probe/training.js'
import { silent } from '../search/search.js'
import { blobs, never } from './rows.js'

let engine: ProbeEngine
beforeAll(async () => {
  engine = await openEngine({ device: 'cpu', threads: 1 })
})
afterAll(() => engine.close())

function request(training: Labelled, holdout: Labelled | null, more: Partial<ProbeRequest> = {}): ProbeRequest {
  const given = { engine, training, holdout, dims: [2, 8], seed: 0, name: 'M', path: 'train.arrow' }
  return { ...given, progress: silent, signal: never, ...more }
}

const every = (rows: Labelled, keep: (row: number) => boolean): Labelled => {
  const kept = [...rows.labels.keys()].filter(keep)
  const values = kept.flatMap((row) => [...rows.values.subarray(row * rows.width, (row + 1) * rows.width)])
  return {
    ...rows,
    rows: kept.length,
    values: Float32Array.from(values),
    labels: Int32Array.from(kept, (row) => rows.labels[row]!),
  }
}
const all = blobs([40, 40, 40], 8, 0.8, 11)
const [training, holdout] = [every(all, (row) => row % 2 === 0), every(all, (row) => row % 2 === 1)]

test('a probe at every dim, of a strength that was tried', async () => {
  const { present, probes } = await fitProbes(request(training, holdout))
  expect(present).toEqual(Int32Array.of(0, 1, 2))
  expect(probes.map(({ dim, weights, bias }) => [dim, weights.length, bias.length])).toEqual([
    [2, 6, 3],
    [8, 24, 3],
  ])
  for (const { strength, converged, gradientNorm } of probes) {
    expect(STRENGTHS).toContain(strength)
    expect(converged).toBe(true)
    expect(gradientNorm).toBeLessThanOrEqual(1e-5)
  }
})

describe('the strength', () => {
  // Four rows of class 0 on one side, two of class 1 on the other: a weak fit says class 0 of all, a strong one is right of all
  const sided = {
    rows: 6,
    width: 1,
    values: Float32Array.of(1, 1, 1, 1, -1, -1),
    labels: Int32Array.of(0, 0, 0, 0, 1, 1),
  }
  const alike = { ...sided, labels: new Int32Array(6) } // as a holdout, it likes the weak one

  test('is the one whose predictions are right most often on the holdout', async () => {
    const options = { dims: [1], strengths: [0.01, 10] }
    expect((await fitProbes(request(sided, alike, options))).probes[0]!.strength).toBe(0.01)
    expect((await fitProbes(request(sided, sided, options))).probes[0]!.strength).toBe(10)
  })

  test('of equals, the one of lower loss', async () => {
    const options = { dims: [1], strengths: [10, 100, 1000] } // all right; surer is better
    expect((await fitProbes(request(sided, sided, options))).probes[0]!.strength).toBe(1000)
  })

  test('two in a row that are worse end the search', async () => {
    let tried = 0
    const advance = (units: number) => {
      tried += units
    }
    const progress = { ...silent, advance }
    await fitProbes(request(sided, alike, { dims: [1], strengths: [0.01, 10, 100, 1000, 10_000], progress }))
    expect(tried).toBe(3)
  })

  test('at the edge of those tried is told', async () => {
    const { warnings } = await fitProbes(request(sided, sided, { dims: [1], strengths: [10, 100] }))
    expect(warnings).toEqual([
      { code: 'probe-strength', message: 'M at 1: the best strength, 100, is at the edge of those tried, 10 to 100' },
    ])
  })
})

test('without a holdout, a fifth chooses and all are fitted', async () => {
  const own = await fitProbes(request(training, null, { dims: [8] }))
  const { strength, weights } = own.probes[0]!
  const told = await fitProbes(request(training, holdout, { dims: [8], strengths: [strength] }))
  for (const [i, weight] of told.probes[0]!.weights.entries()) expect(weights[i]).toBeCloseTo(weight, 1)
  expect(told.warnings).toEqual([]) // one strength has no edge
})

test('classes of the holdout that training lacks are wrong, and break nothing', async () => {
  const strange = { ...holdout, labels: holdout.labels.map((label) => (label === 2 ? 77 : label)) }
  const { present, probes } = await fitProbes(request(training, strange))
  expect(present.length).toBe(3)
  expect(Number.isFinite(probes[0]!.weights[0])).toBe(true)
})

test('one class is an error', async () => {
  const one = { ...training, labels: new Int32Array(training.rows) }
  await expect(fitProbes(request(one, holdout))).rejects.toThrow('train.arrow has rows of 1 class')
})

test('stops when told to', async () => {
  const stop = new AbortController()
  const progress = { ...silent, advance: () => stop.abort(new Error('stopped')) }
  await expect(fitProbes(request(training, holdout, { progress, signal: stop.signal }))).rejects.toThrow('stopped')
})

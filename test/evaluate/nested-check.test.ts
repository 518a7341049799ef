import { describe, expect, test } from 'vitest'
import { nestedNotice, openSampler } from '../../src/evaluate/nested-check.js'
import type { LabelledVectors } from '../../src/evaluate/rows.js'
import { seeded } from '../../src/math/random.js'

const [WIDTH, CLASSES] = [64, 8]

/** Rows of eight classes, whose means differ at all numbers but the `blind`. */
function rows(count: number, seed: number, blind: (j: number) => boolean): LabelledVectors {
  const means = seeded(1)
  const centers = Array.from({ length: CLASSES }, () => Array.from({ length: WIDTH }, () => means.gaussian()))
  const noise = seeded(seed)
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES)
  const values = new Float32Array(count * WIDTH)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < WIDTH; j++)
      values[i * WIDTH + j] = (blind(j) ? 0 : centers[labels[i]!]![j]!) + 0.7 * noise.gaussian()
  return { rows: count, width: WIDTH, values, labels }
}

const check = (blind: (j: number) => boolean, oneFile = false) =>
  nestedNotice(rows(400, 2, blind), rows(200, 3, blind), [8, 16, WIDTH], { name: 'M', oneFile, seed: 0 })

describe('nestedNotice', () => {
  test('numbers in any order, and the best ones first, are nothing to speak of', () => {
    expect(check(() => false)).toEqual([])
    expect(check((j) => j >= 16)).toEqual([])
  })

  test('the first numbers say nothing', () => {
    const [notice, ...more] = check((j) => j < 16)
    expect(notice).toMatchObject({ code: 'not-nested' })
    expect(notice!.message).toMatch(/^M: the first 8 numbers find the class of \d+\.\d % of 200 queries; 8 of its 64/)
    expect(more).toEqual([])
  })

  test('of one file, half of the rows are queries', () => {
    expect(check((j) => j < 16, true)[0]!.message).toMatch(/of 200 queries/)
    expect(check(() => false, true)).toEqual([])
  })

  test('at the full width there is nothing to compare', () => {
    const some = rows(20, 2, () => true)
    expect(nestedNotice(some, some, [WIDTH], { name: 'M', oneFile: false, seed: 0 })).toEqual([])
  })
})

test('openSampler: one of every few rows, over batches', () => {
  const sampler = openSampler(9000, 1, 0) // one of three
  for (let start = 0; start < 9000; start += 500) {
    const values = Float32Array.from({ length: 500 }, (_, i) => start + i)
    sampler.add({ rows: 500, width: 1, values, labels: Int32Array.from(values) })
  }
  const { rows: kept, values, labels } = sampler.sample()
  expect(kept).toBe(3000)
  expect([...values].every((value, i) => Math.floor(value / 3) === i)).toBe(true)
  expect(new Set([...values].map((value) => value % 3)).size).toBe(3)
  expect([...labels]).toEqual([...values])
})

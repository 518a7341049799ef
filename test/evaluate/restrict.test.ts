import { describe, expect, test } from 'vitest'
import { openArrays } from '../../src/data/embeddings/arrays.js'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { restrictClasses } from '../../src/evaluate/restrict.js'
import { confidenceOf } from '../../src/math/softmax.js'
import { collect, userError } from '../data/collect.js'
import { realArray, realFile } from '../data/real-files.js'
import { expectScores } from '../data/scores.js'
import golden from '../golden/logits.json' with { type: 'json' }

const open = () => openArrays(realArray('logits-f4'), realArray('labels-i8'), { dims: [8, 16], layout: null })
const members = Int32Array.from(golden.members)

describe('restrictClasses', () => {
  test('SciPy, with −∞ for the other classes', async () => {
    const table = restrictClasses(await open(), members, 'subset.txt')
    expect(table).toMatchObject({ rows: 7, logits: 4, headDims: [8, 16] })
    const [batch] = await collect(table.batches())
    expect([...batch!.labels]).toEqual(golden.labels.map((label) => (golden.members.includes(label) ? label : -1)))
    expectScores(batch!.heads!, golden.restricted, 5)
    for (const [at, confidence] of golden.restricted.entropy.entries()) {
      const row = batch!.heads!.logits!.subarray(4 * at, 4 * at + 4)
      expect(confidenceOf(row, 'entropy')).toBeCloseTo(confidence, 5)
      expect(confidenceOf(row, 'softmax', 20)).toBeGreaterThanOrEqual(0.5) // two members, however hot
      expect(row.every(Number.isFinite)).toBe(true)
    }
  })

  test('the batches of the table stay as they are', async () => {
    const table = await open()
    const before = await collect(table.batches())
    const kept = before[0]!.heads!.logits!.slice()
    const held = {
      ...table,
      async *batches() {
        yield* before
      },
    }
    await collect(restrictClasses(held, members, 'subset.txt').batches())
    expect(before[0]!.heads!.logits).toEqual(kept)
    expect([...before[0]!.labels]).toEqual(golden.labels)
  })

  test('all classes change nothing', async () => {
    const table = await open()
    const all = restrictClasses(table, Int32Array.of(0, 1, 2, 3), 'all.txt')
    expect(await collect(all.batches())).toEqual(await collect(table.batches()))
  })

  test('one class is always right', async () => {
    const [batch] = await collect(restrictClasses(await open(), Int32Array.of(2), 'one.txt').batches())
    expect(new Set(batch!.heads!.classes)).toEqual(new Set([2]))
    expect(new Set(batch!.heads!.confidence)).toEqual(new Set([1]))
  })

  test.each([
    ['beyond', [1, 4], 'subset.txt has class 4; '],
    ['below', [-1], 'subset.txt has class -1; '],
    ['twice', [1, 2, 1], 'subset.txt has class 1 twice'],
    ['none', [], 'subset.txt has no classes'],
  ])('members %s', async (_, wrong, message) => {
    const table = await open()
    const error = await userError((async () => restrictClasses(table, Int32Array.from(wrong), 'subset.txt'))())
    expect(error).toMatchObject({ code: 'subset-class', exitCode: 2 })
    expect(error.message).toContain(message)
  })

  test('without logits', async () => {
    const table = await openEmbeddings(realFile('feather'))
    const error = await userError((async () => restrictClasses(table, members, 'subset.txt'))())
    expect(error).toMatchObject({ code: 'no-logits', exitCode: 3 })
  })
})

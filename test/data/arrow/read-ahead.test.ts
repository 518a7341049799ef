import { RecordBatch } from 'apache-arrow'
import { expect, test } from 'vitest'
import { readAhead } from '../../../src/data/arrow/read-ahead.js'

/** A reader of `count` batches that notes what was read; batch `bad` fails. */
function source(count: number, bad = -1) {
  const batches = Array.from({ length: count }, () => new RecordBatch({}))
  const seen: number[] = []
  const read = readAhead(
    async (i) => {
      seen.push(i)
      if (i === bad) throw new Error(`batch ${i}`)
      return batches[i]!
    },
    (i) => i < count,
  )
  return { batches, seen, read }
}

test('in order: every batch is read once, the next one before it is asked for', async () => {
  const { batches, seen, read } = source(3)
  for (const i of [0, 1, 2]) {
    expect(await read(i)).toBe(batches[i])
    await new Promise((done) => setImmediate(done))
    expect(seen).toEqual([0, 1, 2].slice(0, i + 2))
  }
})

test('in any order, and again: the batch that was asked for', async () => {
  const { batches, read } = source(4)
  for (const i of [3, 0, 0, 1, 3, 2, 3, 1]) expect(await read(i)).toBe(batches[i])
})

test('what fails ahead fails when it is asked for, and not before', async () => {
  const { batches, read } = source(3, 1)
  expect(await read(0)).toBe(batches[0])
  await new Promise((done) => setImmediate(done))
  await expect(read(1)).rejects.toThrow('batch 1')
  expect(await read(2)).toBe(batches[2])
})

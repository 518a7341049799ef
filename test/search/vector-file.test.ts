import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readVectors, writeVectors } from '../../src/search/vector-file.js'
import { inBatches, randomVectors, vectorsOf } from './search.js'

const folder = mkdtempSync(join(tmpdir(), 'mrl-eval-vectors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('little-endian float32, row after row, and the hash of just that', async () => {
  const path = join(folder, 'small')
  const rows = vectorsOf([
    [1, -2],
    [0.5, 0],
    [3, 4],
  ])
  const file = await writeVectors(path, 2, inBatches(rows, [2]))
  const bytes = readFileSync(path)
  expect(bytes.toString('hex')).toBe('0000803f000000c00000003f000000000000404000008040')
  expect(file).toEqual({ path, rows: 3, width: 2, sha256: createHash('sha256').update(bytes).digest('hex') })
})

test.each([1, 7, 100, 5000])('batches of %i give the rows back, with memory of their own', async (size) => {
  const rows = randomVectors(107, 5, 1)
  const file = await writeVectors(join(folder, 'some'), 5, inBatches(rows, [50, 0, 3]))
  const batches = await all(readVectors(file, size))
  expect(batches.map((batch) => batch.rows)).toEqual(
    Array.from({ length: Math.ceil(107 / size) }, (_, i) => Math.min(size, 107 - i * size)),
  )
  expect(Float32Array.from(batches.flatMap(({ values }) => [...values]))).toEqual(rows.values)
})

test('views into larger arrays are written alone', async () => {
  const rows = randomVectors(10, 3, 2)
  const middle = { rows: 2, width: 3, values: rows.values.subarray(9, 15) }
  const file = await writeVectors(join(folder, 'middle'), 3, inBatches(middle, [2]))
  expect((await all(readVectors(file)))[0]!.values).toEqual(rows.values.slice(9, 15))
})

test('no rows', async () => {
  const file = await writeVectors(join(folder, 'none'), 3, inBatches(randomVectors(0, 3, 1), [1]))
  expect([file.rows, await all(readVectors(file))]).toEqual([0, []])
})

test('a file that was cut is an error, not zeros', async () => {
  const file = await writeVectors(join(folder, 'cut'), 4, inBatches(randomVectors(9, 4, 3), [9]))
  truncateSync(file.path, 9 * 16 - 1)
  await expect(all(readVectors(file, 4))).rejects.toMatchObject({ code: 'vectors-cut', exitCode: 3 })
})

test('rows that stop with an error leave no file', async () => {
  const path = join(folder, 'half')
  async function* broken() {
    yield randomVectors(2, 2, 1)
    throw new Error('no more')
  }
  await expect(writeVectors(path, 2, broken())).rejects.toThrow('no more')
  expect(existsSync(path)).toBe(false)
  await expect(writeVectors(join(folder, 'no', 'where'), 2, broken())).rejects.toMatchObject({ code: 'write-failed' })
})

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openMemory } from '../../../src/data/arrow/memory.js'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { vectors, writeArrow } from '../arrow-file.js'
import { temporaryFolder } from '../temporary.js'

const KIB = 1024
const folder = temporaryFolder()

/** Takes so much memory and fills it with a number, by which it is known again. */
function marked(memory: ReturnType<typeof openMemory>, bytes: number, mark: number): Uint8Array {
  return memory.take(bytes).fill(mark)
}

describe('memory', () => {
  test('has the length that was asked for, and begins with its buffer', () => {
    const memory = openMemory()
    for (const bytes of [0, 1, 100, 64 * KIB, 100 * KIB + 4]) {
      const taken = memory.take(bytes)
      expect([taken.length, taken.byteOffset]).toEqual([bytes, 0])
      memory.giveBack(taken)
    }
  })

  test('that was given back is used again, where it is large enough', () => {
    const memory = openMemory()
    memory.giveBack(marked(memory, 128 * KIB, 7))
    const smaller = memory.take(96 * KIB)
    expect([smaller.length, smaller.every((byte) => byte === 7)]).toEqual([96 * KIB, true])
    expect(memory.take(96 * KIB).buffer).not.toBe(smaller.buffer) // it is taken
  })

  test('the smallest that is large enough', () => {
    const memory = openMemory()
    const taken = [300, 100, 200].map((size) => marked(memory, size * KIB, size / 100))
    for (const bytes of taken) memory.giveBack(bytes)
    expect([150, 90, 90].map((size) => memory.take(size * KIB)[0])).toEqual([2, 1, 3])
  })

  test('shows nothing to those who kept it', () => {
    const memory = openMemory()
    const bytes = marked(memory, 64 * KIB, 1)
    const view = new Float32Array(bytes.buffer, 4, 10)
    memory.giveBack(bytes)
    expect([bytes.length, view.length, view[0]]).toEqual([0, 0, undefined])
    expect(() => new Float32Array(10).set(view)).toThrow(TypeError)
    memory.take(64 * KIB).fill(2)
    expect(view[0]).toBeUndefined()
  })

  test('is not kept when batches outgrow it', () => {
    const memory = openMemory()
    memory.giveBack(marked(memory, 64 * KIB, 1))
    const larger = marked(memory, 65 * KIB, 2)
    memory.giveBack(larger)
    // one buffer was in use at a time, so one is there: the larger one
    expect(memory.take(64 * KIB)[0]).toBe(2)
    expect(memory.take(64 * KIB).buffer.byteLength).toBe(64 * KIB)
  })
})

describe('what is read in batches needs the memory of a few of them', () => {
  const [batches, rows, width] = [20, 64, 512] // of 128 KiB each, 2.5 MiB together
  const shard = (name: string, first: number) => {
    const table = Array.from({ length: batches * rows }, (_, row) => new Array<number>(width).fill(first + row))
    return writeArrow(join(folder, name), { embedding: vectors(table, width) }, { recordRows: rows })
  }

  test.each([
    ['a file', [shard('one.arrow', 0)], 'one.arrow'],
    ['two files', [shard('part-0.arrow', 0), shard('part-1.arrow', batches * rows)], 'part-*.arrow'],
  ])('%s', async (_, { length }, name) => {
    const embeddings = await openEmbeddings(join(folder, name))
    const before = process.memoryUsage().arrayBuffers
    let [most, row] = [0, 0]
    for await (const { vectors: values } of embeddings.batches()) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      for (let at = 0; at < values!.length; at += width, row++)
        expect(values!.subarray(at, at + width).every((value) => value === row)).toBe(true)
    }
    expect(row).toBe(length * batches * rows)
    expect(most).toBeLessThan(2 ** 20)
  })
})

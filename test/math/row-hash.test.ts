import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashWords, repeats } from '../../src/math/row-hash.js'

test('integers of at most 53 bits, equal for equal rows', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      const hash = hashWords(Int32Array.from(values))
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true)
      expect(hashWords(Int32Array.from(values))).toBe(hash)
    }),
  )
})

test('rows that differ in one bit, in length or in order differ', () => {
  const rows: number[][] = [[], [0], [0, 0], [1, 2], [2, 1]]
  for (let i = 0; i < 2000; i++) rows.push([i, 5, 9], [5, i + 100_000, 9], [5, 9, 1 << (i % 32), i])
  const hashes = Float64Array.from(rows, (row) => hashWords(Int32Array.from(row)))
  expect(repeats(hashes)).toBe(0)
})

test('repeats', () => {
  expect(repeats(Float64Array.of(3, 1, 3, 2, 3, 1))).toBe(3) // two more of 3, one more of 1
  expect(repeats(new Float64Array(0))).toBe(0)
})

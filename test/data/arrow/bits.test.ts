import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countSet, cutBits, isSet } from '../../../src/data/arrow/bits.js'

const bits = Uint8Array.of(0b10110001, 0b00000101) // rows 0, 4, 5, 7, 8, 10

test('which rows are set, and how many', () => {
  const rows = Array.from({ length: 16 }, (_, row) => row).filter((row) => isSet(bits, row))
  expect(rows).toEqual([0, 4, 5, 7, 8, 10])
  expect([0, 1, 4, 5, 8, 9, 16].map((count) => countSet(bits, count))).toEqual([0, 1, 1, 2, 4, 5, 6])
  expect(isSet(null, 3)).toBe(true)
})

test('a cut: rows 4 to 10 are 1 1 0 1 1 0 1, and nothing behind them', () => {
  expect(cutBits(bits, 4, 7)).toEqual(Uint8Array.of(0b1011011))
})

test('any cut has the rows that it is of', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 6 }), fc.nat(7), fc.nat(40), (bytes, from, most) => {
      const rows = Math.min(most, bytes.length * 8 - from)
      const cut = cutBits(bytes, from, rows)
      const expected = Array.from({ length: rows }, (_, row) => isSet(bytes, from + row))
      expect(Array.from({ length: rows }, (_, row) => isSet(cut, row))).toEqual(expected)
      expect(countSet(cut, cut.length * 8)).toBe(expected.filter(Boolean).length)
    }),
  )
})

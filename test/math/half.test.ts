import { expect, test } from 'vitest'
import { fromHalf } from '../../src/math/half.js'

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125], // the nearest to 1/3: 1365/1024 · 2⁻²
  [0x0001, 2 ** -24], // the smallest above 0
  [0x03ff, 1023 * 2 ** -24], // the largest subnormal
  [0x0400, 2 ** -14], // the smallest normal
  [0x7bff, 65_504], // the largest
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])('pattern %i is %d', (bits, value) => {
  expect(fromHalf(Uint16Array.of(bits))[0]).toBe(value)
})

test('patterns in order are values in order, each a step of its exponent above the last', () => {
  const values = fromHalf(Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits))
  for (let bits = 1; bits < values.length; bits++) {
    const exponent = Math.max(1, (bits - 1) >> 10) // subnormals step like the smallest normals
    expect(values[bits]! - values[bits - 1]!).toBe(2 ** (exponent - 25))
  }
})

test('a sign bit negates, NaN or not', () => {
  const positive = Uint16Array.from({ length: 0x8000 }, (_, bits) => bits)
  const negative = fromHalf(positive.map((bits) => bits | 0x8000))
  expect(fromHalf(positive).map((value) => -value)).toEqual(negative)
})

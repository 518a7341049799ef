import { expect, test } from 'vitest'
import { fromHalf, toHalf } from '../../src/math/half.js'

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

test('every half comes back as it was', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i)
  const back = toHalf(fromHalf(all))
  const wrong = all.filter((bits) => back[bits] !== bits && !Number.isNaN(fromHalf(Uint16Array.of(bits))[0]))
  expect([...wrong]).toEqual([])
})

test('what lies between two halves goes to the nearest, from the middle to the even one', () => {
  const rounded = (value: number) => fromHalf(toHalf(Float32Array.of(value)))[0]
  // from 2,048 on halves are 2 apart
  expect([2049, 2051, 2049.5, 2048.9].map(rounded)).toEqual([2048, 2052, 2050, 2048])
  // the smallest is 2^−24
  expect([2 ** -25, 1.5 * 2 ** -24, -(2 ** -24), 0.6 * 2 ** -24].map(rounded)).toEqual([
    0,
    2 ** -23,
    -(2 ** -24),
    2 ** -24,
  ])
  expect([65_504, 65_519, 65_520, 1e9, -1e9].map(rounded)).toEqual([65_504, 65_504, Infinity, Infinity, -Infinity])
  expect(rounded(Number.NaN)).toBeNaN()
})

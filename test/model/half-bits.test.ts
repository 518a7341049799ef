import { expect, test } from 'vitest'
import { fromHalf } from '../../src/math/half.js'
import { toHalfBits } from '../../src/model/half-bits.js'

test('every half comes back as it was', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i)
  const back = toHalfBits(fromHalf(all))
  const wrong = all.filter((bits) => back[bits] !== bits && !Number.isNaN(fromHalf(Uint16Array.of(bits))[0]))
  expect([...wrong]).toEqual([])
})

test('what lies between two halves goes to the nearest, from the middle to the even one', () => {
  const rounded = (value: number) => fromHalf(toHalfBits(Float32Array.of(value)))[0]
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

import { describe, expect, test } from 'vitest'
import { classMeans, largestNorm, prefixesOf } from '../../src/math/class-means.js'
import { vectorsOf } from '../search/search.js'

// class A: rows 0 and 2, class B: rows 3 and 1
const rows = vectorsOf([
  [3, 4, 9],
  [0, 2, 0],
  [0, 5, 0],
  [8, 0, 0],
])
const members = Int32Array.of(0, 2, 3, 1)

describe('prefixes', () => {
  test('are cut, and for cosine normalized after the cut', () => {
    expect([...prefixesOf(rows, 2, 'l2').values]).toEqual([3, 4, 0, 2, 0, 5, 8, 0])
    const unit = prefixesOf(rows, 2, 'cosine') // (3, 4) has length 5
    expect([...unit.values].map((value) => value.toFixed(6)).map(Number)).toEqual([0.6, 0.8, 0, 1, 0, 1, 1, 0])
    expect(unit.width).toBe(2)
  })

  test('of zeros stay zeros, and the input stays as it is', () => {
    const zeros = vectorsOf([[0, 0, 1]])
    expect([...prefixesOf(zeros, 2, 'cosine').values]).toEqual([0, 0])
    expect([...zeros.values]).toEqual([0, 0, 1])
  })
})

describe('means', () => {
  test('l2: of the raw prefixes, offset −‖mean‖²/2', () => {
    const { values, offsets } = classMeans(prefixesOf(rows, 2, 'l2'), members, 2, 'l2')
    expect([...values]).toEqual([1.5, 4.5, 4, 1])
    expect([...offsets]).toEqual([-11.25, -8.5]) // (2.25 + 20.25)/2, (16 + 1)/2
  })

  test('cosine: of the normalized prefixes, normalized again', () => {
    const { values, offsets } = classMeans(prefixesOf(rows, 2, 'cosine'), members, 2, 'cosine')
    // A: (0.6, 0.8) + (0, 1) = (0.6, 1.8), of length √3.6; the raw mean would point to (1.5, 4.5)
    expect(values[0]).toBeCloseTo(0.6 / Math.sqrt(3.6), 6)
    expect(values[1]).toBeCloseTo(1.8 / Math.sqrt(3.6), 6)
    expect(values[2]).toBeCloseTo(Math.SQRT1_2, 6)
    expect([...offsets]).toEqual([0, 0])
  })

  test('that cancel out stay zeros', () => {
    const opposite = vectorsOf([
      [1, 0],
      [-1, 0],
    ])
    expect([...classMeans(opposite, Int32Array.of(0, 1), 2, 'cosine').values]).toEqual([0, 0])
  })
})

test('the largest norm', () => {
  expect(
    largestNorm(
      vectorsOf([
        [1, 0],
        [-3, 4],
        [2, 2],
      ]),
    ),
  ).toBe(5)
  expect(largestNorm({ rows: 0, width: 2, values: new Float32Array(0) })).toBe(0)
})

import { describe, expect, test } from 'vitest'
import { packSlice, sliceNorms, slicesOf } from '../../src/math/prefix.js'

// Three rows of four.
const vectors = { rows: 3, width: 4, values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, -1, 0, 2, -2) }

describe('slicesOf', () => {
  test('cuts between the dims', () => {
    expect(slicesOf([1, 3, 4])).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 3 },
      { from: 3, to: 4 },
    ])
  })

  test('one dim, and none', () => {
    expect(slicesOf([3])).toEqual([{ from: 0, to: 3 }])
    expect(slicesOf([])).toEqual([])
  })
})

describe('packSlice', () => {
  test('copies columns 1 and 2 of the last two rows', () => {
    const into = new Float32Array(4)
    packSlice(vectors, 1, 2, { from: 1, to: 3 }, 1, into, 2)
    expect([...into]).toEqual([6, 7, 0, 2])
  })

  test('scales, and leaves what stands beyond a slice in its row', () => {
    const into = new Float32Array(6).fill(9)
    packSlice(vectors, 0, 2, { from: 0, to: 2 }, -2, into, 3)
    expect([...into]).toEqual([-2, -4, 9, -10, -12, 9])
  })

  test('copies nothing of no rows', () => {
    const into = new Float32Array(2).fill(9)
    packSlice(vectors, 3, 0, { from: 0, to: 2 }, 1, into, 2)
    expect([...into]).toEqual([9, 9])
  })
})

describe('sliceNorms', () => {
  test('squares slice by slice, dim by dim', () => {
    // [0, 1) and [1, 4): 1, 2² + 3² + 4² = 29; 25, 36 + 49 + 64 = 149; 1, 0 + 4 + 4 = 8
    expect([...sliceNorms(vectors, 0, 3, [1, 4])]).toEqual([1, 25, 1, 29, 149, 8])
  })

  test('takes rows from the middle, and no column beyond the last dim', () => {
    expect([...sliceNorms(vectors, 1, 1, [2, 3])]).toEqual([25 + 36, 49])
  })

  test('adds in float64', () => {
    // 4096² + 1: the 1 is lost in float32, which has 24 bits
    const wide = { rows: 1, width: 2, values: Float32Array.of(4096, 1) }
    expect([...sliceNorms(wide, 0, 1, [2])]).toEqual([16_777_217])
  })
})

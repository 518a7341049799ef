import { describe, expect, test } from 'vitest'
import { cropWindow, resizedSize } from '../../../src/model/images/geometry.js'

describe('resizedSize', () => {
  test.each([
    [{ height: 375, width: 500 }, 256, { height: 256, width: 341 }], // 256 · 500 / 375 = 341.33
    [{ height: 500, width: 375 }, 256, { height: 341, width: 256 }],
    [{ height: 100, width: 199 }, 50, { height: 50, width: 99 }], // 99.5 is cut, not rounded
    [{ height: 3, width: 3 }, 7, { height: 7, width: 7 }],
  ])('%o to a shorter side of %i', (size, shortest, expected) => {
    expect(resizedSize(size, { shortest })).toEqual(expected)
  })

  test('both sides told, or nothing', () => {
    expect(resizedSize({ height: 3, width: 9 }, { height: 5, width: 4 })).toEqual({ height: 5, width: 4 })
    expect(resizedSize({ height: 3, width: 9 }, null)).toEqual({ height: 3, width: 9 })
  })
})

describe('cropWindow', () => {
  const crop = { height: 2, width: 2 }

  test.each([
    [4, 'even', 1],
    [5, 'even', 2], // half of 3 is 1.5, and 2 is even
    [7, 'even', 2], // half of 5 is 2.5, and 2 is even
    [3, 'even', 0], // 0.5
    [5, 'down', 1],
    [7, 'down', 2],
  ] as const)('2 of %i pixels, half a pixel %s: from %i', (length, odd, expected) => {
    const window = cropWindow({ height: length, width: 4 }, { crop, odd })
    expect(window).toEqual({ top: expected, left: 1, height: 2, width: 2 })
  })

  test('of an image that is smaller', () => {
    expect(cropWindow({ height: 1, width: 4 }, { crop, odd: 'even' })).toBeNull()
    expect(cropWindow({ height: 4, width: 1 }, { crop, odd: 'even' })).toBeNull()
    expect(cropWindow({ height: 1, width: 4 }, { crop: null, odd: 'even' })).toEqual({
      top: 0,
      left: 0,
      height: 1,
      width: 4,
    })
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KERNELS } from '../../../src/model/image-options.js'
import { type Image, resample } from '../../../src/model/images/resample.js'

const image = (pixels: number[], width: number, channels = 1): Image => ({
  pixels: Uint8Array.from(pixels),
  width,
  height: pixels.length / width / channels,
  channels,
})
const whole = (height: number, width: number) => ({ top: 0, left: 0, height, width })
const to = (from: Image, height: number, width: number, kernel: (typeof KERNELS)[number]) => [
  ...resample(from, { height, width }, kernel, whole(height, width)).pixels,
]

describe('by hand', () => {
  test('bilinear to half', () => {
    // 4 → 2: the triangle reaches 2 pixels; at centre 1 the weights of pixels 0, 1, 2 are 0.75, 0.75, 0.25 over 1.75
    // 0, 70, 140 → (0 + 52.5 + 35) / 1.75 = 50; at centre 3: (0.25 · 70 + 0.75 · 140 + 0.75 · 210) / 1.75 = 160
    expect(to(image([0, 70, 140, 210], 4), 1, 2, 'bilinear')).toEqual([50, 160])
  })

  test('bilinear to twice the size: edges stay', () => {
    // centres 0.25, 0.75, 1.25, 1.75: shares of the second pixel 0, 0.25, 0.75, 1
    expect(to(image([0, 100], 2), 1, 4, 'bilinear')).toEqual([0, 25, 75, 100])
  })

  test('bicubic overshoots and is cut at 0 and 255', () => {
    const stretched = to(image([0, 0, 255, 255], 4), 1, 8, 'bicubic')
    expect(stretched.slice(0, 3)).toEqual([0, 0, 0])
    expect(stretched.slice(5)).toEqual([255, 255, 255])
  })

  test('nearest', () => {
    expect(to(image([1, 2, 3], 3), 1, 5, 'nearest')).toEqual([1, 1, 2, 3, 3]) // floor of 0.3, 0.9, 1.5, 2.1, 2.7
    expect(to(image([1, 2, 3, 4, 5], 1), 2, 1, 'nearest')).toEqual([2, 4]) // floor of 1.25, 3.75
  })
})

const anImage = fc
  .record({
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 3),
  })
  .chain(({ height, width, channels }) =>
    fc
      .uint8Array({ minLength: height * width * channels, maxLength: height * width * channels })
      .map((pixels): Image => ({ pixels, height, width, channels })),
  )
const side = fc.integer({ min: 1, max: 15 })

describe.each(KERNELS)('%s', (kernel) => {
  test('to its own size changes nothing', () => {
    fc.assert(
      fc.property(anImage, (from) => {
        expect(to(from, from.height, from.width, kernel)).toEqual([...from.pixels])
      }),
      { numRuns: 30 },
    )
  })

  test('one colour stays that colour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), side, side, (level, height, width) => {
        const flat = image(Array<number>(7 * 5).fill(level), 7)
        expect(new Set(to(flat, height, width, kernel))).toEqual(new Set([level]))
      }),
      { numRuns: 50 },
    )
  })

  test('a window is the same as that part of the whole', () => {
    fc.assert(
      fc.property(anImage, side, side, fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), (from, height, width, at) => {
        const top = at[0] % height
        const left = at[1] % width
        const window = { top, left, height: 1 + (at[2] % (height - top)), width: 1 + (at[3] % (width - left)) }
        const all = to(from, height, width, kernel)
        const expected = Array.from({ length: window.height * window.width * from.channels }, (_, i) => {
          const c = i % from.channels
          const x = left + (Math.floor(i / from.channels) % window.width)
          const y = top + Math.floor(i / from.channels / window.width)
          return all[(y * width + x) * from.channels + c]
        })
        expect([...resample(from, { height, width }, kernel, window).pixels]).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})

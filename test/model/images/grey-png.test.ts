import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from '../../../src/math/crc32.js'
import { decode } from '../../../src/model/images/decode.js'
import { readGreyPng } from '../../../src/model/images/grey-png.js'

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

interface Layout {
  width: number
  height: number
  depth: number
  interlace?: number
}

/** @param lines filtered, [height × (1 + bytes)]. @param others chunks before the image data */
function png(
  { width, height, depth, interlace = 0 }: Layout,
  lines: Uint8Array,
  others: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, depth, 0, 0, 0, interlace])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const packed = deflateSync(lines)
  const half = packed.length >> 1 // in two chunks, as libpng writes long ones
  const data = [chunk('IDAT', packed.subarray(0, half)), chunk('IDAT', packed.subarray(half))]
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', header), ...others, ...data, chunk('IEND', new Uint8Array(0))])
}

const comment = chunk('tEXt', Buffer.from('Comment\0sharp reads this one', 'latin1'))

test('4 bits, filter "sub", by hand', () => {
  // 3 pixels are 2 bytes; 0x1f, then 0x20 + 0x1f = 0x3f: levels 1, 15, 3 of 15, each times 17
  const file = png({ width: 3, height: 1, depth: 4 }, Uint8Array.of(1, 0x1f, 0x20))
  expect(readGreyPng(file)).toEqual({ pixels: Uint8Array.of(17, 255, 51), width: 3, height: 1, channels: 1 })
})

test('any depth and filters: the bytes of sharp, in every channel', async () => {
  const shape = fc.record({
    width: fc.integer({ min: 1, max: 19 }),
    height: fc.integer({ min: 1, max: 9 }),
    depth: fc.constantFrom(1, 2, 4, 8),
  })
  const cases = shape.chain((layout) => {
    const line = Math.ceil((layout.width * layout.depth) / 8)
    const one = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ minLength: line, maxLength: line }))
    return fc.record({
      layout: fc.constant(layout),
      lines: fc.array(one, { minLength: layout.height, maxLength: layout.height }),
    })
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ layout, lines }) => {
      const filtered = Buffer.concat(lines.map(([filter, line]) => Buffer.from([filter, ...line])))
      const [short, long] = [png(layout, filtered), png(layout, filtered, [comment])]
      expect(readGreyPng(short)).not.toBeNull()
      expect(readGreyPng(long)).toBeNull()
      for (const channels of [1, 3] as const)
        expect(await decode(short, channels, 'white')).toEqual(await decode(long, channels, 'white').then(asBytes))
    }),
    { numRuns: 150, seed: 3 },
  )
})

/** Without the class of Node's buffers, which equality looks at. */
function asBytes<T extends { pixels: Uint8Array }>(image: T): T {
  return { ...image, pixels: Uint8Array.from(image.pixels) }
}

test('what is out of the ordinary is left to sharp', () => {
  const golden = (name: string) => readFileSync(fileURLToPath(new URL(`../../golden/images/${name}`, import.meta.url)))
  const layout = { width: 2, height: 2, depth: 8 }
  const whole = png(layout, Uint8Array.of(0, 1, 2, 0, 3, 4))
  expect(readGreyPng(whole)).not.toBeNull()
  const flipped = [29, 45, whole.length - 1].map((at) => {
    const copy = Buffer.from(whole)
    copy[at]! ^= 1 // in the checksums of the header and of the data, and at the end
    return copy
  })
  const odd = [
    ...['grey16.png', 'la.png', 'rgb.png', 'palette.png', 'grey.jpg', 'turned-2.png'].map(golden),
    ...flipped,
    whole.subarray(0, whole.length - 1),
    Buffer.concat([whole, Buffer.alloc(1)]),
    png({ ...layout, interlace: 1 }, Uint8Array.of(0, 1, 2, 0, 3, 4)),
    png(layout, Uint8Array.of(5, 1, 2, 0, 3, 4)), // no filter 5
    png(layout, Uint8Array.of(0, 1, 2, 0, 3)), // too short
    png(layout, Uint8Array.of(0, 1, 2, 0, 3, 4, 0)), // too long
    png({ width: 257, height: 256, depth: 8 }, new Uint8Array(258 * 256)), // large
    new Uint8Array(0),
  ]
  for (const file of odd) expect(readGreyPng(file)).toBeNull()
})

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/errors.js'
import { decode } from '../../../src/model/images/decode.js'
import { userError } from '../../data/collect.js'
import { seeded } from '../../data/formats/damaged.js'

const file = (name: string) => readFileSync(fileURLToPath(new URL(`../../golden/images/${name}`, import.meta.url)))
const photo = readFileSync(fileURLToPath(new URL('../../../fixtures/photos/grace_hopper.jpg', import.meta.url)))
const refusal = (bytes: Uint8Array) => userError(decode(bytes, 3, 'dropped'))

describe('cut short', () => {
  test.each([
    ['photo', photo],
    ...['progressive.jpg', 'rgb.png', 'rgb.webp', 'rgb.tif', 'frame.gif'].map((name) => [name, file(name)] as const),
  ])('%s: never half an image', async (_, bytes) => {
    for (const share of [0.3, 0.6, 0.9]) {
      const error = await refusal(bytes.subarray(0, Math.floor(bytes.length * share)))
      expect(error).toMatchObject({ code: 'image-damaged', exitCode: 3 })
      expect(error.message).toMatch(/^cannot be decoded: ./)
    }
  })

  test('what follows the image is not missed', async () => {
    const { pixels } = await decode(Buffer.concat([file('rgb.png'), Buffer.alloc(9)]), 3, 'dropped')
    expect(pixels).toEqual((await decode(file('rgb.png'), 3, 'dropped')).pixels)
  })
})

test('flipped bits: an image, or an error', async () => {
  const random = seeded(5)
  for (const name of ['rgb.jpg', 'rgb.png', 'rgb.webp', 'rgb.tif', 'frame.gif', 'cmyk.jpg']) {
    for (let i = 0; i < 20; i++) {
      const bytes = Uint8Array.from(file(name))
      bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
      const found = await decode(bytes, 3, 'dropped').catch((error: unknown) => error)
      if (found instanceof UserError) expect(found.code).toMatch(/^image-(damaged|large)$/)
      else expect(found).toMatchObject({ channels: 3 })
    }
  }
})

test('more pixels than are taken', async () => {
  const bytes = Buffer.from(file('grey.png'))
  bytes.writeUInt32BE(30_000, 16) // width and height stand in the header, which has a checksum
  bytes.writeUInt32BE(30_000, 20)
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  const error = await refusal(bytes)
  expect(error).toMatchObject({ code: 'image-large', exitCode: 3 })
  expect(error.message).toBe('has more than 16,383 × 16,383 pixels')
})

test('no image at all', async () => {
  for (const bytes of [new Uint8Array(0), Buffer.from('a text'), Buffer.alloc(100)]) {
    expect((await refusal(bytes)).code).toBe('image-damaged')
  }
})

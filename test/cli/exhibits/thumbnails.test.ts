import sharp from 'sharp'
import { expect, test } from 'vitest'
import { thumbnails } from '../../../src/cli/exhibits/thumbnails.js'
import { seeded } from '../../../src/math/random.js'

async function sizeOf(uri: string): Promise<[number, number]> {
  expect(uri).toMatch(/^data:image\/(png|webp);base64,/)
  const { width, height } = await sharp(Buffer.from(uri.split(',')[1]!, 'base64')).metadata()
  return [width, height]
}

/** Noise, which hardly gets smaller. */
function noise(width: number, height: number) {
  const random = seeded(1)
  const values = Uint8Array.from({ length: width * height * 3 }, () => random.below(256))
  return { values, width, height, channels: 3 }
}

test('at most 64 pixels long, in their shape, and not enlarged', async () => {
  const small = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#123456' } })
    .png()
    .toBuffer()
  const made = await thumbnails([noise(256, 128), small], [1, 1])
  expect(await sizeOf(made[0]!)).toEqual([64, 32])
  expect(await sizeOf(made[1]!)).toEqual([20, 10])
})

test('smaller where there is no room for all, counting how often each is shown', async () => {
  const [picture] = await thumbnails([noise(128, 128)], [1])
  const room = picture!.length
  expect(await sizeOf((await thumbnails([noise(128, 128)], [1], room))[0]!)).toEqual([64, 64])
  expect(await sizeOf((await thumbnails([noise(128, 128)], [2], room))[0]!)).not.toEqual([64, 64])
  expect(await sizeOf((await thumbnails([noise(128, 128)], [1000], room))[0]!)).toEqual([24, 24])
})

test('what is no image has no picture; what can be seen through stands on white', async () => {
  const clear = { values: new Uint8Array(4 * 4 * 4), width: 4, height: 4, channels: 4 }
  const [none, white] = await thumbnails([Uint8Array.of(1, 2, 3), clear], [1, 1])
  expect(none).toBeNull()
  const pixels = await sharp(Buffer.from(white!.split(',')[1]!, 'base64'))
    .removeAlpha()
    .raw()
    .toBuffer()
  expect(pixels.every((value) => value >= 254)).toBe(true)
})

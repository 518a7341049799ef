/** Images against Pillow, torchvision and transformers; numbers by make_images.py. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Kernel, ToldImages } from '../../src/model/image-options.js'
import { chooseRecipe } from '../../src/model/images/choose.js'
import { decode } from '../../src/model/images/decode.js'
import { imageReader } from '../../src/model/images/image.js'
import type { ImageInput } from '../../src/model/images/recipe.js'
import { resample } from '../../src/model/images/resample.js'

interface Mode {
  size: [number, number]
  rgb: string
  grey: string
  white: string
}

interface Golden {
  decoded: Record<string, string>
  resized: { photo: string; kernel: Kernel; size: [number, number]; sha256: string }[]
  torchvision: { photo: string; size: number; crop: number; kernel: Kernel; sha256: string; some: number[] }[]
  processors: { config: Record<string, unknown>; photo: string; shape: number[]; sha256: string }[]
  modes: Record<string, Mode>
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const golden = JSON.parse(readFileSync(here('images.json'), 'utf8')) as Golden
const photo = (name: string) => readFileSync(here(`../../fixtures/photos/${name}.jpg`))
const sha = (values: Uint8Array | Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
const decoded = new Map(
  await Promise.all(
    Object.keys(golden.decoded).map(async (name) => [name, await decode(photo(name), 3, 'dropped')] as const),
  ),
)
const colour: ImageInput = { type: 'float32', layout: 'nchw', channels: 3 }

async function prepared(name: string, told: ToldImages) {
  return imageReader({ recipe: chooseRecipe(told, null), input: colour })(photo(name))
}

test.each(Object.entries(golden.decoded))('%s.jpg is decoded as by Pillow', (name, expected) => {
  expect(sha(decoded.get(name)!.pixels)).toBe(expected)
})

test.each(golden.resized)('$photo, $kernel, to $size: the bytes of Pillow', ({ photo, kernel, size, sha256 }) => {
  const [height, width] = size
  const whole = { top: 0, left: 0, height, width }
  expect(sha(resample(decoded.get(photo)!, { height, width }, kernel, whole).pixels)).toBe(sha256)
})

test.each(golden.torchvision)(
  '$photo: torchvision, shorter side $size $kernel, crop $crop',
  async ({ photo, size, crop, kernel, sha256, some }) => {
    const { values } = await prepared(photo, {
      preprocess: { name: 'imagenet' },
      ...(size === 256 ? {} : { imageSize: { shortest: size } }),
      ...(crop === 224 ? {} : { imageCrop: { height: crop, width: crop } }),
      ...(kernel === 'bilinear' ? {} : { imageKernel: kernel }),
    })
    const step = Math.max(1, Math.floor(values.length / 11))
    expect([...values].filter((_, i) => i % step === 0)).toEqual(some)
    expect(sha(values)).toBe(sha256)
  },
)

test.each(golden.processors)('$photo: transformers, $config', async ({ config, photo, shape, sha256 }) => {
  const { values, height, width } = await prepared(photo, { preprocess: { name: 'config.json', config } })
  expect([3, height, width]).toEqual(shape)
  expect(sha(values)).toBe(sha256)
})

describe('every file of images/, upright', () => {
  const files = here('images')

  test('has an answer of Pillow', () => {
    expect(readdirSync(files).sort()).toEqual(Object.keys(golden.modes))
  })

  test.each(Object.entries(golden.modes))('%s', async (name, { size, rgb, grey, white }) => {
    const bytes = readFileSync(`${files}/${name}`)
    const pixels = async (channels: 1 | 3, transparency: 'dropped' | 'white') => {
      const image = await decode(bytes, channels, transparency)
      expect([image.height, image.width]).toEqual(size)
      return Buffer.from(image.pixels).toString('base64')
    }
    expect(await pixels(3, 'dropped')).toBe(rgb)
    expect(await pixels(1, 'dropped')).toBe(grey)
    expect(await pixels(3, 'white')).toBe(white)
  })
})

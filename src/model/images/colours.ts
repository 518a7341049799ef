/**
 * Pixels in the channels that a model takes, with Pillow's arithmetic.
 * Source: python-pillow/Pillow, src/libImaging/Convert.c and AlphaComposite.c
 */
import type { Recipe } from './recipe.js'
import type { Image } from './resample.js'

/** What the channels of decoded pixels are. */
export type Colours = 'grey' | 'rgb' | 'cmyk'

/** Grey or colour, with or without transparency → 1 or 3 channels. */
export function inChannels(image: Image, colours: Colours, wanted: 1 | 3, transparency: Recipe['transparency']): Image {
  const opaque = colours === 'cmyk' ? fromCmyk(image) : withoutAlpha(image, transparency)
  if (opaque.channels === wanted) return opaque
  return wanted === 3 ? tripled(opaque) : luma(opaque)
}

/** A last channel beyond 1 or 3 is how opaque the pixel is. */
function withoutAlpha(image: Image, transparency: Recipe['transparency']): Image {
  const { channels } = image
  if (channels === 1 || channels === 3) return image
  return perPixel(image, channels - 1, (pixels, at, c) => {
    if (transparency === 'dropped') return pixels[at + c]!
    const alpha = pixels[at + channels - 1]! * 128
    const sum = pixels[at + c]! * alpha + 255 * (255 * 128 - alpha) + (128 << 7)
    return ((sum >> 8) + sum) >> 15
  })
}

/** Inks taken from white, without a colour profile. */
function fromCmyk(image: Image): Image {
  return perPixel(image, 3, (pixels, at, c) => {
    const light = 255 - pixels[at + 3]!
    const product = pixels[at + c]! * light + 128
    return Math.max(0, light - (((product >> 8) + product) >> 8))
  })
}

function tripled(image: Image): Image {
  return perPixel(image, 3, (pixels, at) => pixels[at]!)
}

/** ITU-R 601-2. */
function luma(image: Image): Image {
  return perPixel(
    image,
    1,
    (pixels, at) => (pixels[at]! * 19_595 + pixels[at + 1]! * 38_470 + pixels[at + 2]! * 7_471 + 0x8000) >> 16,
  )
}

function perPixel(
  { pixels, width, height, channels }: Image,
  wanted: number,
  value: (pixels: Uint8Array, at: number, c: number) => number,
): Image {
  const out = new Uint8Array(width * height * wanted)
  for (let i = 0, into = 0; i < width * height; i++) {
    for (let c = 0; c < wanted; c++) out[into++] = value(pixels, i * channels, c)
  }
  return { pixels: out, width, height, channels: wanted }
}

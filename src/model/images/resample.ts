/**
 * Resizing with the same bytes as Pillow: two passes, across and down, each a weighted sum in fixed point.
 * Downwards the kernel is stretched by the factor (what torchvision calls antialias).
 * Source: python-pillow/Pillow 13.0.0, src/libImaging/Resample.c, and Geometry.c for `nearest`
 */
import type { Kernel, Size } from '../image-options.js'
import type { Window } from './geometry.js'
import { BITS, HALF, type Weights, weights } from './kernels.js'

/** 8 bits a value. */
export interface Image extends Size {
  pixels: Uint8Array // [height × width × channels]
  channels: number
}

/** A window of the image at another size; only what the window needs is computed. */
export function resample(image: Image, size: Size, kernel: Kernel, window: Window): Image {
  if (kernel === 'nearest') return nearest(image, size, window)
  const down = weights(image.height, size.height, window.top, window.height, kernel)
  const across = weights(image.width, size.width, window.left, window.width, kernel)
  if (isDownFirst(image, size)) return passAcross(passDown(image, down, 0), across)
  const above = down.first[0]!
  const last = window.height - 1
  const below = down.first[last]! + down.count[last]!
  const lines = { ...image, height: below - above, pixels: rowsOf(image, above, below) }
  return passDown(passAcross(lines, across), down, above)
}

/** Pillow 13 begins with the height where that loses far more; the order shows in the rounding between the passes. */
function isDownFirst(image: Size, size: Size): boolean {
  const lost = image.height - size.height
  return lost > 0 && lost > 2 * (image.width - size.width)
}

function passAcross(image: Image, weights: Weights): Image {
  const places = weights.first.length
  const out = new Uint8ClampedArray(image.height * places * image.channels)
  if (image.channels === 3) acrossInColour(image, weights, out)
  else acrossEach(image, weights, out)
  return { ...image, pixels: new Uint8Array(out.buffer), width: places }
}

/** All three channels in one go, in half the time. */
function acrossInColour(
  { pixels, width, height }: Image,
  { first, count, values, most }: Weights,
  out: Uint8ClampedArray,
): void {
  let into = 0
  for (let y = 0; y < height; y++) {
    for (let place = 0; place < first.length; place++) {
      let [red, green, blue] = [HALF, HALF, HALF]
      let at = (y * width + first[place]!) * 3
      const end = place * most + count[place]!
      for (let i = place * most; i < end; i++) {
        const weight = values[i]!
        red = (red + Math.imul(pixels[at]!, weight)) | 0
        green = (green + Math.imul(pixels[at + 1]!, weight)) | 0
        blue = (blue + Math.imul(pixels[at + 2]!, weight)) | 0
        at += 3
      }
      out[into++] = red >> BITS
      out[into++] = green >> BITS
      out[into++] = blue >> BITS
    }
  }
}

function acrossEach(
  { pixels, width, height, channels }: Image,
  { first, count, values, most }: Weights,
  out: Uint8ClampedArray,
): void {
  let into = 0
  for (let y = 0; y < height; y++) {
    for (let place = 0; place < first.length; place++) {
      const end = place * most + count[place]!
      for (let c = 0; c < channels; c++) {
        let sum = HALF
        let at = (y * width + first[place]!) * channels + c
        for (let i = place * most; i < end; i++) {
          sum = (sum + Math.imul(pixels[at]!, values[i]!)) | 0
          at += channels
        }
        out[into++] = sum >> BITS
      }
    }
  }
}

/** @param above source row that the image begins with */
function passDown(image: Image, { first, count, values, most }: Weights, above: number): Image {
  const { pixels } = image
  const line = image.width * image.channels
  const out = new Uint8ClampedArray(first.length * line)
  let into = 0
  for (let place = 0; place < first.length; place++) {
    const end = place * most + count[place]!
    for (let x = 0; x < line; x++) {
      let sum = HALF
      let at = (first[place]! - above) * line + x
      for (let i = place * most; i < end; i++) {
        sum = (sum + Math.imul(pixels[at]!, values[i]!)) | 0
        at += line
      }
      out[into++] = sum >> BITS
    }
  }
  return { ...image, pixels: new Uint8Array(out.buffer), height: first.length }
}

function nearest({ pixels, width, height, channels }: Image, size: Size, window: Window): Image {
  const columns = places(width, size.width).subarray(window.left, window.left + window.width)
  const rows = places(height, size.height).subarray(window.top, window.top + window.height)
  const out = new Uint8Array(rows.length * columns.length * channels)
  let into = 0
  for (const y of rows) {
    for (const x of columns) {
      for (let c = 0; c < channels; c++) out[into++] = pixels[(y * width + x) * channels + c]!
    }
  }
  return { pixels: out, width: window.width, height: window.height, channels }
}

/** Source pixels of a line; the place is added up step by step, as Pillow does, with its rounding. */
function places(length: number, to: number): Int32Array {
  const step = length / to
  let at = step * 0.5
  return Int32Array.from({ length: to }, () => {
    const place = Math.min(Math.floor(at), length - 1)
    at += step
    return place
  })
}

function rowsOf({ pixels, width, channels }: Image, from: number, to: number): Uint8Array {
  return pixels.subarray(from * width * channels, to * width * channels)
}

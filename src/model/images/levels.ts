/** Pixels → numbers in the order that the model takes. */
import type { ImageInput, Recipe } from './recipe.js'
import type { Image } from './resample.js'

/**
 * What each of the 256 levels becomes in each channel, [channels × 256], in float32 steps as torchvision and
 * transformers take them: scaled, less the mean, over the deviation.
 */
export function levels({ scale, mean, std }: Recipe, channels: number): Float32Array {
  const own = (list: readonly number[], c: number) => Math.fround(list.length === 1 ? list[0]! : list[c]!)
  return Float32Array.from({ length: channels * 256 }, (_, i) => {
    const scaled = Math.fround((i % 256) * scale)
    if (mean === null || std === null) return scaled
    const c = Math.floor(i / 256)
    return Math.fround(scaled - own(mean, c)) / own(std, c)
  })
}

/** [H, W, C] pixels → [C, H, W] or [H, W, C] numbers; uint8 inputs take the pixels themselves. */
export function arranged(image: Image, input: ImageInput, table: Float32Array): Float32Array | Uint8Array {
  const { pixels, channels } = image
  const plane = pixels.length / channels
  const [perPixel, perChannel] = input.layout === 'nchw' ? [1, plane] : [channels, 1]
  const numbers = input.type === 'uint8' ? new Uint8Array(pixels.length) : new Float32Array(pixels.length)
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane; i++) {
      const level = pixels[i * channels + c]!
      numbers[i * perPixel + c * perChannel] = input.type === 'uint8' ? level : table[c * 256 + level]!
    }
  }
  return numbers
}

/** Image files → pixels, by sharp but for the simplest. */
import type sharpModule from 'sharp'
import { dataError, messageOf } from '../../errors.js'
import type { Pixels } from '../../types.js'
import { type Colours, inChannels } from './colours.js'
import { readGreyPng } from './grey-png.js'
import type { Recipe } from './recipe.js'
import type { Image } from './resample.js'

/**
 * The first frame, upright, in 8 bits (the upper ones of 16). Colour profiles are ignored, as Pillow ignores them.
 * @throws UserError (exit 3) that begins with the verb, for a file that is damaged, cut short, too large or no image
 */
export async function decode(
  file: Uint8Array | Pixels,
  channels: 1 | 3,
  transparency: Recipe['transparency'],
): Promise<Image> {
  if (!(file instanceof Uint8Array)) {
    const { values, ...shape } = file
    return inChannels({ pixels: values, ...shape }, 'rgb', channels, transparency)
  }
  const grey = readGreyPng(file)
  if (grey !== null) return inChannels(grey, 'grey', channels, transparency)
  try {
    const { image, colours } = await readFile(file)
    return inChannels(image, colours, channels, transparency)
  } catch (error) {
    const message = messageOf(error)
    if (/pixel limit/i.test(message))
      throw dataError('image-large', 'has more than 16,383 × 16,383 pixels', 'make it smaller')
    if (file[0] === 0x42 && file[1] === 0x4d)
      // "BM"
      throw dataError('image-format', 'is a BMP, which is not read', 'convert it to PNG')
    throw dataError('image-damaged', `cannot be decoded: ${message.trim().replaceAll('\n', '; ')}`)
  }
}

async function readFile(file: Uint8Array): Promise<{ image: Image; colours: Colours }> {
  const sharp = await loadSharp()
  const source = sharp(file, { failOn: 'error', ignoreIcc: true })
  const isCmyk = canBeCmyk(file) && (await source.metadata()).space === 'cmyk'
  const upright = source.autoOrient()
  const chosen = isCmyk
    ? upright.pipelineColourspace('cmyk').toColourspace('cmyk') // of itself libvips goes through a printing profile
    : upright.toColourspace('srgb')
  const { data, info } = await chosen.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return { image: { pixels: data, width, height, channels }, colours: isCmyk ? 'cmyk' : 'rgb' }
}

/** JPEG or TIFF, by their first byte; asking sharp takes a turn of its own. */
function canBeCmyk([first]: Uint8Array): boolean {
  return first === 0xff || first === 0x49 || first === 0x4d
}

/** Many images at once: one thread each, and nothing to keep between them. */
async function loadSharp(): Promise<typeof sharpModule> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/** Flags that say how images are made to fit a model. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import {
  KERNELS,
  type Kernel,
  LAYOUTS,
  type Layout,
  type Preprocess,
  type Resized,
  type Size,
  type ToldImages,
} from '../../model/image-options.js'
import { PRESET_NAMES } from '../../model/images/presets.js'
import { findJson } from '../../model/json-file.js'

export const imageFlags = {
  preprocess: Flags.custom<Preprocess>({
    summary: `how images are made to fit: ${PRESET_NAMES.join(', ')}, or a preprocessor_config.json; by default the one beside the model`,
    helpValue: 'NAME|FILE.json',
    parse: preprocess,
  })(),
  'image-size': Flags.custom<Resized>({
    summary: 'resize images: the shorter side (256), or height and width (224,224)',
    helpValue: 'N|H,W',
    parse: async (text) => {
      const size = sides('image-size', text)
      return text.includes(',') ? size : { shortest: size.height }
    },
  })(),
  'image-crop': Flags.custom<Size>({
    summary: 'then cut out the middle: a square (224), or height and width',
    helpValue: 'N|H,W',
    parse: async (text) => sides('image-crop', text),
  })(),
  'image-kernel': Flags.option({
    summary: 'kernel of the resize, as Pillow has it; bilinear where nothing says another',
    options: KERNELS,
  })(),
  'image-mean': Flags.custom<readonly number[]>({
    summary: 'taken off pixels of 0…1, for all channels or for each (0.485,0.456,0.406)',
    helpValue: 'R,G,B',
    parse: async (text) => perChannel('image-mean', text),
  })(),
  'image-std': Flags.custom<readonly number[]>({
    summary: 'what they are then divided by',
    helpValue: 'R,G,B',
    parse: async (text) => perChannel('image-std', text),
  })(),
  'image-layout': Flags.option({
    summary: 'where the model has the channels: first (nchw) or last, where its input does not tell',
    options: LAYOUTS,
  })(),
}

/** Values of `imageFlags`. */
export interface ImageFlagValues {
  preprocess: Preprocess | undefined
  'image-size': Resized | undefined
  'image-crop': Size | undefined
  'image-kernel': Kernel | undefined
  'image-mean': readonly number[] | undefined
  'image-std': readonly number[] | undefined
  'image-layout': Layout | undefined
}

/** What was said, leaving out what was not. */
export function toldImages(flags: ImageFlagValues): ToldImages {
  return {
    ...(flags.preprocess === undefined ? {} : { preprocess: flags.preprocess }),
    ...(flags['image-size'] === undefined ? {} : { imageSize: flags['image-size'] }),
    ...(flags['image-crop'] === undefined ? {} : { imageCrop: flags['image-crop'] }),
    ...(flags['image-kernel'] === undefined ? {} : { imageKernel: flags['image-kernel'] }),
    ...(flags['image-mean'] === undefined ? {} : { imageMean: flags['image-mean'] }),
    ...(flags['image-std'] === undefined ? {} : { imageStd: flags['image-std'] }),
    ...(flags['image-layout'] === undefined ? {} : { imageLayout: flags['image-layout'] }),
  }
}

/** The file's contents go along, so that what is cached under them is not taken for what another version made. */
async function preprocess(text: string): Promise<Preprocess> {
  if (PRESET_NAMES.includes(text)) return { name: text }
  const file = await findJson(text)
  if (file !== null) return { name: text, config: file.values }
  const what = `--preprocess ${text}: no preset has this name, and no file`
  throw usageError('preprocess-missing', what, `one of ${PRESET_NAMES.join(', ')}`, 'or a preprocessor_config.json')
}

function sides(flag: string, text: string): Size {
  if (!/^[1-9]\d{0,4}(,[1-9]\d{0,4})?$/.test(text))
    throw usageError('image-size', `--${flag} ${text}: expected pixels, such as 224 or 224,224 (height,width)`)
  const [height, width = height] = text.split(',').map(Number) as [number, number?]
  return { height, width }
}

/** Deviations are above 0; three at most, for three channels. */
function perChannel(flag: 'image-mean' | 'image-std', text: string): readonly number[] {
  const list = text.split(',').map((item) => (item.trim() === '' ? Number.NaN : Number(item)))
  const isFine = (value: number) => Number.isFinite(value) && (flag === 'image-mean' || value > 0)
  if ((list.length === 1 || list.length === 3) && list.every(isFine)) return list
  const above = flag === 'image-std' ? ' above 0' : ''
  throw usageError(flag, `--${flag} ${text}: expected one number${above} or three, such as 0.485,0.456,0.406`)
}

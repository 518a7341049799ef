/** From a decoded image to the numbers that a model takes: every step, in their order. */
import type { Kernel, Layout, Resized, Size } from '../image-options.js'

export interface Recipe {
  source: string // preset, or the file that says so
  transparency: 'dropped' | 'white' // white: colours are laid over white
  resize: Resized | null
  kernel: Kernel // of the resize
  crop: Size | null // from the centre
  odd: 'even' | 'down' // half a pixel of a crop's offset: to the even number (torchvision), or down (transformers)
  scale: number // pixels of 0…255 are multiplied by it
  mean: readonly number[] | null // then this is taken off, [1] or [channels]; null: nothing is
  std: readonly number[] | null // and that divided by
}

/** What a model's input takes. */
export interface ImageInput {
  type: 'float32' | 'float16' | 'uint8'
  layout: Layout
  channels: 1 | 3
}

/** The whole recipe in one line, for provenance. */
export function describe(recipe: Recipe, { type, layout, channels }: ImageInput): string {
  const { source, transparency, resize, kernel, crop, scale, mean, std } = recipe
  const steps = [
    'turned upright by EXIF',
    `${channels === 1 ? 'grey (ITU-R 601 luma)' : 'RGB'}, transparency ${transparency === 'white' ? 'over white' : 'dropped'}, profiles ignored`,
    ...(resize === null ? [] : [`resized to ${showResized(resize)}, ${kernel} as Pillow does`]),
    ...(crop === null ? [] : [`centre crop ${showSize(crop)}, odd rests ${recipe.odd}`]),
    ...(type === 'uint8' ? ['pixels 0…255'] : [scale === 1 / 255 ? 'pixels / 255' : `pixels × ${scale}`]),
    ...(mean === null || std === null || type === 'uint8' ? [] : [`less ${mean.join(', ')}, over ${std.join(', ')}`]),
    `${layout.toUpperCase()} ${type}`,
  ]
  return `images (${source}): ${steps.join('; ')}`
}

/** "shorter side 256" or "224 × 224". */
export function showResized(resize: Resized): string {
  return 'shortest' in resize ? `shorter side ${resize.shortest}` : showSize(resize)
}

/** Height × width. */
export function showSize({ height, width }: Size): string {
  return `${height} × ${width}`
}

/** One image through a recipe. */
import { dataError } from '../../errors.js'
import type { Pixels } from '../../types.js'
import type { Size } from '../image-options.js'
import { decode } from './decode.js'
import { cropWindow, resizedSize } from './geometry.js'
import { arranged, levels } from './levels.js'
import { type ImageInput, type Recipe, showSize } from './recipe.js'
import { resample } from './resample.js'

export interface ImageTask {
  recipe: Recipe
  input: ImageInput
}

/** An image as the model takes it. */
export interface ImageNumbers extends Size {
  values: Float32Array | Uint8Array // [C × H × W] or [H × W × C]
}

/** @returns a function that prepares one image; it throws UserError (exit 3) that begins with the verb */
export function imageReader({ recipe, input }: ImageTask): (file: Uint8Array | Pixels) => Promise<ImageNumbers> {
  const table = levels(recipe, input.channels)
  return async (file) => {
    const image = await decode(file, input.channels, recipe.transparency)
    const size = resizedSize(image, recipe.resize)
    const window = cropWindow(size, recipe)
    if (window === null) {
      const resized = recipe.resize === null ? '' : ' after resizing'
      throw dataError(
        'image-small',
        `is ${showSize(size)}${resized}, smaller than the crop of ${showSize(recipe.crop!)}`,
        'resize it before: --image-size',
      )
    }
    const fitted = recipe.resize === null && recipe.crop === null ? image : resample(image, size, recipe.kernel, window)
    return { values: arranged(fitted, input, table), height: fitted.height, width: fitted.width }
  }
}

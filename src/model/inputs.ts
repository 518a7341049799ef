/** A dataset's rows → the numbers that a model takes, with one error when the two do not fit. */
import { dataError, usageError } from '../errors.js'
import type { DatasetBatch, Pixels } from '../types.js'
import { isUnclear, shapeOf, unclear } from './images/layout.js'
import type { ModelImages } from './images/open.js'
import { requireImages } from './images/outcome.js'
import { showSize } from './images/recipe.js'
import { imageFlagsOf } from './images/told.js'
import { wrongKind } from './input-kind.js'
import type { InputShape } from './input-shape.js'
import { rowNumber } from './row-number.js'

/** Rows ready to run: values [rows × axes], and the axes of one row. */
export interface PreparedBatch {
  batch: DatasetBatch
  values: Float32Array | Uint8Array
  axes: readonly number[]
}

/**
 * Decodes and fits the images of a batch, or shapes its numbers.
 * @param images what the model does with images; null: it takes none
 * @param model its path, for errors
 * @throws UserError (exit 3) naming both shapes when a row does not fit the model, or the row of a damaged image
 */
export async function prepare(
  batch: DatasetBatch,
  input: InputShape,
  path: string,
  images: ModelImages | null,
  model: string,
): Promise<PreparedBatch> {
  const { inputs } = batch
  if (inputs.kind === 'texts') throw wrongKind(path, 'texts', model, images === null ? 'tensors' : 'images')
  if (inputs.kind === 'images') {
    if (images === null) throw isUnclear(input) ? unclear(input, path) : mismatch(path, 'images', input)
    return prepareImages(batch, inputs.files, input, path, images)
  }
  requireUntold(images, path)
  const { values, size } = inputs
  const fixed = input.axes.reduce<number>((product, axis) => product * (axis ?? 1), 1)
  const free = input.axes.filter((axis) => axis === null).length
  if (free > 1 || size % fixed !== 0 || (free === 0 && size !== fixed)) {
    throw mismatch(path, `rows of ${size} numbers`, input)
  }
  return { batch, values, axes: input.axes.map((axis) => axis ?? size / fixed) }
}

async function prepareImages(
  batch: DatasetBatch,
  files: readonly (Uint8Array | Pixels)[],
  input: InputShape,
  path: string,
  { input: { type, layout, channels }, recipe, reader }: ModelImages,
): Promise<PreparedBatch> {
  const images = requireImages(await reader.read(files), path, batch)
  const first = images[0]!
  const shape = shapeOf(input, layout)
  const wanted = { height: shape.height ?? first.height, width: shape.width ?? first.width }
  for (const [row, image] of images.entries()) {
    if (image.height === wanted.height && image.width === wanted.width) continue
    const made = recipe.resize === null && recipe.crop === null ? '' : `, as ${recipe.source} makes it`
    const what = `row ${rowNumber(batch, row)} is an image of ${channels} × ${showSize(image)}${made}`
    const odd = shape.height === null || shape.width === null ? `; the rows before it are ${showSize(wanted)}` : ''
    throw mismatch(path, what + odd, input, suggestions(shape))
  }
  const size = channels * wanted.height * wanted.width
  const values = type === 'uint8' ? new Uint8Array(files.length * size) : new Float32Array(files.length * size)
  for (const [row, image] of images.entries()) values.set(image.values, row * size)
  const { height, width } = wanted
  return { batch, values, axes: layout === 'nchw' ? [channels, height, width] : [height, width, channels] }
}

/** What makes images of any size fit. */
function suggestions({ height, width }: { height: number | null; width: number | null }): string[] {
  const exact = height === null || width === null ? '224,224' : `${height},${width}`
  return ['as ImageNet models are evaluated: --preprocess imagenet', `or to one size: --image-size ${exact}`]
}

/** Flags for images beside rows of numbers would be left out unseen. */
function requireUntold(images: ModelImages | null, path: string): void {
  const flags = images === null ? [] : imageFlagsOf(images.told)
  if (flags.length === 0) return
  throw usageError('image-flags', `${path} has rows of numbers; ${flags.join(', ')} is for images`, 'leave it out')
}

function mismatch(path: string, found: string, input: InputShape, suggested: readonly string[] = []): Error {
  const axes = input.axes.map((axis) => axis ?? 'any').join(' × ')
  const message = `${path}: ${found}; the model's input "${input.name}" takes ${axes} per row`
  return dataError('input-shape', message, ...suggested)
}

/** What a model does with images: its recipe, checked against its input, and the threads that follow it. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { dataError, usageError } from '../../errors.js'
import { configFolder } from '../files.js'
import type { ToldImages } from '../image-options.js'
import type { InputShape } from '../input-shape.js'
import { findJson, type JsonFile } from '../json-file.js'
import { chooseRecipe } from './choose.js'
import { isChannels, isUnclear, layoutOf, shapeOf, unclear } from './layout.js'
import { describe, type ImageInput, type Recipe } from './recipe.js'
import { type ImageReader, openImageReader } from './threads.js'
import { imageFlagsOf } from './told.js'

/** Images into a model. */
export interface ModelImages {
  told: ToldImages
  recipe: Recipe
  input: ImageInput
  description: string // of all steps
  reader: ImageReader
}

const THREADS = 8

/**
 * @param threads 0: as many as there are cores
 * @returns null: the model takes no images
 * @throws UserError (exit 2 or 3) when the recipe and the model's input do not go together
 */
export async function openModelImages(
  path: string,
  shape: InputShape,
  told: ToldImages,
  threads: number,
): Promise<ModelImages | null> {
  const layout = layoutOf(shape, told.imageLayout ?? null)
  const channels = layout === null ? null : shapeOf(shape, layout).channels
  if (layout === null || !isChannels(channels)) return refused(shape, told, path)
  const beside = told.preprocess === undefined ? await configBeside(path) : null
  const recipe = chooseRecipe(told, beside)
  const input = { type: shape.type, layout, channels }
  requireFloats(recipe, shape.type, told, beside !== null || told.preprocess?.config !== undefined)
  requirePerChannel(recipe, channels, told, path)
  const most = Math.min(THREADS, threads > 0 ? threads : availableParallelism())
  const reader = openImageReader({ recipe, input }, most)
  return { told, recipe, input, description: describe(recipe, input), reader }
}

/** Flags for images must not be left out unseen. */
function refused(shape: InputShape, told: ToldImages, path: string): null {
  const flags = imageFlagsOf(told)
  if (flags.length === 0) return null
  if (told.imageLayout === undefined && isUnclear(shape)) throw unclear(shape, path)
  const axes = shape.axes.map((axis) => axis ?? 'any').join(' × ')
  const layout = told.imageLayout === undefined ? '' : `, which are no images of 1 or 3 channels as ${told.imageLayout}`
  throw usageError('image-flags', `${path} takes ${axes} per row${layout}; ${flags.join(', ')} is for images`)
}

/** `preprocessor_config.json`, or what newer models have, a `processor_config.json` with one in it. */
async function configBeside(graph: string): Promise<JsonFile | null> {
  const folder = configFolder(graph)
  const own = await findJson(join(folder, 'preprocessor_config.json'))
  if (own !== null) return own
  const nesting = await findJson(join(folder, 'processor_config.json'))
  return nesting !== null && 'image_processor' in nesting.values ? nesting : null
}

/** Bytes are taken as they are. Presets then stop before the numbers; what was told or configured must not be left out unseen. */
function requireFloats(recipe: Recipe, type: ImageInput['type'], told: ToldImages, isConfigured: boolean): void {
  if (type !== 'uint8' || recipe.mean === null) return
  if (told.imageMean !== undefined || told.imageStd !== undefined) {
    const what = 'the model takes pixels as bytes; --image-mean and --image-std have nothing to work on'
    throw usageError('image-mean', what, 'leave them out')
  }
  if (!isConfigured) return
  const what = `${recipe.source}: "do_normalize" is true, but the model takes pixels as bytes`
  throw dataError('preprocess-key', what, 'name a copy of the file with "do_normalize": false: --preprocess FILE.json')
}

/** Means and deviations are one for all channels, or one for each. What was typed is exit 2, what a file says exit 3. */
function requirePerChannel({ mean, std, source }: Recipe, channels: number, told: ToldImages, path: string): void {
  const isOdd = (list: readonly number[] | null) => list !== null && list.length !== 1 && list.length !== channels
  const odd = isOdd(mean) ? mean : isOdd(std) ? std : null
  if (odd === null) return
  const { preprocess } = told
  const isPreset = preprocess !== undefined && preprocess.config === undefined
  const flag = odd === told.imageMean ? '--image-mean' : odd === told.imageStd ? '--image-std' : null
  const typed = flag ?? (isPreset ? `--preprocess ${preprocess.name}` : null)
  const takes = `${path} takes images of ${channels} ${channels === 1 ? 'channel' : 'channels'}`
  const message = `${takes}; mean and std are told for ${odd.length}, by ${typed ?? source}`
  const advice = 'say one number: --image-mean 0.5 --image-std 0.5'
  throw typed === null ? dataError('image-mean', message, advice) : usageError('image-mean', message, advice)
}

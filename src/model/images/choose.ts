/** The recipe: a preset or a config file, with what the user says in its place. */
import { usageError } from '../../errors.js'
import type { ToldImages } from '../image-options.js'
import type { JsonFile } from '../json-file.js'
import { resizedSize } from './geometry.js'
import { PRESETS } from './presets.js'
import { recipeOf } from './processor-config.js'
import { type Recipe, showResized, showSize } from './recipe.js'

/** @throws UserError (exit 2) for flags that contradict each other or have nothing to work on; (exit 3) for a config that asks for what is not known here */
export function chooseRecipe(told: ToldImages, beside: JsonFile | null): Recipe {
  const base = baseRecipe(told, beside)
  const changed: Recipe = {
    ...base,
    resize: told.imageSize ?? base.resize,
    kernel: told.imageKernel ?? base.kernel,
    crop: told.imageCrop ?? base.crop,
    mean: told.imageMean ?? base.mean,
    std: told.imageStd ?? base.std,
  }
  if (told.imageKernel !== undefined && changed.resize === null)
    throw usageError('image-kernel', '--image-kernel: nothing is resized', 'say to what: --image-size 256')
  if ((changed.mean === null) !== (changed.std === null)) {
    const [has, lacks] = changed.mean === null ? ['std', 'mean'] : ['mean', 'std']
    throw usageError('image-mean', `--image-${has} needs --image-${lacks}, which nothing says`, `add --image-${lacks}`)
  }
  requireRoom(changed)
  const isChanged = Object.keys(told).some((key) => key !== 'preprocess' && key !== 'imageLayout')
  return isChanged ? { ...changed, source: `${base.source}, changed by flags` } : changed
}

function baseRecipe({ preprocess }: ToldImages, beside: JsonFile | null): Recipe {
  if (preprocess !== undefined) {
    const { name, config } = preprocess
    return config === undefined ? PRESETS[name]! : recipeOf(config, name)
  }
  return beside === null ? PRESETS.none! : recipeOf(beside.values, beside.path)
}

/** Nothing is ever padded: a crop that is larger than what it is cut from is a mistake. */
function requireRoom({ resize, crop, source }: Recipe): void {
  if (resize === null || crop === null) return
  const { height, width } = resizedSize({ height: 1, width: 1 }, resize) // the shorter side, or both
  if (crop.height <= height && crop.width <= width) return
  if ('shortest' in resize && Math.min(crop.height, crop.width) <= resize.shortest) return // some images are long enough
  throw usageError(
    'image-crop',
    `the crop of ${showSize(crop)} is larger than what it is cut from: ${showResized(resize)} (${source})`,
    'change one of the two: --image-size or --image-crop',
  )
}

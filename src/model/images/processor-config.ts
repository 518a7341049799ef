/**
 * A `preprocessor_config.json` of transformers → a recipe. Whatever would change pixels and is not known here is an
 * error that names the key, since numbers of other pixels than the model was trained on look right and are not.
 */
import { dataError } from '../../errors.js'
import type { Resized, Size } from '../image-options.js'
import { isObject } from '../json-file.js'
import { HARMLESS, KNOWN } from './config-keys.js'
import { defaultsOf, PROCESSORS, type Settings } from './processors.js'
import type { Recipe } from './recipe.js'

const INSTEAD = ['or leave the file aside: --preprocess imagenet, or none', 'and say single steps: --image-size 224 …']

const KERNEL_OF = { 0: 'nearest', 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' } as const

/** @throws UserError (exit 3) naming the key that is missing, wrong or not known */
export function recipeOf(file: Settings, path: string): Recipe {
  const given = isObject(file.image_processor) ? file.image_processor : file // processor_config.json nests it
  const type = given.image_processor_type ?? given.feature_extractor_type
  const defaults = typeof type === 'string' ? defaultsOf(type) : {}
  if (defaults === null) {
    const known = Object.keys(PROCESSORS).join(', ')
    throw dataError('preprocess-type', `${path}: ${type} is not known here; known are ${known}`, ...INSTEAD)
  }
  for (const [key, value] of Object.entries(given)) {
    if (KNOWN.has(key) || HARMLESS.has(key) || value === false || value === null) continue
    throw dataError('preprocess-key', `${path}: "${key}": ${JSON.stringify(value)} is not known here`, ...INSTEAD)
  }
  const settings = { ...defaults, ...given }
  requireSteps(settings, path)
  const resizes = step(settings, 'do_resize', path)
  const normalizes = step(settings, 'do_normalize', path)
  return convNext(settings, path, {
    source: path,
    transparency: step(settings, 'do_convert_rgb', path) ? 'white' : 'dropped',
    resize: resizes ? resizeOf(settings, path) : null,
    kernel: resizes ? kernelOf(settings, path) : 'bilinear',
    crop: step(settings, 'do_center_crop', path) ? sizeOf(settings, 'crop_size', path) : null,
    odd: 'down',
    scale: step(settings, 'do_rescale', path) ? positive(settings, 'rescale_factor', path) : 1,
    mean: normalizes ? numbers(settings, 'image_mean', path) : null,
    std: normalizes ? deviations(settings, path) : null,
  })
}

/** Values of a step that nothing says whether to do; classes that are known say it for all of theirs. */
function requireSteps(settings: Settings, path: string): void {
  const steps = { size: 'do_resize', crop_size: 'do_center_crop', image_mean: 'do_normalize' }
  if (typeof (settings.image_processor_type ?? settings.feature_extractor_type) === 'string') return
  for (const [key, name] of Object.entries({ ...steps, rescale_factor: 'do_rescale' })) {
    if ((settings[key] ?? null) !== null && !(name in settings))
      throw wrong(settings, name, `true or false beside "${key}"`, path)
  }
}

/**
 * ConvNeXT below 384: the shorter side is made larger by 1/crop_pct, then cropped; from 384 on images are made square.
 * Source: huggingface/transformers, models/convnext/image_processing_convnext.py
 */
function convNext(settings: Settings, path: string, recipe: Recipe): Recipe {
  const { resize, crop } = recipe
  if ((settings.crop_pct ?? null) === null || resize === null) return recipe
  if (!('shortest' in resize)) throw wrong(settings, 'size', '{"shortest_edge": …} beside "crop_pct"', path)
  const { shortest } = resize
  const square = { height: shortest, width: shortest }
  if (shortest >= 384) return { ...recipe, resize: square }
  if (crop !== null) throw wrong(settings, 'do_center_crop', 'false beside "crop_pct", which crops', path)
  return { ...recipe, resize: { shortest: Math.trunc(shortest / positive(settings, 'crop_pct', path)) }, crop: square }
}

function resizeOf(settings: Settings, path: string): Resized {
  const { size } = settings
  if (isObject(size) && isWhole(size.shortest_edge) && (size.longest_edge ?? null) === null)
    return { shortest: size.shortest_edge }
  if (isWhole(size) && settings.default_to_square === false) return { shortest: size }
  if (isWhole(size) && settings.default_to_square !== true)
    throw wrong(settings, 'size', '{"shortest_edge": …} or {"height": …, "width": …}', path)
  return sizeOf(settings, 'size', path)
}

function sizeOf(settings: Settings, key: string, path: string): Size {
  const size = settings[key]
  if (isWhole(size)) return { height: size, width: size }
  if (isObject(size) && isWhole(size.height) && isWhole(size.width)) return { height: size.height, width: size.width }
  const shortest = key === 'size' ? ', or {"shortest_edge": …} alone' : ''
  throw wrong(settings, key, `{"height": …, "width": …}${shortest}, in pixels`, path)
}

function kernelOf(settings: Settings, path: string): Recipe['kernel'] {
  const kernel = Object.entries(KERNEL_OF).find(([code]) => Number(code) === settings.resample)?.[1]
  if (kernel !== undefined) return kernel
  throw wrong(settings, 'resample', '0 (nearest), 1 (lanczos), 2 (bilinear) or 3 (bicubic)', path)
}

function step(settings: Settings, key: string, path: string): boolean {
  const value = settings[key] ?? false
  if (typeof value === 'boolean') return value
  throw wrong(settings, key, 'true or false', path)
}

function positive(settings: Settings, key: string, path: string): number {
  const value = settings[key]
  if (typeof value === 'number' && value > 0) return value
  throw wrong(settings, key, 'a number above 0', path)
}

function numbers(settings: Settings, key: string, path: string): readonly number[] {
  const value = settings[key]
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if ((list.length === 1 || list.length === 3) && list.every((item) => typeof item === 'number'))
    return list as readonly number[]
  throw wrong(settings, key, 'one number, or three', path)
}

function deviations(settings: Settings, path: string): readonly number[] {
  const list = numbers(settings, 'image_std', path)
  if (list.every((value) => value > 0)) return list
  throw wrong(settings, 'image_std', 'numbers above 0', path)
}

function wrong(settings: Settings, key: string, expected: string, path: string): Error {
  const found = key in settings ? JSON.stringify(settings[key]) : 'missing'
  return dataError('preprocess-key', `${path}: "${key}" is ${found}; expected ${expected}`, ...INSTEAD)
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0
}

import { describe, expect, test } from 'vitest'
import type { ToldImages } from '../../../src/model/image-options.js'
import { chooseRecipe } from '../../../src/model/images/choose.js'
import { PRESETS } from '../../../src/model/images/presets.js'
import { refusal as refused } from '../../refusal.js'

const square = (side: number) => ({ height: side, width: side })
const beside = { path: 'm/preprocessor_config.json', values: { image_processor_type: 'ViTImageProcessor' } }

const refusal = (told: ToldImages) => refused(() => chooseRecipe(told, null))

describe('what is told', () => {
  test('nothing: the file beside the model, else images as they are', () => {
    expect(chooseRecipe({}, null)).toEqual(PRESETS.none)
    expect(chooseRecipe({}, beside)).toMatchObject({ source: beside.path, resize: square(224), mean: [0.5, 0.5, 0.5] })
  })

  test('a preset, also where there is a file', () => {
    expect(chooseRecipe({ preprocess: { name: 'imagenet' } }, beside)).toEqual(PRESETS.imagenet)
    expect(chooseRecipe({ preprocess: { name: 'none' } }, beside)).toEqual(PRESETS.none)
  })

  test('a file by name', () => {
    const config = { do_resize: true, size: square(8), resample: 1 }
    const recipe = chooseRecipe({ preprocess: { name: 'own.json', config } }, beside)
    expect(recipe).toMatchObject({ source: 'own.json', resize: square(8), kernel: 'lanczos', scale: 1, mean: null })
  })

  test('single steps change only theirs', () => {
    const told: ToldImages = { preprocess: { name: 'imagenet' }, imageKernel: 'bicubic', imageCrop: square(200) }
    expect(chooseRecipe(told, null)).toEqual({
      ...PRESETS.imagenet,
      source: 'imagenet, changed by flags',
      kernel: 'bicubic',
      crop: square(200),
    })
    expect(chooseRecipe({ imageLayout: 'nhwc' }, null)).toEqual(PRESETS.none)
  })
})

describe('what cannot be', () => {
  test.each<[string, ToldImages, string, RegExp]>([
    ['a kernel without a size', { imageKernel: 'bicubic' }, 'image-kernel', /nothing is resized/],
    ['a mean alone', { imageMean: [0.5] }, 'image-mean', /--image-mean needs --image-std/],
    ['a deviation alone', { imageStd: [0.5] }, 'image-mean', /--image-std needs --image-mean/],
    [
      'a crop of more than there is',
      { preprocess: { name: 'imagenet' }, imageSize: { shortest: 200 } },
      'image-crop',
      /crop of 224 × 224 is larger than .*shorter side 200/,
    ],
    [
      'a crop of more in one direction',
      { imageSize: { height: 9, width: 5 }, imageCrop: square(6) },
      'image-crop',
      /9 × 5/,
    ],
  ])('%s', (_, told, code, message) => {
    const error = refusal(told)
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.message).toMatch(message)
  })

  test('a long crop of a shorter side: long images have it', () => {
    const told: ToldImages = { imageSize: { shortest: 100 }, imageCrop: { height: 100, width: 150 } }
    expect(chooseRecipe(told, null)).toMatchObject({ resize: { shortest: 100 }, crop: { height: 100, width: 150 } })
  })
})

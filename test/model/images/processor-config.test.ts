import { describe, expect, test } from 'vitest'
import { recipeOf } from '../../../src/model/images/processor-config.js'
import { refusal as refused } from '../../refusal.js'

const CLIP = { image_processor_type: 'CLIPImageProcessor' }

const refusal = (config: Record<string, unknown>) => refused(() => recipeOf(config, 'm/p.json'))

describe('what is read', () => {
  test('a file with everything in it, without a class', () => {
    const config = {
      do_resize: true,
      size: { shortest_edge: 40 },
      resample: 3,
      do_center_crop: true,
      crop_size: { height: 32, width: 30 },
      do_rescale: true,
      rescale_factor: 0.5,
      do_normalize: true,
      image_mean: 0.1,
      image_std: [1, 2, 3],
      do_convert_rgb: true,
    }
    expect(recipeOf(config, 'p.json')).toEqual({
      source: 'p.json',
      transparency: 'white',
      resize: { shortest: 40 },
      kernel: 'bicubic',
      crop: { height: 32, width: 30 },
      odd: 'down',
      scale: 0.5,
      mean: [0.1],
      std: [1, 2, 3],
    })
  })

  test('inside a processor_config.json', () => {
    expect(recipeOf({ processor_class: 'CLIPProcessor', image_processor: CLIP }, 'p')).toEqual(recipeOf(CLIP, 'p'))
  })

  test('null is no value: a step that is null is not done', () => {
    expect(recipeOf({ ...CLIP, do_center_crop: null, crop_size: null }, 'p').crop).toBeNull()
  })

  test('keys that change no pixel, and steps that are off', () => {
    const config = {
      ...CLIP,
      processor_class: 'CLIPProcessor',
      data_format: 'channels_first',
      do_pad: false,
      pad_size: null,
    }
    expect(recipeOf(config, 'p')).toEqual(recipeOf(CLIP, 'p'))
  })

  test('longest_edge null, and size as a number by what the class takes it for', () => {
    expect(recipeOf({ ...CLIP, size: { shortest_edge: 30, longest_edge: null }, crop_size: 20 }, 'p')).toMatchObject({
      resize: { shortest: 30 },
      crop: { height: 20, width: 20 },
    })
    expect(recipeOf({ feature_extractor_type: 'ViTFeatureExtractor', size: 9 }, 'p').resize).toEqual({
      height: 9,
      width: 9,
    })
    expect(recipeOf({ ...CLIP, size: 300 }, 'p').resize).toEqual({ shortest: 300 })
  })
})

describe('what is refused, by its key', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ do_pad: true }, '"do_pad": true is not known here'],
    [{ do_flip_channel_order: true }, '"do_flip_channel_order"'],
    [{ auto_map: { AutoImageProcessor: 'x' } }, '"auto_map"'],
    [{ resample: 5 }, '"resample" is 5; expected 0 (nearest)'],
    [{ resample: null }, '"resample" is null'],
    [{ size: { longest_edge: 20 } }, '"size" is {"longest_edge":20}'],
    [{ size: { shortest_edge: 20, longest_edge: 40 } }, '"size"'],
    [{ size: { height: 20 } }, '"size"'],
    [{ size: 0 }, '"size" is 0'],
    [{ crop_size: { shortest_edge: 9 } }, '"crop_size"'],
    [{ do_resize: 'yes' }, '"do_resize" is "yes"; expected true or false'],
    [{ rescale_factor: 0 }, '"rescale_factor" is 0'],
    [{ image_mean: [1, 2] }, '"image_mean" is [1,2]; expected one number, or three'],
    [{ image_std: [1, 0, 1] }, '"image_std" is [1,0,1]; expected numbers above 0'],
    [{ crop_pct: 0.9 }, '"do_center_crop" is true; expected false beside "crop_pct"'],
  ])('%o', (extra, message) => {
    const error = refusal({ ...CLIP, ...extra })
    expect(error).toMatchObject({ code: 'preprocess-key', exitCode: 3 })
    expect(error.message).toContain('m/p.json: ')
    expect(error.message).toContain(message)
    expect(error.suggestions.join()).toContain('--preprocess imagenet')
  })

  test('a class that does more than is known here', () => {
    const error = refusal({ image_processor_type: 'LevitImageProcessor' })
    expect(error).toMatchObject({ code: 'preprocess-type', exitCode: 3 })
    expect(error.message).toMatch(/LevitImageProcessor is not known here; known are Beit, .*ViT$/)
    expect(refusal({ image_processor_type: 'toString' }).code).toBe('preprocess-type')
  })

  test('values of a step without a class, when nothing says whether to do it', () => {
    expect(refusal({ size: 9 }).message).toContain('"do_resize" is missing; expected true or false beside "size"')
    expect(refusal({ do_resize: true, size: 9, resample: 2 }).message).toContain(
      '"size" is 9; expected {"shortest_edge"',
    )
  })
})

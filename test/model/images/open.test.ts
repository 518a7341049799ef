import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { modelFiles } from '../../../src/model/files.js'
import type { ToldImages } from '../../../src/model/image-options.js'
import { openModel } from '../../../src/model/model.js'
import { encodeModel, node, tensorInfo } from '../../../src/onnx/build.js'
import type { DatasetBatch } from '../../../src/types.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'

const folder = temporaryFolder()
const photo = readFileSync(fileURLToPath(new URL('../../../fixtures/photos/flower.jpg', import.meta.url)))
const ELEMENT = { float32: 1, uint8: 2, float16: 10 }

/** The embedding is the image itself, as float32. */
function identity(name: string, axes: (number | string)[], type: keyof typeof ELEMENT = 'float32'): string {
  const info = tensorInfo('image', 'float', ['batch', ...axes])
  info.type!.tensorType!.elemType = ELEMENT[type]
  const bytes = encodeModel({
    name: 'identity',
    node: [node('Cast', ['image'], ['numbers'], { to: 1 }), node('Flatten', ['numbers'], ['embedding'], { axis: 1 })],
    input: [info],
    output: [tensorInfo('embedding', 'float', ['batch', 'width'])],
  })
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

function config(name: string, values: object): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, JSON.stringify(values))
  return path
}

const open = (path: string, images: ToldImages = {}) =>
  openModel(path, { device: 'cpu', threads: 1, outputs: {}, dims: null, images })

function batch(files: readonly Uint8Array[]): DatasetBatch {
  return {
    start: 0,
    rows: files.length,
    ids: [],
    labels: new Int32Array(files.length),
    inputs: { kind: 'images', files },
  }
}

async function embedded(path: string, files: readonly Uint8Array[], told: ToldImages = {}) {
  const model = await open(path, told)
  try {
    const ready = await model.prepare(batch(files), 'data.arrow')
    const { embedding } = await ready.run()
    const mirrored = ready.runMirrored === null ? null : (await ready.runMirrored()).embedding
    return { values: [...embedding!], mirrored: [...(mirrored ?? [])], model }
  } finally {
    await model.close()
  }
}

const tiny = await sharp(Uint8Array.of(0, 51, 102, 255, 204, 153), { raw: { width: 2, height: 1, channels: 3 } })
  .png()
  .toBuffer()

describe('types and layouts', () => {
  test('half precision', async () => {
    const { values } = await embedded(identity('half.onnx', [3, 1, 2], 'float16'), [tiny], { imageLayout: 'nchw' })
    // 0.2 is 0.199951171875 in half precision, 0.8 is 0.7998046875, …
    expect(values).toEqual([0, 1, 0.199951171875, 0.7998046875, 0.39990234375, 0.60009765625])
  })

  test('bytes, channels last; the mirror image keeps its colours', async () => {
    const { values, mirrored } = await embedded(identity('bytes.onnx', ['height', 'width', 3], 'uint8'), [tiny])
    expect(values).toEqual([0, 51, 102, 255, 204, 153])
    expect(mirrored).toEqual([255, 204, 153, 0, 51, 102])
  })

  test('mean and deviation have nothing to do with bytes', async () => {
    const path = identity('bytes.onnx', ['height', 'width', 3], 'uint8')
    const error = await userError(open(path, { imageMean: [0.5], imageStd: [0.5] }))
    expect(error).toMatchObject({ code: 'image-mean', exitCode: 2 })
    const preset = await embedded(path, [photo], { preprocess: { name: 'imagenet' } })
    expect(preset.values.length).toBe(224 * 224 * 3)
    expect(preset.model.preprocessing).toMatch(/pixels 0…255; NHWC uint8$/)
    const own = { name: 'p.json', config: { do_normalize: true, image_mean: 0.5, image_std: 0.5 } }
    const configured = await userError(open(path, { preprocess: own }))
    expect(configured).toMatchObject({ code: 'preprocess-key', exitCode: 3 })
    expect(configured.message).toContain('"do_normalize" is true')
  })

  test('grey models take one mean', async () => {
    const three = [0.5, 0.4, 0.3]
    const own = { name: 'p.json', config: { do_normalize: true, image_mean: three, image_std: three } }
    const cases: [ToldImages, number, string][] = [
      [{ preprocess: { name: 'imagenet' } }, 2, '--preprocess imagenet'],
      [{ imageMean: three, imageStd: [1] }, 2, '--image-mean'],
      [{ imageMean: [1], imageStd: three }, 2, '--image-std'],
      [{ preprocess: own, imageMean: [1], imageStd: three }, 2, '--image-std'],
      [{ preprocess: own }, 3, 'p.json'],
    ]
    for (const [told, exitCode, by] of cases) {
      const error = await userError(open(identity('grey.onnx', [1, 'h', 'w']), told))
      expect(error).toMatchObject({ code: 'image-mean', exitCode })
      expect(error.message).toMatch(new RegExp(`images of 1 channel; mean and std are told for 3, by ${by}$`))
    }
  })

  test('flags for a model that takes no images', async () => {
    const error = await userError(open(identity('row.onnx', [4]), { imageSize: { shortest: 4 } }))
    expect(error).toMatchObject({ code: 'image-flags', exitCode: 2 })
    expect(error.message).toMatch(/row\.onnx takes 4 per row; --image-size is for images/)
  })
})

describe('the file beside the model', () => {
  const vit = { image_processor_type: 'ViTImageProcessor', size: { height: 4, width: 6 } }

  test.each([
    ['a/model.onnx', 'a/preprocessor_config.json', vit],
    ['b/onnx/model.onnx', 'b/preprocessor_config.json', vit],
    ['c/model.onnx', 'c/processor_config.json', { processor_class: 'XProcessor', image_processor: vit }],
  ])('%s and %s', async (graph, name, values) => {
    const path = identity(graph, ['num_channels', 'height', 'width'])
    const file = config(name, values)
    const { values: numbers, model } = await embedded(path, [photo])
    expect(numbers.length).toBe(3 * 4 * 6)
    expect(model.preprocessing).toBe(
      `images (${file}): turned upright by EXIF; RGB, transparency dropped, profiles ignored; resized to 4 × 6, ` +
        'bilinear as Pillow does; pixels / 255; less 0.5, 0.5, 0.5, over 0.5, 0.5, 0.5; NCHW float32',
    )
    expect(model.width).toBe(72) // a run on zeros of the size that images are made to
    expect(await modelFiles(path)).toEqual([path, file])
    expect((await embedded(path, [photo], { preprocess: { name: 'none' } })).values.length).toBe(3 * 427 * 640)
  })

  test('of another kind of processor, or no JSON', async () => {
    const path = identity('d/model.onnx', [3, 4, 4])
    config('d/preprocessor_config.json', { image_processor_type: 'LevitImageProcessor' })
    expect(await userError(open(path))).toMatchObject({ code: 'preprocess-type', exitCode: 3 })
    await (await open(path, { preprocess: { name: 'none' } })).close()
    writeFileSync(join(folder, 'd/preprocessor_config.json'), '{"size": ')
    expect(await userError(open(path))).toMatchObject({ code: 'config-damaged', exitCode: 3 })
    writeFileSync(join(folder, 'd/preprocessor_config.json'), '[1]')
    expect((await userError(open(path))).message).toMatch(/expected a JSON object/)
  })
})

test('an image of another size names the recipe', async () => {
  const path = identity('e.onnx', [3, 32, 32])
  const error = await userError(embedded(path, [photo], { preprocess: { name: 'imagenet' } }))
  expect(error).toMatchObject({ code: 'input-shape', exitCode: 3 })
  expect(error.message).toMatch(/row 0 is an image of 3 × 224 × 224, as imagenet makes it; .* takes 3 × 32 × 32/)
})

import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { ToldImages } from '../../src/model/image-options.js'
import { openModelImages } from '../../src/model/images/open.js'
import type { InputShape } from '../../src/model/input-shape.js'
import { prepare as prepareFor } from '../../src/model/inputs.js'
import type { DatasetBatch, Inputs, Pixels } from '../../src/types.js'
import { userError } from '../data/collect.js'

function batch(inputs: Inputs, rows: number, start = 0): DatasetBatch {
  return { start, rows, ids: [], labels: new Int32Array(rows), inputs }
}

function input(axes: readonly (number | null)[], type: InputShape['type'] = 'float32'): InputShape {
  return { name: 'image', type, axes, axisNames: axes.map(() => null), batch: null }
}

async function prepare(rows: DatasetBatch, shape: InputShape, path: string, told: ToldImages = {}) {
  const model = 'nowhere/model.onnx'
  return prepareFor(rows, shape, path, await openModelImages(model, shape, told, 1), model)
}

const grey = (pixels: number[], width: number, height = pixels.length / width) =>
  sharp(Uint8Array.from(pixels), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
const colour = (pixels: number[], width: number, channels: 3 | 4 = 3) =>
  sharp(Uint8Array.from(pixels), { raw: { width, height: pixels.length / width / channels, channels } })
    .png()
    .toBuffer()

async function prepared(files: readonly (Uint8Array | Pixels)[], shape: InputShape, told: ToldImages = {}) {
  const { values, axes } = await prepare(batch({ kind: 'images', files }, files.length), shape, 'file.arrow', told)
  return { axes, values: [...values].map((value) => Math.round(value * (shape.type === 'uint8' ? 1 : 255))) }
}

describe('images', () => {
  test('grey', async () => {
    const files = [await grey([0, 51, 102, 153, 204, 255], 3), await grey([1, 2, 3, 4, 5, 6], 3)]
    expect(await prepared(files, input([1, 2, 3]), { imageLayout: 'nchw' })).toEqual({
      axes: [1, 2, 3],
      values: [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6],
    })
  })

  test('pixels are shares of 255 as float32, and themselves as uint8', async () => {
    const files = [await grey([51, 255], 2)]
    const { values } = await prepare(batch({ kind: 'images', files }, 1), input([1, 1, 2]), 'file.arrow')
    expect([...values]).toEqual([...Float32Array.from([0.2, 1])])
    const bytes = await prepare(batch({ kind: 'images', files }, 1), input([1, 1, 2], 'uint8'), 'file.arrow')
    expect(bytes.values).toEqual(Uint8Array.from([51, 255]))
  })

  test('colour is laid out plane by plane', async () => {
    const file = await colour([1, 2, 3, 11, 12, 13], 2)
    expect((await prepared([file], input([3, 1, 2]))).values).toEqual([1, 11, 2, 12, 3, 13])
  })

  test('transparency is dropped', async () => {
    const file = await colour([10, 20, 30, 255, 40, 50, 60, 128], 2, 4)
    expect((await prepared([file], input([3, 1, 2]))).values).toEqual([10, 40, 20, 50, 30, 60])
  })

  test('grey for a colour model, colour for a grey one', async () => {
    expect((await prepared([await grey([7, 9], 2)], input([3, 1, 2]))).values).toEqual([7, 9, 7, 9, 7, 9])
    const equal = await colour([80, 80, 80, 200, 200, 200], 2)
    expect((await prepared([equal], input([1, 1, 2]))).values).toEqual([80, 200])
  })

  test('a camera that was held sideways', async () => {
    const upright = sharp(Uint8Array.from([0, 255]), { raw: { width: 2, height: 1, channels: 1 } })
    const turned = await upright.withMetadata({ orientation: 6 }).png().toBuffer() // shown turned by 90°
    expect((await prepared([turned], input([1, 2, 1]), { imageLayout: 'nchw' })).axes).toEqual([1, 2, 1])
  })

  test('free axes take the size of the images', async () => {
    expect((await prepared([await grey([1, 2, 3, 4], 2)], input([1, null, null]))).axes).toEqual([1, 2, 2])
  })

  test('pixels without a file around them', async () => {
    const pixels = { values: Uint8Array.from([1, 2, 3, 11, 12, 13]), height: 1, width: 2, channels: 3 }
    expect((await prepared([pixels], input([3, 1, 2]))).values).toEqual([1, 11, 2, 12, 3, 13])
    const seeThrough = { values: Uint8Array.from([10, 20, 30, 0]), height: 1, width: 1, channels: 4 }
    expect((await prepared([seeThrough], input([3, null, null]))).values).toEqual([10, 20, 30])
  })

  test('channels last', async () => {
    const file = await colour([1, 2, 3, 11, 12, 13], 2)
    expect(await prepared([file], input([1, 2, 3], 'uint8'), { imageLayout: 'nhwc' })).toEqual({
      axes: [1, 2, 3],
      values: [1, 2, 3, 11, 12, 13],
    })
    expect((await prepared([file], input([null, null, 3]))).axes).toEqual([1, 2, 3])
  })

  test('axes that a graph only names', async () => {
    const named = { ...input([null, null, null]), axisNames: ['num_channels', 'height', 'width'] }
    expect((await prepared([await grey([7, 9], 2)], named)).axes).toEqual([3, 1, 2])
    const last = { ...input([null, null, null]), axisNames: ['height', 'width', 'channels'] }
    expect((await prepared([await grey([7, 9], 2)], last)).axes).toEqual([1, 2, 3])
  })

  test.each([[[1, 8, 3]], [[null, 8, null]], [[3, 3, 3]]])('channels could be first or last in %o', async (axes) => {
    const inputs: Inputs = { kind: 'images', files: [await grey([1, 2], 2)] }
    const error = await userError(prepare(batch(inputs, 1), input(axes), 'file.arrow'))
    expect(error).toMatchObject({ code: 'image-layout', exitCode: 3 })
    expect(error.suggestions[0]).toContain('--image-layout nchw')
    const numbers: Inputs = { kind: 'tensors', values: new Float32Array(72), size: 72 }
    if (axes[0] === 1) await expect(prepare(batch(numbers, 3), input([1, 8, 3]), 'f')).rejects.toThrow('rows of 72')
  })

  test('resized, cut and normalized', async () => {
    // 4 × 2 to 2 × 1 by bilinear, whose triangle reaches 2 pixels to either side; then the upper one of the two
    const file = await grey([0, 0, 0, 0, 200, 200, 200, 200], 2)
    const told: ToldImages = {
      imageSize: { height: 2, width: 1 },
      imageCrop: { height: 1, width: 1 },
      imageMean: [0.5],
      imageStd: [0.25],
    }
    const { values, axes } = await prepare(batch({ kind: 'images', files: [file] }, 1), input([1, 1, 1]), 'f', {
      ...told,
      imageLayout: 'nchw',
    })
    expect(axes).toEqual([1, 1, 1])
    // rows 0…3 lie 0.5, 0.5, 1.5 and 2.5 from its centre: weights 0.75, 0.75, 0.25, 0; 200 · 0.25 / 1.75 = 28.57
    const level = 29
    expect(values[0]).toBeCloseTo((level / 255 - 0.5) / 0.25, 6)
  })

  test('an image that a crop does not fit into', async () => {
    const inputs: Inputs = { kind: 'images', files: [await grey([1, 2, 3, 4], 2)] }
    const error = await userError(
      prepare(batch(inputs, 1, 5), input([1, 5, 5]), 'f.arrow', { imageCrop: { height: 5, width: 5 } }),
    )
    expect(error).toMatchObject({ code: 'image-small', exitCode: 3 })
    expect(error.message).toBe('f.arrow: the image in row 5 is 2 × 2, smaller than the crop of 5 × 5')
  })

  test('an image that does not fit: what makes it fit', async () => {
    const inputs: Inputs = { kind: 'images', files: [await grey([1, 2, 3, 4], 2)] }
    const error = await userError(prepare(batch(inputs, 1), input([1, 32, 32]), 'f.arrow'))
    expect(error.suggestions).toEqual([
      'as ImageNet models are evaluated: --preprocess imagenet',
      'or to one size: --image-size 32,32',
    ])
  })

  test.each<[string, InputShape, RegExp]>([
    [
      'another size',
      input([1, 5, 5]),
      /^file\.arrow: row 41 is an image of 1 × 2 × 2; .*"image" takes 1 × 5 × 5 per row$/,
    ],
    ['a model of vectors', input([4]), /^file\.arrow: images; .*takes 4 per row$/],
    ['a model of two channels', input([2, 2, 2]), /takes 2 × 2 × 2 per row$/],
  ])('%s', async (_, shape, message) => {
    const inputs: Inputs = { kind: 'images', files: [await grey([1, 2, 3, 4], 2)] }
    const error = await userError(prepare(batch(inputs, 1, 41), shape, 'file.arrow'))
    expect(error).toMatchObject({ code: 'input-shape', exitCode: 3 })
    expect(error.message).toMatch(message)
  })

  test('images of different sizes, for free axes: the odd row is named', async () => {
    const files = [await grey([1, 2, 3, 4], 2), await grey([1, 2], 2)]
    const error = await userError(prepare(batch({ kind: 'images', files }, 2, 10), input([1, null, null]), 'f.arrow'))
    expect(error.message).toContain('row 11 is an image of 1 × 1 × 2')
  })

  test('damaged bytes', async () => {
    const whole = await grey(Array<number>(64).fill(9), 8)
    for (const file of [Uint8Array.from([1, 2, 3]), whole.subarray(0, 30)]) {
      const error = await userError(
        prepare(batch({ kind: 'images', files: [file] }, 1, 6), input([1, 8, 8]), 'f.arrow'),
      )
      expect(error).toMatchObject({ code: 'image-damaged', exitCode: 3 })
      expect(error.message).toContain('f.arrow: the image in row 6 cannot be decoded')
    }
  })
})

describe('tensors', () => {
  test('flags for images', async () => {
    const rows = batch({ kind: 'tensors', values: new Float32Array(12), size: 12 }, 1)
    const told: ToldImages = { preprocess: { name: 'imagenet' }, imageKernel: 'bicubic' }
    const error = await userError(prepare(rows, input([3, 2, 2]), 'f.arrow', told))
    expect(error).toMatchObject({ code: 'image-flags', exitCode: 2 })
    expect(error.message).toBe('f.arrow has rows of numbers; --preprocess, --image-kernel is for images')
    const none = await prepare(rows, input([3, 2, 2]), 'f.arrow', { preprocess: { name: 'none' } })
    expect(none.axes).toEqual([3, 2, 2])
  })

  const six = batch({ kind: 'tensors', values: Float32Array.from([1, 2, 3, 4, 5, 6]), size: 6 }, 1)

  test.each<[(number | null)[], number[]]>([
    [[6], [6]],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [[null], [6]],
    [
      [3, null],
      [3, 2],
    ],
  ])('rows of six numbers for %o', async (axes, found) => {
    const { values, axes: chosen } = await prepare(six, input(axes), 'file.arrow')
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6])
    expect(chosen).toEqual(found)
  })

  test.each<[(number | null)[]]>([[[5]], [[12]], [[4, null]], [[null, null]], [[]]])(
    'rows of six numbers do not fit %o',
    async (axes) => {
      const error = await userError(prepare(six, input(axes), 'file.arrow'))
      expect(error).toMatchObject({ code: 'input-shape', exitCode: 3 })
      expect(error.message).toContain('rows of 6 numbers')
    },
  )
})

test.each([
  ['images', [1, 2, 2]],
  ['numbers', [4]],
])('texts into a model of %s', async (takes, axes) => {
  const error = await userError(prepare(batch({ kind: 'texts', texts: ['a'] }, 1), input(axes), 'docs.jsonl'))
  expect(error).toMatchObject({ code: 'input-kind', exitCode: 3 })
  expect(error.message).toBe(`docs.jsonl holds texts; nowhere/model.onnx takes ${takes}`)
})

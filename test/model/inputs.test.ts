import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { InputShape } from '../../src/model/array-model.js'
import { prepare } from '../../src/model/inputs.js'
import type { DatasetBatch, Inputs } from '../../src/types.js'
import { userError } from '../data/collect.js'

function batch(inputs: Inputs, rows: number, start = 0): DatasetBatch {
  return { start, rows, ids: [], labels: new Int32Array(rows), inputs }
}

function input(axes: readonly (number | null)[], type: InputShape['type'] = 'float32'): InputShape {
  return { name: 'image', type, axes, batch: null }
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

async function prepared(files: readonly Uint8Array[], shape: InputShape) {
  const { values, axes } = await prepare(batch({ kind: 'images', files }, files.length), shape, 'file.arrow')
  return { axes, values: [...values].map((value) => Math.round(value * (shape.type === 'uint8' ? 1 : 255))) }
}

describe('images', () => {
  test('grey', async () => {
    const files = [await grey([0, 51, 102, 153, 204, 255], 3), await grey([1, 2, 3, 4, 5, 6], 3)]
    expect(await prepared(files, input([1, 2, 3]))).toEqual({
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
    expect((await prepared([turned], input([1, 2, 1]))).axes).toEqual([1, 2, 1])
  })

  test('free axes take the size of the images', async () => {
    expect((await prepared([await grey([1, 2, 3, 4], 2)], input([1, null, null]))).axes).toEqual([1, 2, 2])
  })

  test.each<[string, InputShape, RegExp]>([
    [
      'another size',
      input([1, 3, 3]),
      /^file\.arrow: row 41 is an image of 1 × 2 × 2; .*"image" takes 1 × 3 × 3 per row$/,
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

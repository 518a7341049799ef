/** A dataset's rows → the numbers that a model takes, with one error when the two do not fit. */
import { dataError, messageOf } from '../errors.js'
import type { DatasetBatch, Pixels } from '../types.js'
import type { InputShape } from './array-model.js'

/** Rows ready to run: values [rows × axes], and the axes of one row. */
export interface PreparedBatch {
  batch: DatasetBatch
  values: Float32Array | Uint8Array
  axes: readonly number[]
}

/**
 * Decodes the images of a batch to [rows, C, H, W] or shapes its tensors.
 * @throws UserError (exit 3) naming both shapes when a row does not fit the model, or the row of a damaged image
 */
export async function prepare(batch: DatasetBatch, input: InputShape, path: string): Promise<PreparedBatch> {
  const { inputs } = batch
  if (inputs.kind === 'images') return prepareImages(batch, inputs.files, input, path)
  if (inputs.kind === 'texts') throw mismatch(path, 'texts', input)
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
): Promise<PreparedBatch> {
  const [channels, height, width] = input.axes
  if (input.axes.length !== 3 || (channels !== 1 && channels !== 3)) throw mismatch(path, 'images', input)
  const images = await Promise.all(files.map((file, row) => decode(file, channels, path, batch.start + row)))
  const first = images[0]!
  for (const [row, image] of images.entries()) {
    const wanted = { height: height ?? first.height, width: width ?? first.width }
    if (image.height !== wanted.height || image.width !== wanted.width) {
      throw mismatch(
        path,
        `row ${batch.start + row} is an image of ${image.channels} × ${image.height} × ${image.width}`,
        input,
      )
    }
  }
  const axes = [channels, first.height, first.width]
  const size = channels * first.height * first.width
  const values = input.type === 'uint8' ? new Uint8Array(files.length * size) : new Float32Array(files.length * size)
  const divisor = input.type === 'uint8' ? 1 : 255
  for (const [row, { pixels }] of images.entries())
    planar(pixels, channels, divisor, values.subarray(row * size, (row + 1) * size))
  return { batch, values, axes }
}

interface Image {
  pixels: Uint8Array // [height × width × channels]
  channels: number // after conversion to the model's
  height: number
  width: number
}

async function decode(file: Uint8Array | Pixels, channels: 1 | 3, path: string, row: number): Promise<Image> {
  const sharp = await loadSharp()
  try {
    const image = (file instanceof Uint8Array ? sharp(file) : sharp(file.values, { raw: rawShape(file) }))
      .rotate()
      .removeAlpha()
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    return { pixels: data, channels: info.channels, height: info.height, width: info.width }
  } catch (error) {
    throw dataError('image-damaged', `${path}: the image in row ${row} cannot be decoded: ${messageOf(error)}`)
  }
}

function rawShape({ height, width, channels }: Pixels): { height: number; width: number; channels: 1 | 3 | 4 } {
  return { height, width, channels: channels as 1 | 3 | 4 }
}

/** Many small images at once: one thread each, and nothing to keep between them. */
async function loadSharp(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/** [H, W, C] bytes → [C, H, W] numbers. */
function planar(pixels: Uint8Array, channels: number, divisor: number, into: Float32Array | Uint8Array): void {
  const plane = into.length / channels
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane; i++) into[c * plane + i] = pixels[i * channels + c]! / divisor
  }
}

function mismatch(path: string, found: string, input: InputShape): Error {
  const axes = input.axes.map((axis) => axis ?? 'any').join(' × ')
  return dataError('input-shape', `${path}: ${found}; the model's input "${input.name}" takes ${axes} per row`)
}

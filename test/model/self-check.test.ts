import { describe, expect, test } from 'vitest'
import { openDataset } from '../../src/data/dataset.js'
import { type Model, openModel } from '../../src/model/model.js'
import { selfCheck } from '../../src/model/self-check.js'
import { encodeModel, integers, node, tensorInfo } from '../../src/onnx/build.js'
import type { Notice } from '../../src/types.js'
import { vectors, writeArrow } from '../data/arrow-file.js'
import { userError } from '../data/collect.js'
import { temporaryFolder } from '../data/temporary.js'
import { floats, writeModel } from '../onnx/graphs.js'
import { leakingModel } from '../onnx/leaking.js'

const folder = temporaryFolder()
const rows = Array.from({ length: 20 }, (_, i) => [i + 1, 2 - i, 3])
const data = writeArrow(`${folder}/data.arrow`, { x: vectors(rows) })

const leaking = (scale: number): string => writeModel(`${folder}/leaking-${scale}.onnx`, leakingModel(scale))

/** embedding = factor · x */
function scaled(factor: number): string {
  const bytes = encodeModel({
    name: 'scaled',
    node: [node('Mul', ['x', 'factor'], ['embedding'])],
    input: [tensorInfo('x', 'float', ['batch', 3])],
    output: [tensorInfo('embedding', 'float', ['batch', 3])],
    initializer: [floats('factor', [1], [factor])],
  })
  return writeModel(`${folder}/scaled-${factor}.onnx`, bytes)
}

/** embedding = 0 · the sum of each channel of an image */
function darkened(): string {
  const bytes = encodeModel({
    name: 'darkened',
    node: [node('ReduceSum', ['x', 'axes'], ['sums'], { keepdims: 0 }), node('Mul', ['sums', 'zero'], ['embedding'])],
    input: [tensorInfo('x', 'float', ['batch', 3, 4, 4])],
    output: [tensorInfo('embedding', 'float', ['batch', 3])],
    initializer: [integers('axes', [2, 3]), floats('zero', [1], [0])],
  })
  return writeModel(`${folder}/darkened.onnx`, bytes)
}

const open = (path: string): Promise<Model> => openModel(path, { device: 'cpu', threads: 1, outputs: {}, dims: null })

async function check(path: string, onCpu: string | null = null, batch = 64, of = data): Promise<Notice[]> {
  const model = await open(path)
  const reference = onCpu === null ? null : await open(onCpu)
  try {
    return await selfCheck(await openDataset(of), model, 'M', batch, reference)
  } finally {
    await model.close()
    await reference?.close()
  }
}

test('a sound model has nothing to be said of', async () => {
  expect(await check(scaled(2))).toEqual([])
  expect(await check(scaled(2), scaled(2))).toEqual([])
})

describe('rows that see each other', () => {
  test('a little is said', async () => {
    const [notice, ...more] = await check(leaking(0.05))
    expect(notice).toMatchObject({ code: 'batch-changes-embedding' })
    expect(notice!.message).toMatch(/rows in a batch of 16 and of the same alone differ by 0\.0\d+ of their length/)
    expect(more).toEqual([])
  })

  test('a lot is an error', async () => {
    expect(await userError(check(leaking(5)))).toMatchObject({ code: 'batch-changes-embedding', exitCode: 3 })
  })

  test('with rows run one by one there is nothing to see', async () => {
    expect(await check(leaking(5), null, 1)).toEqual([])
  })
})

test('one embedding for all rows', async () => {
  // 0 · x: rows of zeros, which all are one
  expect(await check(scaled(0))).toEqual([expect.objectContaining({ code: 'constant-embedding' })])
})

describe('rows to tell apart', () => {
  const of = (name: string, third: (i: number) => number) =>
    writeArrow(`${folder}/${name}.arrow`, { x: vectors(rows.map((_, i) => [1, 2, third(i)])) })

  test('they differ in their last number alone', async () => {
    const found = await check(
      scaled(0),
      null,
      64,
      of('last', (i) => i),
    )
    expect(found).toEqual([expect.objectContaining({ code: 'constant-embedding' })])
  })

  test('none: all are one and the same', async () => {
    expect(
      await check(
        scaled(2),
        null,
        64,
        of('same', () => 3),
      ),
    ).toEqual([])
  })

  /** Four images of one colour each. */
  async function ofImages(colour: (i: number) => number): Promise<Notice[]> {
    const files = Array.from({ length: 4 }, (_, i) => new Uint8Array(3 * 4 * 4).fill(colour(i)))
    const inputs = {
      kind: 'images' as const,
      files: files.map((values) => ({ values, height: 4, width: 4, channels: 3 })),
    }
    const labels = new Int32Array(4)
    const ids = ['0', '1', '2', '3']
    async function* batches(size: number, from = 0) {
      const taken = inputs.files.slice(from, from + size)
      yield {
        start: from,
        rows: taken.length,
        ids: ids.slice(from, from + size),
        labels,
        inputs: { ...inputs, files: taken },
      }
    }
    const model = await open(darkened())
    try {
      return await selfCheck(
        { path: 'i', name: 'i', rows: 4, classes: null, columns: {}, batches },
        model,
        'M',
        64,
        null,
      )
    } finally {
      await model.close()
    }
  }

  test('images', async () => {
    expect(await ofImages((i) => i)).toEqual([expect.objectContaining({ code: 'constant-embedding' })])
    expect(await ofImages(() => 7)).toEqual([])
  })
})

describe('another device', () => {
  test('a little is said', async () => {
    expect(await check(scaled(1.02), scaled(1))).toEqual([expect.objectContaining({ code: 'device-disagrees' })])
  })

  test('a lot is an error', async () => {
    expect(await userError(check(scaled(-1), scaled(1)))).toMatchObject({ code: 'device-disagrees', exitCode: 3 })
  })
})

import { describe, expect, test } from 'vitest'
import { openDataset } from '../../src/data/dataset.js'
import { encode, headClasses, requireLogits, SCORES_ONLY, type Wanted } from '../../src/model/encode.js'
import { type Model, openModel } from '../../src/model/model.js'
import type { Dataset, EncodedBatch, Progress } from '../../src/types.js'
import { ints, vectors, writeArrow } from '../data/arrow-file.js'
import { collect, userError } from '../data/collect.js'
import { temporaryFolder } from '../data/temporary.js'
import { nestedModel, writeModel } from '../onnx/graphs.js'
import { imageModel } from '../onnx/image-graph.js'

const folder = temporaryFolder()
const numbers = Array.from({ length: 10 }, (_, i) => i)
const data = writeArrow(
  `${folder}/data.arrow`,
  { x: vectors(numbers.map((i) => [i, 4, 0, 0])), label: ints(numbers.map((i) => (i === 9 ? -1 : i % 3))) },
  { recordRows: 3 },
)
const file = writeModel(`${folder}/m.onnx`, { width: 4, classes: 3, dims: [1, 4] })

function counting(): Progress & { done: number } {
  return {
    done: 0,
    start() {},
    stop() {},
    advance(units) {
      this.done += units
    },
  }
}

async function run(path: string, size: number, from = 0, bytes: string = file): Promise<EncodedBatch[]> {
  const model = await openModel(bytes, { device: 'cpu', threads: 1, outputs: {}, dims: null })
  try {
    return await collect(encode(await openDataset(path), model, size, from, counting()))
  } finally {
    await model.close()
  }
}

describe('encode', () => {
  test('embeddings are the inputs, heads say what the logits say', async () => {
    const batches = await run(data, 4)
    expect(batches.map(({ start, rows }) => [start, rows])).toEqual([
      [0, 4],
      [4, 4],
      [8, 2],
    ])
    expect(batches.flatMap(({ vectors }) => [...vectors!])).toEqual(numbers.flatMap((i) => [i, 4, 0, 0]))
    const heads = (of: (batch: EncodedBatch) => ArrayLike<number>) => batches.flatMap((b) => Array.from(of(b)))
    // d = 1: logits (x0, 0, 0): class 0. d = 4: (x0, 4, 0): class 1 while x0 < 4; equal logits go to the lower class
    expect(heads((b) => b.heads!.classes)).toEqual(numbers.flatMap((i) => [0, i < 4 ? 1 : 0]))
    expect(heads((b) => b.heads!.rank)[2 * 3]).toBe(1) // row 3, class 0, d = 1
    expect(heads((b) => b.heads!.rank)[2 * 3 + 1]).toBe(2)
    expect(heads((b) => b.heads!.rank).slice(-2)).toEqual([0, 0]) // unknown
    expect(heads((b) => b.heads!.loss).slice(-2)).toEqual([Number.NaN, Number.NaN])
    expect(heads((b) => b.heads!.confidence)[0]).toBeCloseTo(1 / 3, 6)
  })

  test('from any row on', async () => {
    const whole = (await run(data, 4)).flatMap(({ vectors }) => [...vectors!])
    for (const from of [1, 4, 9]) {
      const batches = await run(data, 4, from)
      expect(batches[0]!.start).toBe(from)
      expect(batches.flatMap(({ vectors }) => [...vectors!])).toEqual(whole.slice(4 * from))
    }
  })

  test('progress counts every row', async () => {
    const progress = counting()
    const model = await openModel(file, { device: 'cpu', threads: 1, outputs: {}, dims: null })
    await collect(encode(await openDataset(data), model, 3, 0, progress))
    await model.close()
    expect(progress.done).toBe(10)
  })

  test('a label beyond the classes of the model', async () => {
    const path = writeArrow(`${folder}/label.arrow`, { x: vectors([[1, 2, 3, 4]]), label: ints([3]) })
    const error = await userError(run(path, 4))
    expect(error).toMatchObject({ code: 'label-range', exitCode: 3 })
    expect(error.message).toMatch(/row 0 has label 3; .*m\.onnx knows 3 classes/)
  })

  test('a model that overflows', async () => {
    const path = writeArrow(`${folder}/huge.arrow`, {
      x: vectors([
        [1, 1, 1, 1],
        [3e38, 1, 1, 3e38],
      ]),
    })
    const error = await userError(run(path, 4)) // the head at 4 adds x0 and x3
    expect(error).toMatchObject({ code: 'model-not-finite', exitCode: 3 })
    expect(error.message).toMatch(/m\.onnx gives Infinity for row 1 of .*huge\.arrow/)
    const model = await openModel(file, { device: 'cpu', threads: 1, outputs: {}, dims: null })
    const some = await openDataset(path, {}, null, [1]) // the row is called what it is in the file
    expect((await userError(collect(encode(some, model, 4, 0, counting())))).message).toContain('for row 1 of')
    await model.close()
  })

  test('a bad row in a later batch, while an earlier one is in the model', async () => {
    const rows = numbers.map((i) => [i, i === 7 ? Number.NaN : 1, 0, 0])
    const path = writeArrow(`${folder}/nan.arrow`, { x: vectors(rows) }, { recordRows: 2 })
    expect((await userError(run(path, 2))).message).toContain('row 7 has NaN')
  })

  test('a model with a fixed batch axis gives the same', async () => {
    const fixed = writeModel(`${folder}/fixed.onnx`, nestedModel({ width: 4, classes: 3, dims: [1, 4], batch: 4 }))
    expect(await run(data, 4, 0, fixed)).toEqual(await run(data, 4))
  })
})

describe('logits', () => {
  const open = (path: string) => openModel(path, { device: 'cpu', threads: 1, outputs: {}, dims: null })

  async function heads(path: string, rows: number[][], wanted: Wanted): Promise<EncodedBatch[]> {
    const inputs = writeArrow(`${folder}/wanted.arrow`, { x: vectors(rows), label: ints(rows.map(() => 1)) })
    const model = await open(path)
    try {
      return await collect(encode(await openDataset(inputs), model, 2, 0, counting(), wanted))
    } finally {
      await model.close()
    }
  }

  test('are kept head by head within each row', async () => {
    const rows = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [0, 1, 0, 1],
    ]
    const batches = await heads(file, rows, { ...SCORES_ONLY, logits: true, tta: 'none' })
    // heads at 1 and 4, C = 3: (x0, 0, 0) and (x0 + x3, x1, x2)
    expect(batches.map(({ heads }) => [...heads!.logits!])).toEqual([
      [1, 0, 0, 5, 2, 3, 5, 0, 0, 13, 6, 7],
      [0, 0, 0, 1, 1, 0],
    ])
    const without = await heads(file, rows, { ...SCORES_ONLY, logits: false, tta: 'none' })
    expect(without.map(({ heads }) => heads!.logits)).toEqual([null, null])
    const scores = (list: EncodedBatch[]) => list.map(({ heads }) => ({ ...heads, logits: null }))
    expect(scores(batches)).toEqual(scores(without))
  })

  test('of an image and its mirror image are added before anything is made of them', async () => {
    const images = writeModel(`${folder}/images.onnx`, imageModel())
    const [batch] = await heads(images, [[1, 4]], { ...SCORES_ONLY, logits: true, tta: 'flip' })
    expect([...batch!.vectors!]).toEqual([1, 4])
    expect([...batch!.heads!.logits!]).toEqual([5, 0, 5, 10])
    expect([...batch!.heads!.classes]).toEqual([0, 1])
    expect(batch!.heads!.confidence[1]).toBeCloseTo(1 / (1 + Math.exp(-5)), 6) // of a mean it would be 1/(1 + e^−2.5)
  })

  test('C of a model', async () => {
    const model = await open(file)
    expect(await headClasses(model)).toBe(3)
    expect(() => requireLogits(model, { logits: true, tta: 'flip' })).toThrow(
      /--tta flip mirrors images, \[N, C, H, W\]; .*m\.onnx takes "x" of .* × 4/,
    )
    await model.close()
  })

  test('heads of different C', async () => {
    const model = await open(file)
    const runZeros = async () => ({ embedding: null, logits: [new Float32Array(3), new Float32Array(2)] })
    const error = await userError(headClasses({ ...model, runZeros }))
    expect(error).toMatchObject({ code: 'logits-classes', exitCode: 3 })
    expect(error.message).toMatch(/m\.onnx: .*found 3 at 1, 2 at 4$/)
    await model.close()
  })

  test('without heads there are none', async () => {
    const bare = await open(writeModel(`${folder}/bare.onnx`, { width: 4, classes: 3, dims: [] }))
    expect(() => requireLogits(bare, { logits: false, tta: 'flip' })).toThrow(/has no classification heads/)
    expect(() => requireLogits(bare, { logits: false, tta: 'none' })).not.toThrow()
    expect(await userError(headClasses(bare))).toMatchObject({ code: 'no-heads', exitCode: 3 })
    await bare.close()
  })
})

test('the next rows are being prepared when the model runs, also where they must be read first', async () => {
  const model = await openModel(file, { device: 'cpu', threads: 1, outputs: {}, dims: null })
  const events: string[] = []
  const watched: Model = {
    ...model,
    prepare: async (batch, path) => {
      events.push(`prepare ${batch.start}`)
      const ready = await model.prepare(batch, path)
      return {
        ...ready,
        run: () => {
          events.push(`run ${batch.start}`)
          return ready.run()
        },
      }
    },
  }
  const dataset = await openDataset(data)
  const read: Dataset = {
    ...dataset,
    async *batches(size, from) {
      for await (const batch of dataset.batches(size, from)) {
        await new Promise((resolve) => setTimeout(resolve, 5)) // as from a slow disk
        yield batch
      }
    },
  }
  await collect(encode(read, watched, 4, 0, counting()))
  await model.close()
  expect(events).toEqual(['prepare 0', 'prepare 4', 'run 0', 'prepare 8', 'run 4', 'run 8'])
})

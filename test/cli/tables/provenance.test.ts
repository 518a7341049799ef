import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inModelClasses, requireHeadClasses } from '../../../src/cli/tables/provenance.js'
import { openDataset } from '../../../src/data/dataset.js'
import { openModel } from '../../../src/model/model.js'
import { type Column, features, ints, texts, vectors, writeArrow } from '../../data/arrow-file.js'
import { collect, userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'
import { nestedModel, withMetadata, writeModel } from '../../onnx/graphs.js'

const folder = temporaryFolder()
const shape = { width: 4, classes: 3, dims: [2, 4] }
const bare = writeModel(join(folder, 'bare.onnx'), shape)
const named = writeModel(join(folder, 'named.onnx'), withMetadata(nestedModel(shape), { class_names: '["a","b","c"]' }))
const x = vectors([
  [1, 2, 3, 4],
  [1, 2, 3, 4],
])

async function opened(graph: string, label: Column, names?: readonly string[]) {
  const metadata = names === undefined ? {} : features({ label: { _type: 'ClassLabel', names } })
  const model = await openModel(graph, { device: 'cpu', threads: 1, outputs: {}, dims: null })
  await model.close()
  return { model, dataset: await openDataset(writeArrow(join(folder, 'data.arrow'), { x, label }, { metadata })) }
}

describe('inModelClasses', () => {
  test.each<[string, Column, string[] | undefined, number[]]>([
    ['another order', ints([0, 2]), ['c', 'b', 'a'], [2, 0]],
    ['some of them, with a row of unknown class', ints([1, -1]), ['c', 'b'], [1, -1]],
    ['found in strings', texts(['c', 'b']), undefined, [2, 1]],
  ])('the same names: %s', async (_, label, names, labels) => {
    const { model, dataset } = await opened(named, label, names)
    const mapped = inModelClasses(dataset, model)
    expect(mapped.classes).toEqual(['a', 'b', 'c'])
    expect((await collect(mapped.batches(1))).flatMap((batch) => [...batch.labels])).toEqual(labels)
  })

  test('numbers stay as they are', async () => {
    const { model, dataset } = await opened(named, ints([1, 0]))
    expect(inModelClasses(dataset, model)).toBe(dataset)
  })

  test('a name that the model has not', async () => {
    const { model, dataset } = await opened(named, texts(['a', 'x']))
    expect(() => inModelClasses(dataset, model)).toThrow(
      expect.objectContaining({
        code: 'classes-differ',
        message: `1 of the 2 classes of ${dataset.path} are not in ${named}: "x"; it has "a", "b", "c"; expected the same classes`,
      }),
    )
  })
})

test('names found in strings, and heads without names: as many, or it cannot be told which is which', async () => {
  const open = async (graph: string, label: Column, names?: readonly string[]) => {
    const { dataset } = await opened(graph, label, names)
    const model = await openModel(graph, { device: 'cpu', threads: 1, outputs: {}, dims: null })
    return requireHeadClasses(dataset, model).finally(() => model.close())
  }
  const error = await userError(open(bare, texts(['a', 'b']))) // 2 names, 3 classes
  expect(error).toMatchObject({ code: 'classes-unnamed', exitCode: 3 })
  expect(error.message).toContain('"label" (2 names), ')
  await open(named, texts(['a', 'b']))
  await open(bare, ints([0, 1]), ['a', 'b'])
  await open(bare, ints([0, 1]))
})

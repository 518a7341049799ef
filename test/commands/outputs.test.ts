/** Flags that say what cannot be told of a model or a file are heard, by name. */
import { describe, expect, test } from 'vitest'
import { ints, vectors, writeArrow } from '../data/arrow-file.js'
import { writeModel } from '../onnx/graphs.js'
import { namelessModel, stackedModel } from '../onnx/odd.js'
import { program, values } from './run.js'
import { world } from './world.js'

const { json } = program()
const { path } = world()
const data = writeArrow(path('three.arrow'), {
  x: vectors([
    [9, 1, 2],
    [1, 9, 2],
    [1, 2, 9],
    [3, 2, 1],
  ]),
  label: ints([0, 1, 2, 2]), // right at the first head: three; at the second, of negatives: the last
})

describe('stacked logits', () => {
  test.each(['gbc', 'bgc'] as const)('--logits-output, --logits-layout %s and --model-dims', async (layout) => {
    const model = writeModel(path(`${layout}.onnx`), stackedModel(layout))
    const args = ['classify', '--model', `M=${model}`, '--data', data]
    const told = [...args, '--logits-output', 'out', '--logits-layout', layout, '--model-dims', '1,3']
    const { document } = await json(told)
    expect(values(document, 'top1')).toEqual({ 'M 1': 0.75, 'M 3': 0.25 })
    const untold = await json(args)
    expect(untold.document.error).toMatchObject({ exitCode: 3, code: 'model-outputs' })
  })
})

describe('outputs without names', () => {
  const model = writeModel(path('nameless.onnx'), namelessModel())
  const rows = writeArrow(path('four.arrow'), { x: vectors([[1, 2, 0, 0]]), label: ints([0]) })
  const classify = ['classify', '--model', `M=${model}`, '--data', rows]
  const knn = ['knn', '--model', `M=${model}`, '--database', rows, '--queries', data]

  test('--embedding-output and --logits-output DIM=NAME', async () => {
    const told = ['--embedding-output', 'one', '--logits-output', '2=two']
    expect(values((await json([...classify, ...told])).document, 'top1')).toEqual({ 'M 2': 1 }) // (2, 1): class 0
  })

  test('the embedding can be another output', async () => {
    const one = await json(['inspect', model, '--embedding-output', 'one'])
    const two = await json(['inspect', model, '--embedding-output', 'two'])
    expect(JSON.stringify(one.document)).toContain('"width":4')
    expect(JSON.stringify(two.document)).toContain('"width":2')
  })

  test('an output that is not there is wrong usage', async () => {
    const { document } = await json([...knn, '--embedding-output', 'three'])
    expect(document.error).toMatchObject({ exitCode: 2, code: 'output-missing' })
    expect(document.error.message).toContain('it has one [batch, 4], two [batch, 2]')
  })
})

describe('--column', () => {
  const file = writeArrow(path('columns.arrow'), {
    a: vectors([
      [1, 0],
      [0, 1],
      [1, 0.1],
    ]),
    b: vectors([
      [1, 0],
      [0, 1],
      [0.1, 1],
    ]),
    coarse: ints([0, 1, 0]),
    fine: ints([0, 1, 1]),
  })
  const knn = (...columns: string[]) =>
    json(['knn', '--database', file, '--queries', file, ...columns.flatMap((column) => ['--column', column])])

  test('says which embedding and which label', async () => {
    // nearest by a: 0 ↔ 2, 1 → 2; by b: 1 ↔ 2, 0 → 2
    const nn = async (...columns: string[]) => values((await knn(...columns)).document, 'knn@1')['columns 2']
    expect(await nn('embedding=a', 'label=coarse')).toBeCloseTo(2 / 3)
    expect(await nn('embedding=b', 'label=coarse')).toBeCloseTo(1 / 3)
    expect(await nn('embedding=b', 'label=fine')).toBeCloseTo(2 / 3)
  })

  test('is asked for where two could be meant', async () => {
    const { document } = await knn('label=coarse')
    expect(document.error).toMatchObject({ exitCode: 3, code: 'column-ambiguous' })
    expect(document.error.suggestions.join()).toContain('--column embedding=a')
  })
})

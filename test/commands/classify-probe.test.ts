import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../data/temporary.js'
import { writeModel } from '../onnx/graphs.js'
import { type Document, program, values } from './run.js'
import { writeRows } from './world.js'

const { json, run } = program()
const folder = temporaryFolder()

/** The first number tells class 0 from the others, the second and third 1 from 2. */
function rowsAround(count: number, lean: number): { x: number[]; label: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const off = lean * (((i * 7) % 5) - 2)
    const means = [
      [4, off, 0.1, 1],
      [off, 4, 0.1, 1],
      [off, 2, 4, 1],
    ]
    return { x: means[i % 3]!, label: i % 3 }
  })
}
const train = writeRows(join(folder, 'train.arrow'), rowsAround(30, 0.2))
const holdout = writeRows(join(folder, 'holdout.arrow'), rowsAround(12, 0.25))
const data = writeRows(join(folder, 'data.arrow'), rowsAround(9, 0.15))
const model = writeModel(join(folder, 'model.onnx'), { width: 4, classes: 3, dims: [2, 4] })
const all = ['classify', '--data', data, '--column', 'embedding=x', '--probe']

type Probed = Document & { parameters: { probeStrengths: Record<string, Record<string, number>> } }

test('embeddings without heads', async () => {
  const asked = [...all, '--train', train, '--holdout', holdout, '--dims', '1,4']
  const { document, stderr } = await json<Probed>(asked)
  expect(stderr).toBe('')
  expect(values(document, 'top1')['data 4']).toBe(1)
  expect(values(document, 'top1')['data 1']).toBeLessThan(1) // one number cannot tell 1 from 2
  expect(Object.keys(document.parameters.probeStrengths.data!)).toEqual(['1', '4'])
  expect(document.inputs.map(({ role }) => role)).toEqual(['train', 'holdout', 'data'])
  expect((await json<Probed>(asked)).document.rows).toEqual(document.rows)
})

test('a model’s heads are replaced, at its dims; a fifth of the holdout chooses where it is alone', async () => {
  const inputs = ['--model', model, '--data', data]
  const { document } = await json<Probed>(['classify', ...inputs, '--probe', '--holdout', holdout])
  expect(document.rows.map(({ dim }) => dim)).toEqual([2, 4])
  const heads = (await json(['classify', ...inputs])).document
  expect(values(document, 'loss')).not.toEqual(values(heads, 'loss'))
  expect(values(document, 'top1')['model 4']).toBe(1)
})

test('a fixed-feature model has a probe at its own dim only', async () => {
  const fixed = writeModel(join(folder, 'FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })
  const inputs = ['--model', fixed, '--model', model, '--data', data, '--holdout', holdout]
  const { document } = await json<Probed>(['classify', ...inputs, '--probe', '--dims', '2'])
  expect(document.rows.map((row) => `${row.model} ${row.dim}`)).toEqual(['model 2'])
  expect(document.warnings.map(({ code }) => code)).toContain('no-rows')
})

test('classes that training never saw count as wrong, and are told', async () => {
  const strange = writeRows(join(folder, 'strange.arrow'), [
    ...rowsAround(3, 0),
    { x: [1, 1, 1, 1], label: 7 },
    { x: [1, 1, 1, 1], label: null },
  ])
  const asked = ['classify', '--data', strange, '--column', 'embedding=x', '--probe', '--train', train, '--dims', '4']
  const { document } = await json<Probed>(asked)
  expect(values(document, 'top1')).toEqual({ 'strange 4': 0.75 })
  expect(values(document, 'top5')).toEqual({ 'strange 4': 0.75 })
  expect(document.warnings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['classes-not-learnt', 'unknown-labels']),
  )
  const told = document.warnings.find(({ code }) => code === 'classes-not-learnt')!
  expect(told.message).toMatch(/^1 of 5 rows of .*strange\.arrow are of classes that .*train\.arrow has no rows of/)
})

describe('refuses', () => {
  const one = writeRows(join(folder, 'one.arrow'), [{ x: [1, 2, 3, 4], label: 2 }])
  const narrow = writeRows(join(folder, 'narrow.arrow'), [
    { x: [1, 2], label: 0 },
    { x: [2, 1], label: 1 },
  ])
  test.each([
    [[], 2, /--probe needs rows to learn from/],
    [['--train', train, '--holdout', train], 2, /--train and --holdout are the same rows/],
    [['--train', one, '--holdout', holdout], 3, /has rows of 1 class; probes need at least two/],
    [['--train', narrow, '--holdout', holdout], 3, /2 dimensions, .* 4; expected the same/],
  ])('%j', async (more, code, message) => {
    const result = await run([...all, ...more])
    expect(result.code).toBe(code)
    expect(result.stderr.replaceAll(/\s+/g, ' ')).toMatch(message)
  })
})

import { describe, expect, test } from 'vitest'
import { features, ints, vectors, writeArrow } from '../data/arrow-file.js'
import { nestedModel, withMetadata, writeModel } from '../onnx/graphs.js'
import { program, values } from './run.js'
import { QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, queries, path } = world()
const all = ['classify', '--model', model, '--data', queries]

test('top-1, top-5 and loss at every head', async () => {
  const { document, code, stderr } = await json(all)
  expect([code, stderr]).toEqual([0, ''])
  expect(values(document, 'top1')).toEqual({ 'model 2': 0.25, 'model 4': 0.5 })
  expect(values(document, 'top5')).toEqual({ 'model 2': 1, 'model 4': 1 })
  // mean of −log softmax at d = 2, from the logits in world.ts
  const losses: [number[], number][] = [
    [[1, 0.02, 0], 0],
    [[0, 1, 0], 0],
    [[1, 1, 0], 2],
    [[1, 0, 0], 2],
  ]
  const loss = losses.map(
    ([logits, label]) => Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)) - logits[label]!,
  )
  expect(values(document, 'loss')['model 2']).toBeCloseTo(loss.reduce((sum, x) => sum + x) / 4, 6)
  expect(document.rows[0]!.metrics.loss!.unit).toBe('nats')
})

test('a table for people', async () => {
  const { code, stdout, stderr } = await run(all)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('top-1 accuracy (%)')
  expect(stdout).toMatch(/^ +2 +25\.00 /m)
  expect(stdout).toMatch(/^ +4 +50\.00 /m)
})

test('an embeddings file that holds heads needs no model', async () => {
  const file = path('embedded.arrow')
  await run(['embed', '--model', model, '--data', queries, '--output', file])
  const { document } = await json(['classify', '--data', file])
  expect(values(document, 'top1')).toEqual({ 'model 2': 0.25, 'model 4': 0.5 })
})

test('a model of logits only', async () => {
  const only = writeModel(path('logits-only.onnx'), { width: 4, classes: 3, dims: [2, 4], embedding: null })
  const { document } = await json(['classify', '--model', only, '--data', queries])
  expect(values(document, 'top1')).toEqual({ 'logits-only 2': 0.25, 'logits-only 4': 0.5 })
})

test('dims choose among the heads; where there is none, a warning says so', async () => {
  const one = await json([...all, '--dims', '4'])
  expect(values(one.document, 'top1')).toEqual({ 'model 4': 0.5 })
  const none = await json([...all, '--dims', '3'])
  expect(none.document.rows).toEqual([])
  expect(none.document.warnings[0]!.message).toContain('(scored at 2, 4)')
  const text = await run([...all, '--dims', '3'])
  expect(text.stdout + text.stderr).toContain('(scored at 2, 4)')
})

test('unknown labels are left out and counted', async () => {
  const rows = QUERIES.map((row, i) => (i === 3 ? { ...row, label: -1 } : i === 2 ? { ...row, label: null } : row))
  const { document } = await json(['classify', '--model', model, '--data', writeRows(path('some.arrow'), rows)])
  expect(values(document, 'top1')).toEqual({ 'model 2': 0.5, 'model 4': 1 })
  expect(document.warnings.map(({ code }) => code)).toEqual(['unknown-labels'])
  expect(document.warnings[0]!.message).toContain('2 of 4 rows')
})

test('several models stand side by side', async () => {
  const ff = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })
  const { document } = await json([...all, '--model', ff])
  expect(values(document, 'top1')).toEqual({ 'model 2': 0.25, 'model 4': 0.5, 'FF-4 4': 0.5 })
})

describe('refusals', () => {
  test.each([
    ['no heads', { embedding: vectors([[1, 2]]), label: ints([0]) }, 'no-heads', 3],
    ['labels beyond the classes of the model', { x: vectors([[1, 2, 3, 4]]), label: ints([3]) }, 'label-range', 3],
    ['no label column', { x: vectors([[1, 2, 3, 4]]) }, 'no-labels', 3],
    ['labels that are all unknown', { x: vectors([[1, 2, 3, 4]]), label: ints([-1]) }, 'no-labels', 3],
  ])('%s', async (name, columns, code, exitCode) => {
    const file = writeArrow(path(`${name.replaceAll(' ', '-')}.arrow`), columns)
    const args = 'embedding' in columns ? ['classify', '--data', file] : ['classify', '--model', model, '--data', file]
    const { document } = await json(args)
    expect(document.error).toMatchObject({ code, exitCode })
  })

  test('class names that differ between model and data', async () => {
    const named = writeModel(
      path('named.onnx'),
      withMetadata(nestedModel({ width: 4, classes: 3, dims: [4] }), { class_names: '["a","b","c"]' }),
    )
    const file = (names: string[]) =>
      writeArrow(
        path('named.arrow'),
        { x: vectors([[1, 2, 3, 4]]), label: ints([0]) },
        { metadata: features({ label: { _type: 'ClassLabel', names } }) },
      )
    const fits = await json(['classify', '--model', named, '--data', file(['a', 'b', 'c'])])
    expect(fits.code).toBe(0)
    expect((await json(['classify', '--model', named, '--data', file(['a', 'c', 'b'])])).code).toBe(0) // by name
    const { document } = await json(['classify', '--model', named, '--data', file(['a', 'x', 'b'])])
    expect(document.error).toMatchObject({ code: 'classes-differ', exitCode: 3 })
    expect(document.error.message).toMatch(/1 of the 3 classes of .* are not in .*: "x"/)
  })
})

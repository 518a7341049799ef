/** What clumsy users do to the commands that work with heads: wrong files, other people's settings, odd names. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ints, vectors, writeArrow } from '../data/arrow-file.js'
import { floatsNpy } from '../data/npy-file.js'
import { writeModel } from '../onnx/graphs.js'
import { expectPlain, program, values } from './run.js'
import { world, writeRows } from './world.js'

const { json, run } = program()
const { model, database, queries, path, folder } = world()

// Head at 2: (1, 0) and (1, 0), so row 0 is right; at 4: (2, 0) and (0, 2), both right.
const LOGITS = [1, 0, 1, 0, 2, 0, 0, 2]
const logits = floatsNpy(path('logits.npy'), Float32Array.from(LOGITS), [2, 2, 2])
const labels = floatsNpy(path('labels.npy'), Float32Array.from([0, 1]), [2])
const array = ['--data', logits, '--labels', labels, '--model-dims', '2,4']

describe.concurrent('outputs do not take the place of what is read', () => {
  test('embed: the dataset', async () => {
    const before = readFileSync(queries)
    const { document, stderr } = await json(['embed', '--model', model, '--data', queries, '--output', queries])
    expect(document.error).toMatchObject({ code: 'output-is-input', exitCode: 2 })
    expectPlain(document.error.message + stderr)
    expect(readFileSync(queries)).toEqual(before)
  })

  test('compare: a file of results, given with a name', async () => {
    const base = path('base.arrow')
    const first = await json(['compare', ...array, '--output', base])
    expect([first.code, first.stderr]).toEqual([0, ''])
    const before = readFileSync(base)
    const { document } = await json(['compare', `old=${base}`, '--output', base])
    expect(document.error).toMatchObject({ code: 'output-is-input', exitCode: 2 })
    expect(readFileSync(base)).toEqual(before)
  })
})

describe.concurrent('logits of other tools', () => {
  test('compare reads arrays with their labels; its CSV has each column once', async () => {
    const csv = path('compare.csv')
    const { document, code } = await json(['compare', ...array, '--output', csv])
    expect(code).toBe(0)
    expect(values(document, 'value')).toEqual({ 'logits 2': 0.5 })
    expect(values(document, 'difference')).toEqual({ 'logits 2': -0.5 })
    expect(document.inputs.map(({ role }) => role)).toEqual(['labels', 'data'])
    const [head, first] = readFileSync(csv, 'utf8')
      .split('\r\n')
      .map((line) => line.split(','))
    expect(head).toEqual([...new Set(head)])
    expect(first![head!.indexOf('compared')]).toBe('top1')
    expect(first![head!.indexOf('metric')]).toBe('value')
    const alone = await json(['compare', path('compare.csv'), '--labels', labels])
    expect(alone.document.error).toMatchObject({ code: 'labels-unused', exitCode: 2 })
  })

  test('do not pass for what two models say', async () => {
    const rows = [
      [1, 0],
      [1, 0],
    ]
    const columns = { label: ints([0, 1]), logits_2: vectors(rows), logits_4: vectors(rows) }
    const file = writeArrow(path('columns.arrow'), columns)
    const narrow = writeModel(path('narrow.onnx'), { width: 4, classes: 3, dims: [4] })
    const two = ['--model', `A=${model}`, '--model', `B=${narrow}`]
    const { document } = await json(['classify', '--data', file, ...two])
    expect(document.error).toMatchObject({ code: 'one-model-file', exitCode: 2 })
    expect(document.error.message).toContain('both A and B')
  })
})

test('probes that are scored on the rows they learnt from', async () => {
  const told = ['--column', 'embedding=x', '--dims', '4']
  const { document, code } = await json(['classify', '--probe', '--data', database, '--train', database, ...told])
  expect(code).toBe(0)
  expect(document.warnings.map((warning) => warning.code)).toContain('learnt-on-data')
  expect(document.parameters).toMatchObject({ perClass: false })
  const other = await json(['classify', '--probe', '--data', queries, '--train', database, ...told])
  expect(other.document.warnings.map((warning) => warning.code)).not.toContain('learnt-on-data')
})

test('--per-class where no class changes says so', async () => {
  const one = writeRows(path('one.arrow'), [{ x: [1, 0, 0, 0], label: 0 }])
  const { stdout, code } = await run(['classify', '--model', model, '--data', one, '--per-class'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/gains and loses most\n.*\n─+\n none does/)
})

test('models of a config file, in a folder with spaces, commas and equals signs', async () => {
  const place = join(folder, 'a b, c=d')
  mkdirSync(place)
  for (const name of ['model.onnx', 'queries.arrow']) copyFileSync(path(name), join(place, name))
  copyFileSync(model, join(place, 'm,=1.onnx'))
  copyFileSync(queries, join(place, 'x=1,y.arrow'))
  const config = 'model: {"A,1": model.onnx, B: model.onnx}\nclassify: {data: queries.arrow}\n'
  writeFileSync(join(place, 'mrl-eval.config.yaml'), config)
  const at = { cwd: place }
  const [configured, typed, stands, missing] = await Promise.all([
    json(['classify'], at),
    json(['classify', '--model', './m,=1.onnx', '--data', './x=1,y.arrow', '--dims', '2'], at),
    json(['classify', ...array], at), // neither A,1 nor B has anything to say of it
    json(['classify', ...array, '--model', 'model.onnx'], at),
  ])
  expect(values(configured.document, 'top1')).toEqual({ 'A,1 2': 0.25, 'A,1 4': 0.5, 'B 2': 0.25, 'B 4': 0.5 })
  expect(values(typed.document, 'top1')).toEqual({ 'm,=1 2': 0.25 })
  expect(values(stands.document, 'top1')).toEqual({ 'logits 2': 0.5, 'logits 4': 1 })
  expect(stands.document.inputs.map(({ role }) => role)).toEqual(['labels', 'data'])
  expect(missing.document.error).toMatchObject({ code: 'array-model', exitCode: 2 })
  expect(readdirSync(place).length).toBe(5) // nothing was left behind
})

test('embeddings of other models than those of the config file are read as they stand', async () => {
  const place = join(folder, 'configured')
  mkdirSync(place)
  const narrow = writeModel(path('other.onnx'), { width: 4, classes: 3, dims: [1, 4] })
  const file = join(place, 'rows.arrow')
  expect((await run(['embed', '--model', model, '--data', queries, '--output', file])).code).toBe(0)
  writeFileSync(join(place, 'mrl-eval.config.yaml'), `model: {other: ${narrow}}\n`)
  const shots = ['few-shot', '--database', file, '--queries', file]
  const [classified, learnt, typed] = await Promise.all([
    json(['classify', '--data', file], { cwd: place }),
    json([...shots, '--dims', '4'], { cwd: place }),
    json([...shots, '--model', narrow], { cwd: place }),
  ])
  expect(values(classified.document, 'top1')).toEqual({ 'model 2': 0.25, 'model 4': 0.5 })
  expect(learnt.document.rows.map((row) => row.model)).toEqual(['model'])
  expect(typed.document.error).toMatchObject({ code: 'model-mismatch', exitCode: 2 })
})

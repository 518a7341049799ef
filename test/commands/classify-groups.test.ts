/** `classify` for several datasets and groups of classes, on the model of world.ts, whose results are worked out there. */
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DimRow } from '../../src/types.js'
import { ints, writeArrow } from '../data/arrow-file.js'
import { writeModel } from '../onnx/graphs.js'
import { expectPlain, program } from './run.js'
import { QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, queries, path } = world()
const one = ['classify', '--model', `m=${model}`, '--data', queries]

function write(name: string, text: string): string {
  writeFileSync(path(name), text)
  return path(name)
}

const train = writeArrow(path('train.arrow'), { label: ints([0, 0, 0, 2, -1]) })
const superclasses = write('superclasses.csv', 'class,superclass\n0,low\n1,low\n2,high\n')
const low = write('low.txt', '0\n1\n')
const stored = path('stored.arrow')

/** A metric at dims 2 and 4, by what the rows are of. */
function table(rows: readonly DimRow[], metric: string): Record<string, (number | null)[]> {
  const found: Record<string, (number | null)[]> = {}
  for (const { data, superclass, frequency, class: name, metrics } of rows) {
    const key = [data, superclass ?? frequency ?? name].filter((part) => part !== undefined).join(' ')
    if (metrics[metric] !== undefined) found[key] = [...(found[key] ?? []), metrics[metric].value]
  }
  return found
}

test('groups of classes: rows, inputs and parameters', async () => {
  const groups = ['--superclasses', superclasses, '--per-class', '--train', train, '--frequency', '2,2']
  const { document, code, stderr } = await json<{ rows: DimRow[]; inputs: { role: string }[]; parameters: object }>([
    ...one,
    ...groups,
  ])
  expect([code, stderr]).toEqual([0, ''])
  // class 0 was seen three times, 2 once: rows a and b are of `many`, c and d of `few`
  const ofMany = [1 / 2, 1]
  expect(table(document.rows, 'top1')).toEqual({
    '': [1 / 4, 1 / 2],
    many: ofMany,
    few: [0, 0],
    low: ofMany,
    high: [0, 0],
    '0': ofMany,
    '2': [0, 0],
  })
  expect(table(document.rows, 'superclass')).toEqual({ '': [1 / 2, 1 / 2], low: [1, 1], high: [0, 0] })
  expect(table(document.rows, 'within')).toEqual({ low: ofMany, high: [1, 1] })
  expect(table(document.rows, 'superclass.listed')).toEqual({ '': [1 / 2, 1 / 2] })
  expect(document.inputs.map(({ role }) => role)).toEqual(['superclasses', 'train', 'data', 'model'])
  expect(document.parameters).toMatchObject({ perClass: true, superclasses, frequency: [2, 2], probeStrengths: null })
})

test('several datasets, one of them with a subset', async () => {
  const other = writeRows(path('other.arrow'), QUERIES.slice(0, 2))
  const sets = ['--data', `all=${queries}`, '--data', other, '--data', `low=${queries}`, '--class-subset', `low=${low}`]
  const { document } = await json<{ rows: DimRow[]; warnings: object[] }>([
    'classify',
    '--model',
    `m=${model}`,
    ...sets,
  ])
  // low: c and d are left out, and the third logit does not compete
  expect(table(document.rows, 'top1')).toEqual({ all: [1 / 4, 1 / 2], other: [1 / 2, 1], low: [1 / 2, 1] })
  expect(document.warnings).toEqual([
    { code: 'other-classes', message: `2 rows of m on low are of classes that ${low} does not name, and are left out` },
  ])
})

test('a table for people, with names from a config file', async () => {
  const config = write('config.json', JSON.stringify({ model: { m: model }, data: { a: queries, b: queries } }))
  const { stdout, code } = await run(['classify', '--config', config, '--superclasses', superclasses, '--per-class'])
  expect(code).toBe(0)
  for (const line of [
    /^ dim +m on a +± 95 % +of 4 \(%\) +m on b/m,
    /^ m on b +4 +50\.00 .* 50\.00 +high +0\.00 +2$/m,
    /^m on b: the classes whose top-1 accuracy/m,
    /^ +0 +2 +50\.00 +100\.00 +\+50\.00$/m,
  ])
    expect(stdout).toMatch(line)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})

test('files that embed wrote: no logits are needed but for what is within superclasses', async () => {
  await run(['embed', '--model', model, '--data', queries, '--output', stored])
  const { document } = await json<{ rows: DimRow[]; warnings: { code: string }[] }>([
    'classify',
    '--data',
    stored,
    '--superclasses',
    superclasses,
  ])
  expect(table(document.rows, 'superclass')).toEqual({ '': [1 / 2, 1 / 2], low: [1, 1], high: [0, 0] })
  expect(table(document.rows, 'within')).toEqual({})
  expect(document.warnings.map(({ code }) => code)).toEqual(['no-logits'])
  const subset = await json(['classify', '--data', stored, '--class-subset', low])
  expect(subset.document.error).toMatchObject({ code: 'no-logits', exitCode: 3 })
})

describe.concurrent('probes', () => {
  // the first number tells class 2 from the others, the second 0 from 1
  const rows = [0, 1, 2, 0, 1, 2, 0, 1, 2].map((label) => ({
    x: [
      [4, 4, 1],
      [4, -4, 1],
      [-4, 0, 1],
    ][label]!,
    label,
  }))
  const embeddings = writeRows(path('embeddings.arrow'), rows, 'embedding')
  const probe = ['classify', '--data', embeddings, '--probe', '--train', embeddings]

  test('stand in for heads, in every analysis', async () => {
    const groups = ['--superclasses', superclasses, '--per-class', '--class-subset', low]
    const { document, code } = await json<{ rows: DimRow[]; parameters: { probeStrengths: object } }>([
      ...probe,
      '--dims',
      '2,3',
      ...groups,
    ])
    expect(code).toBe(0)
    expect(table(document.rows, 'top1')).toEqual({ '': [1, 1], low: [1, 1], '0': [1, 1], '1': [1, 1] })
    expect(table(document.rows, 'within')).toEqual({ low: [1, 1] })
    expect(Object.keys(Object.values(document.parameters.probeStrengths)[0]!)).toEqual(['2', '3'])
  })

  test('a fixed-feature model that has none of the dims is named', async () => {
    const ff = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4] })
    const args = ['classify', '--model', ff, '--data', queries, '--probe', '--train', queries, '--dims', '2']
    const { document } = await json(args)
    expect(document.warnings.map(({ message }) => message).join()).toContain('no rows for FF-4 (scored at 4)')
  })
})

describe.concurrent('refusals', () => {
  test.each([
    ['--frequency without --train', [...one, '--frequency', '20,100'], 'frequency-train', 2],
    ['--frequency of one number', [...one, '--frequency', '20', '--train', train], 'bad-frequency', 2],
    ['--train for nothing', [...one, '--train', train], 'flag-unused', 2],
    ['--holdout for nothing', [...one, `--holdout=${queries}`], 'flag-unused', 2],
    ['a class that there is not', [...one, '--class-subset', write('9.txt', '9\n')], 'class-unknown', 3],
    ['--probe with nothing to learn from', [...one, '--probe'], 'probe-data', 2],
    ['--probe with --tta', [...one, '--probe', '--train', train, '--tta', 'flip'], 'tta-probe', 2],
    ['labels beside labels', [...one, '--labels', low], 'labels-unused', 2],
  ])('%s', async (_, args, code, exitCode) => {
    const { document } = await json(args)
    expect(document.error).toMatchObject({ code, exitCode })
    expectPlain([document.error.message, ...document.error.suggestions].join('\n'))
  })
})

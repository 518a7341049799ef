import { describe, expect, test } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { program, values } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const all = ['few-shot', '--model', model, '--database', database, '--queries', queries]

describe.concurrent('with a model', () => {
  // Two shots of classes with two rows are all rows, in every trial.
  // d = 2, cosine: the means point to (1, 1), (−1, 1) and (0.904, 0.428); a → 2 (wrong), b between 0 and 1 → 0 (right),
  // c → 0 (wrong), d → 2 (right). d = 4: (0.707, 0.224, 0, 0.671), (−0.408, 0.707, 0.408, 0.408), (0.341, 0.220, 0.620, 0.672);
  // a → 0 and b → 0 (1.565 against 1.564 for class 2), c → 2 (1.181 against 0.931), d → 0 (3.39 against 3.03, wrong)
  test('accuracy at the declared dims', async () => {
    const { document, code, stderr } = await json([...all, '--shots', '2', '--trials', '3'])
    expect([code, stderr]).toEqual([0, ''])
    expect(values(document, 'accuracy')).toEqual({ 'model 2': 0.5, 'model 4': 0.75 })
    expect(document.rows[1]).toMatchObject({ model: 'model', dim: 4, interpolated: false, shots: 2 })
    expect(document.rows[1]).not.toHaveProperty('ways')
    const { ci95, ...rest } = document.rows[1]!.metrics.accuracy!
    expect(rest).toEqual({ value: 0.75, sd: 0, unit: 'fraction' })
    expect(ci95![0]).toBeCloseTo(0.75 - 0.489991, 6) // s = 0.5 over four queries: 1.96 · 0.5/2
    expect(ci95![1]).toBe(1)
    expect(document.warnings).toEqual([])
    const chosen = { dims: 'all', distance: 'cosine', shots: [2], ways: null, trials: 3, seed: 0 }
    expect(document.parameters).toMatchObject(chosen)
    expect(document.inputs.map(({ role }) => role)).toEqual(['database', 'model', 'queries'])
  })

  test('l2: means of raw prefixes', async () => {
    // d = 2: (0.5, 0.5), (−0.5, 0.5), (1, 0.55); a → 2 (wrong), b between 0 and 1 → 0, c → 2 (0.2025 against 0.5), d → 2
    const { document } = await json([...all, '--shots', '2', '--distance', 'l2', '--dims', '2'])
    expect(values(document, 'accuracy')).toEqual({ 'model 2': 0.75 })
  })

  test('shots in one pass, by default as many as there are rows for, and the same bytes again', async () => {
    const { document } = await json([...all, '--dims', '2'])
    expect(document.rows.map((row) => (row as unknown as { shots: number }).shots)).toEqual([1])
    expect(document.parameters).toMatchObject({ shots: [1], trials: 10 })
    const both = await json([...all, '--dims', '2', '--shots', '2,1,2'])
    expect(both.document.parameters.shots).toEqual([1, 2])
    expect(both.document.rows[0]).toEqual(document.rows[0]) // what is drawn does not hang on the other shots
    const other = await json([...all, '--dims', '2', '--shots', '1', '--seed', '5'])
    expect(other.document.rows[0]!.metrics).not.toEqual(document.rows[0]!.metrics)
  })

  test('ways: classes by chance, of which only those with queries', async () => {
    // Class 1 has no queries, so every trial has the classes 0 and 2, without class 1 to be mistaken for.
    const { document } = await json([...all, '--shots', '2', '--ways', '2'])
    expect(document.rows.map((row) => (row as unknown as { ways: number }).ways)).toEqual([2, 2])
    expect(values(document, 'accuracy')).toEqual({ 'model 2': 0.5, 'model 4': 0.75 })
    const above = await json([...all, '--shots', '2', '--ways', '3'])
    expect(above.document.error).toMatchObject({ exitCode: 2, code: 'ways-above', suggestions: ['--ways 2'] })
  })

  test('several models, in a table for people', async () => {
    const narrow = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })
    const { stdout, stderr, code } = await run([...all, '--model', narrow, '--shots', '1,2', '--trials', '2'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('1-shot accuracy (%) of the nearest class mean: 4 queries, 6 database rows, cosine')
    expect(stdout).toMatch(/dim +model +± 95 % +FF-4 +± 95 %/)
    expect(stdout).toMatch(/^ +4 +75\.00 +± 49\.00 +75\.00 +± 49\.00$/m)
  })
})

describe.concurrent('embeddings files', () => {
  test('of one file: what a trial learns from is not asked', async () => {
    // Each class has two rows that lie opposite to each other: the other one is the farthest of all.
    const rows = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ].map((x, i) => ({ x, label: i % 2 }))
    const one = writeRows(path('one.arrow'), rows, 'embedding')
    const { document } = await json(['few-shot', '--database', one, '--queries', one])
    expect(values(document, 'accuracy')).toEqual({ 'one 2': 0 })
    expect(document.warnings.map(({ code }) => code)).toEqual(['self-match'])
    expect(document.parameters.shots).toEqual([1])
    const two = writeRows(path('two.arrow'), [...rows.slice(0, 2), { x: [3, 1], label: 0 }], 'embedding')
    const other = await json(['few-shot', '--database', one, '--queries', two])
    expect(other.document.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^2 of 3 rows of .*two/),
    ])
  })

  test('unknown labels and classes without rows are left out and counted', async () => {
    const db = writeRows(path('some.arrow'), [...DATABASE.slice(0, 5), { x: [0, 0, 0, 9], label: null }], 'embedding')
    const more = [...QUERIES, { x: [1, 1, 1, 1], label: 9 }, { x: [1, 1, 1, 1], label: -1 }]
    const asked = writeRows(path('more.arrow'), more, 'embedding')
    // class 2 has one row: its two queries count at one shot only
    const { document } = await json(['few-shot', '--database', db, '--queries', asked, '--dims', '4', '--shots', '1,2'])
    expect(document.warnings.map(({ code }) => code)).toEqual([
      'unknown-labels',
      'unknown-labels',
      'few-rows',
      'no-support',
    ])
    expect(document.warnings[2]!.message).toContain('1 of 3 at 2 shots (2 queries)')
    expect(document.warnings[3]!.message).toMatch(/^1 of 5 queries/)
    expect(document.rows[1]!.metrics.accuracy!.value).toBe(1) // a and b are of class 0; c and d are not asked
  })
})

describe.concurrent('what cannot be asked for', () => {
  test.each<[string, string[], string, RegExp]>([
    ['inner products', [...all, '--distance', 'ip'], 'usage', /--distance=ip.*cosine, l2/],
    ['one way', [...all, '--ways', '1'], 'bad-number', /^--ways has "1"; expected an integer of at least 2$/],
    [
      'more shots than rows',
      [...all, '--shots', '1,3'],
      'shots-above',
      /^--shots has 3; .*database\.arrow .* at most 2$/,
    ],
  ])('%s', async (_, args, code, message) => {
    const { document } = await json(args)
    expect(document.error).toMatchObject({ exitCode: 2, code })
    expect(document.error.message).toMatch(message)
  })
})

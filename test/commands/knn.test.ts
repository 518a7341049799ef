import { describe, expect, test } from 'vitest'
import { features, ints, vectors, writeArrow } from '../data/arrow-file.js'
import { writeModel } from '../onnx/graphs.js'
import { slicingModel } from '../onnx/slicing.js'
import { program, values } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const all = ['knn', '--model', model, '--database', database, '--queries', queries]

describe('with a model', () => {
  test('1-NN at the declared dims', async () => {
    const { document, code, stderr } = await json(all)
    expect([code, stderr]).toEqual([0, ''])
    expect(values(document, 'knn@1')).toEqual({ 'model 2': 0.5, 'model 4': 1 })
    expect(values(document, 'retained')).toEqual({ 'model 2': 0.5, 'model 4': 1 })
    expect(document.rows.map(({ interpolated }) => interpolated)).toEqual([false, false])
    expect(document.rows[1]!.metrics['knn@1']!.unit).toBe('fraction')
    expect(document.warnings).toEqual([])
    expect(document.parameters).toMatchObject({ distance: 'cosine', k: [1] })
    expect(document.inputs.map(({ role, rows, dim }) => [role, rows, dim])).toEqual([
      ['database', 6, null],
      ['model', null, 4],
      ['queries', 4, null],
    ])
  })

  test('a table for people', async () => {
    const { code, stdout, stderr } = await run(all)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('1-NN accuracy (%)')
    expect(stdout).toMatch(/^ +2 +50\.00 +15\.00 – 85\.00 +50\.0$/m)
    expect(stdout).toMatch(/^ +4 +100\.00 +51\.01 – 100\.00 +100\.0$/m)
  })

  test('dims between the trained ones are marked as interpolated', async () => {
    const { document } = await json([...all, '--dims', '1..4'])
    expect(document.rows.map(({ dim, interpolated }) => [dim, interpolated])).toEqual([
      [1, true],
      [2, false],
      [4, false],
    ])
    const text = await run([...all, '--dims', '3,2,3'])
    expect(text.stdout).toMatch(/^ +2 /m)
    expect(text.stdout).toMatch(/^ +3\* /m)
    expect(text.stdout).toContain('interpolated')
  })

  test('the share of the full dimension is not that of the largest dim asked for', async () => {
    const { document } = await json([...all, '--dims', '2'])
    expect(document.rows[0]!.metrics.retained?.value ?? null).not.toBe(1)
  })

  test('k-NN by majority, ties to the nearest', async () => {
    const { document } = await json([...all, '--k', '1,3', '--dims', '4'])
    expect(values(document, 'knn@1')).toEqual({ 'model 4': 1 })
    expect(Object.keys(document.rows[0]!.metrics)).toEqual(['knn@1', 'knn@3', 'retained'])
    const repeated = await json([...all, '--k', '3', '--k', '1', '--dims', '4'])
    expect(repeated.document.rows[0]!.metrics['knn@3']).toEqual(document.rows[0]!.metrics['knn@3'])
  })

  test('distances differ', async () => {
    // d = 4, ip: query a (1, .02, 0, 0) has 1.002 with row 5, 1.02 with row 2 and 1 with row 0: row 2, wrong
    const ip = await json([...all, '--distance', 'ip', '--dims', '4'])
    expect(values(ip.document, 'knn@1')).toEqual({ 'model 4': 0.5 }) // b → row 5, c → 2, d → 5
    // d = 2, l2: b (0, 1) is at 0 from rows 1 and 3: the lower, wrong; d (1, 0) at 0 from row 0: wrong
    const l2 = await json([...all, '--distance', 'l2'])
    expect(values(l2.document, 'knn@1')).toEqual({ 'model 2': 0.5, 'model 4': 0.75 }) // c → row 1 (√3) before 2 (√4)
  })
})

describe('embeddings files', () => {
  const db = writeRows(path('db-embeddings.arrow'), DATABASE, 'embedding')
  const asked = writeRows(path('query-embeddings.arrow'), QUERIES, 'embedding')

  test('need no model', async () => {
    const { document } = await json(['knn', '--database', db, '--queries', asked, '--dims', '2,4'])
    expect(values(document, 'knn@1')).toEqual({ 'db-embeddings 2': 0.5, 'db-embeddings 4': 1 })
    expect(document.rows[0]!.interpolated).toBe(false) // no dims are declared: nothing is known of training
  })

  test('by default dims double from 8, so that four dimensions are one', async () => {
    const { document } = await json(['knn', '--database', db, '--queries', asked])
    expect(values(document, 'knn@1')).toEqual({ 'db-embeddings 4': 1 })
  })

  test('database and queries in one file: every query skips itself, and a warning says so', async () => {
    const rows = [
      { x: [1, 0], label: 0 },
      { x: [1, 0.1], label: 0 },
      { x: [0, 1], label: 1 },
      { x: [0.1, 1], label: 2 },
    ]
    const one = writeRows(path('one.arrow'), rows, 'embedding')
    const { document } = await json(['knn', '--database', one, '--queries', one])
    expect(values(document, 'knn@1')).toEqual({ 'one 2': 0.5 }) // 0 ↔ 1 right, 2 ↔ 3 wrong
    expect(document.warnings.map(({ code }) => code)).toEqual(['self-match'])
    const text = await run(['knn', '--database', one, '--queries', one])
    expect(text.stdout + text.stderr).toContain('skips its own row')
  })

  test('more neighbors than rows besides the own one', async () => {
    const two = writeRows(path('two.arrow'), DATABASE.slice(0, 2), 'embedding')
    const { document } = await json(['knn', '--database', two, '--queries', two, '--k', '2'])
    expect(document.error).toMatchObject({ exitCode: 2, code: 'k-above-database' })
    expect(document.error.message).toContain('--k asks for 2 neighbors')
  })

  test('unknown labels are left out and counted', async () => {
    const some = writeRows(
      path('some.arrow'),
      QUERIES.map((row, i) => (i < 1 ? { ...row, label: null } : i < 2 ? { ...row, label: -1 } : row)),
      'embedding',
    )
    const { document } = await json(['knn', '--database', db, '--queries', some, '--dims', '2,4'])
    expect(values(document, 'knn@1')).toEqual({ 'db-embeddings 2': 0.5, 'db-embeddings 4': 1 })
    expect(document.warnings).toHaveLength(1)
    expect(document.warnings[0]!.message).toContain('2 of 4 rows')
    const back = await json(['knn', '--database', some, '--queries', db, '--dims', '4'])
    expect(back.document.warnings[0]!.message).toContain('2 of 4 rows')
  })
})

describe('several models', () => {
  const wide = writeModel(path('wide.onnx'), { width: 4, classes: 3, dims: [1, 2, 4] })
  const narrow = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })

  test('stand side by side, fixed-feature models at their own dim', async () => {
    const args = ['--model', `A=${wide}`, '--model', narrow, '--database', database, '--queries', queries]
    const { document } = await json(['knn', ...args])
    expect(Object.keys(values(document, 'knn@1'))).toEqual(['A 1', 'A 2', 'A 4', 'FF-4 4'])
    const { stdout } = await run(['knn', ...args])
    expect(stdout).toMatch(/dim +A +± 95 % .*FF-4 +± 95 % /)
    const asked = await json(['knn', ...args, '--dims', '2'])
    expect(Object.keys(values(asked.document, 'knn@1'))).toEqual(['A 2'])
    expect(asked.document.warnings.map(({ code }) => code)).toEqual(['no-rows'])
  })

  test('of different widths', async () => {
    // A model that keeps two numbers of four cannot be asked for four.
    const two = writeModel(path('two.onnx'), slicingModel(4, 2))
    const args = ['knn', '--model', wide, '--model', two, '--database', database, '--queries', queries]
    const { document } = await json(args)
    expect(Object.keys(values(document, 'knn@1'))).toEqual(['wide 1', 'wide 2', 'wide 4', 'two 2'])
    expect(values(document, 'knn@1')['two 2']).toBe(values(document, 'knn@1')['wide 2'])
    const above = await json([...args, '--dims', '4'])
    expect(above.document.error).toMatchObject({ exitCode: 2, code: 'dims-above' })
  })

  test('of one name', async () => {
    const { document } = await json([...all, '--model', model])
    expect(document.error).toMatchObject({ exitCode: 2, code: 'model-names' })
  })
})

describe('what does not fit together', () => {
  test('embeddings of another model', async () => {
    const embedded = path('embedded.arrow')
    await run(['embed', '--model', model, '--data', database, '--output', embedded])
    const other = writeModel(path('other.onnx'), { width: 4, classes: 3, dims: [1, 4] })
    const same = await json(['knn', '--model', model, '--database', embedded, '--queries', queries])
    expect(values(same.document, 'knn@1')).toEqual({ 'model 2': 0.5, 'model 4': 1 })
    const { document } = await json(['knn', '--model', other, '--database', embedded, '--queries', queries])
    expect(document.error).toMatchObject({ code: 'model-mismatch', exitCode: 2 })
  })

  test('widths', async () => {
    const narrow = writeRows(path('narrow.arrow'), [{ x: [1, 2, 3], label: 0 }], 'embedding')
    const wide = writeRows(path('wide.arrow'), DATABASE, 'embedding')
    const { document } = await json(['knn', '--database', wide, '--queries', narrow])
    expect(document.error).toMatchObject({ code: 'width-mismatch', exitCode: 3 })
    expect(document.error.message).toMatch(/wide\.arrow has 4 dimensions.*narrow\.arrow has 3/)
  })

  test('labels mean classes by name, whatever their numbers', async () => {
    const file = (name: string, names: string[]) =>
      writeArrow(
        path(name),
        {
          embedding: vectors([
            [1, 2],
            [2, 1],
          ]),
          label: ints([0, 1]),
        },
        { metadata: features({ label: { _type: 'ClassLabel', names } }) },
      )
    const database = file('ab.arrow', ['a', 'b'])
    const accuracy = async (queries: string) => {
      const { document } = await json(['knn', '--database', database, '--queries', queries])
      return [document.rows.at(-1)!.metrics['knn@1']!.value, document.warnings.map(({ code }) => code)]
    }
    expect(await accuracy(file('ba.arrow', ['b', 'a']))).toEqual([0, ['duplicate-rows']])
    expect(await accuracy(file('ac.arrow', ['a', 'c']))).toEqual([0.5, ['label-sets-differ', 'duplicate-rows']])
  })
})

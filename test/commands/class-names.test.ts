/** Tables that name their classes are held against each other by name. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { texts, vectors, writeArrow } from '../data/arrow-file.js'
import { nestedModel, withMetadata, writeModel } from '../onnx/graphs.js'
import { program } from './run.js'
import { DATABASE, QUERIES, world } from './world.js'

const { json } = program()
const { model, folder } = world()
const NAMES = ['pear', 'apple', 'fig'] // of the labels 0, 1 and 2; sorted, they stand in another order

type Rows = readonly { x: readonly number[]; label: number }[]
const file = (name: string, rows: Rows, column: string, names = NAMES) =>
  writeArrow(join(folder, name), {
    [column]: vectors(rows.map(({ x }) => x)),
    label: texts(rows.map(({ label }) => names[label]!)),
  })

test('knn by strings gives what knn by numbers gives, though the queries have other classes', async () => {
  const database = file('db.arrow', DATABASE, 'embedding')
  // QUERIES have no row of class 1 (apple): fig and pear are 0 and 1 there, 1 and 2 in the database
  const { document } = await json(['knn', '--database', database, '--queries', file('q.arrow', QUERIES, 'embedding')])
  expect(document.rows.map(({ dim, metrics }) => [dim, metrics['knn@1']!.value])).toEqual([[4, 1]])
  expect(document.warnings).toEqual([])
})

test('classes that only the queries have are counted as wrong, with a warning', async () => {
  const queries = file('new.arrow', QUERIES, 'embedding', ['kiwi', '', 'fig']) // a and b are of a class that is nowhere
  const { document } = await json(['knn', '--database', join(folder, 'db.arrow'), '--queries', queries])
  expect(document.rows[0]!.metrics['knn@1']!.value).toBe(0.5)
  expect(document.warnings.map(({ code }) => code)).toEqual(['label-sets-differ'])
  expect(document.warnings[0]!.message).toContain(
    '2 of 4 queries are of 1 class that the database has no rows of (kiwi)',
  )
})

test('classify: names of the model set the numbers; without them as many names are wanted', async () => {
  const named = writeModel(
    join(folder, 'named.onnx'),
    withMetadata(nestedModel({ width: 4, classes: 3, dims: [2, 4] }), { class_names: JSON.stringify(NAMES) }),
  )
  const data = file('data.arrow', QUERIES, 'x')
  const { document } = await json(['classify', '--model', named, '--data', data])
  // at d = 4, a and b are right
  expect(document.rows.map(({ metrics }) => metrics.top1!.value)).toEqual([0.25, 0.5])
  const refused = await json(['classify', '--model', model, '--data', data])
  expect(refused.document.error).toMatchObject({ code: 'classes-unnamed', exitCode: 3 })
})

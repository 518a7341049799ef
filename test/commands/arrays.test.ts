/** Arrays and vectors of other tools as database and queries. */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { file } from '../data/formats/cells.js'
import { floatsNpy } from '../data/npy-file.js'
import { temporaryFolder } from '../data/temporary.js'
import { program, values } from './run.js'
import { DATABASE, QUERIES } from './world.js'

const { json } = program()
const folder = temporaryFolder()
const flat = (rows: readonly { x: readonly number[] }[]) => Float32Array.from(rows.flatMap(({ x }) => x))
const labelsOf = (rows: readonly { label: number }[]) => Float32Array.from(rows.map(({ label }) => label))

const database = floatsNpy(join(folder, 'db-X.npy'), flat(DATABASE), [6, 4])
floatsNpy(join(folder, 'db-y.npy'), labelsOf(DATABASE), [6, 1])
const queries = join(folder, 'queries.fbin')
writeFileSync(
  queries,
  Buffer.concat([new Uint8Array(Uint32Array.of(4, 4).buffer), new Uint8Array(flat(QUERIES).buffer)]),
)
const labels = floatsNpy(join(folder, 'labels.npy'), labelsOf(QUERIES), [4])

test('knn: labels beside an array, and labels that are told', async () => {
  const args = ['knn', '--database', database, '--queries', queries, '--queries-labels', labels, '--model-dims', '2,4']
  const { document, code, stderr } = await json(args)
  expect([code, stderr]).toEqual([0, ''])
  expect(values(document, 'knn@1')).toEqual({ 'db-X 2': 0.5, 'db-X 4': 1 }) // as world.ts works it out
  expect(document.inputs.map(({ role, rows, dim }) => [role, rows, dim])).toEqual([
    ['database', 6, 4],
    ['labels', 4, null],
    ['queries', 4, 4],
  ])
})

test('few-shot: arrays of a .npz archive', async () => {
  const all = join(folder, 'all.npz')
  copyFileSync(file('columns.npz'), all)
  const { document, code } = await json([
    'few-shot',
    '--database',
    all,
    '--queries',
    all,
    '--shots',
    '1',
    '--trials',
    '2',
  ])
  expect(code).toBe(0)
  expect(document.inputs.map(({ role, rows, dim }) => [role, rows, dim])).toEqual([
    ['database', 8, 4],
    ['queries', 8, 4],
  ])
})

test('labels of other rows, and logits where embeddings are', async () => {
  const other = await json(['knn', '--database', database, '--queries', database, '--database-labels', labels])
  expect(other.document).toMatchObject({ error: { code: 'label-rows', exitCode: 3 } })
  const logits = await json(['knn', '--database', file('logits-f4.npy'), '--queries', database])
  expect(logits.document).toMatchObject({ error: { code: 'array-role', exitCode: 2 } })
})

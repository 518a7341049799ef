import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realFile } from '../data/real-files.js'
import { writeModel } from '../onnx/graphs.js'
import { tokenModel } from '../onnx/odd.js'
import { expectPlain, program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries, path, folder } = world()

interface Inspected {
  command: string
  schemaVersion: number
  error?: { message: string }
  subjects: { kind: string; path: string; [fact: string]: unknown }[]
}

test('a dataset, as text', async () => {
  const { code, stdout, stderr } = await run(['inspect', 'database.arrow'], { cwd: folder })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.replace(/[\d.]+ (KiB|bytes)$/m, 'SIZE')).toMatchInlineSnapshot(`
    "database.arrow
      format       Arrow IPC file or stream (Feather V2)
      rows         6 rows in 3 record batches, SIZE
      column       id: Utf8 → id
      column       x: FixedSizeList[4]<Float32> → tensor
      column       label: Int32 → label
      labels       6 rows in 3 classes
      most rows    0 (2), 1 (2), 2 (2)
      fewest rows  0 (2), 1 (2), 2 (2)
      rows a class 2–3: 3
    "
  `)
})

test('a model, as text', async () => {
  const { code, stdout } = await run(['inspect', 'model.onnx'], { cwd: folder })
  expect(code).toBe(0)
  expect(stdout.replace(/[\d.]+ (KiB|bytes)$/m, 'SIZE')).toMatchInlineSnapshot(`
    "model.onnx
      ONNX model   SIZE
      input        x: float32 [batch, 4]
      output       embedding: float32 [batch, 4]
      output       logits_2: float32 [batch, 3]
      output       logits_4: float32 [batch, 3]
      reads        numbers as they are
      embedding    embedding, 4 dimensions
      heads        2 (logits_2), 4 (logits_4)
      nesting dims 2, 4
    "
  `)
})

test('several at once, as JSON', async () => {
  const { document } = await json<Inspected>(['inspect', model, database, realFile('nan')])
  expect(document).toMatchObject({ schemaVersion: 1, command: 'inspect' })
  expect(document.subjects.map(({ kind }) => kind)).toEqual(['onnx', 'data', 'data'])
  expect(document.subjects[0]).toMatchObject({ embedding: 'embedding', width: 4, dims: [2, 4] })
  expect(document.subjects[1]).toMatchObject({
    format: 'arrow',
    rows: 6,
    recordBatches: 3,
    labels: { known: 6, unknown: 0 },
  })
  expect(document.subjects[2]).toMatchObject({ embedding: { width: 4, nanRows: 1 } })
})

test('embeddings that embed wrote', async () => {
  const file = path('embedded.arrow')
  await run(['embed', '--model', `M=${model}`, '--data', queries, '--output', file])
  const { stdout } = await run(['inspect', file])
  expect(stdout).toMatch(/embedding +4 dimensions, nesting dims 2, 4/)
  expect(stdout).toMatch(/model +M \(sha256 [0-9a-f]{12}…\), heads at 2, 4/)
  expect(stdout).toContain('made by')
})

test('what is wrong is said, and the rest is shown', async () => {
  const { stdout } = await run(['inspect', realFile('ragged')])
  expect(stdout).toMatch(/problem +.*row 6 has 3 numbers/)
  expect(stdout).toContain('label: Int64')
})

test('a folder with a model, and told outputs', async () => {
  writeModel(path('model.onnx'), { width: 4, classes: 3, dims: [2, 4] })
  const { document } = await json<Inspected>(['inspect', path('.'), '--embedding-output', 'logits_4'])
  expect(document.subjects[0]).toMatchObject({ kind: 'onnx', embedding: 'logits_4', width: 3 })
})

test('folders: data, several tables, and one of them; texts and images', async () => {
  const corpus = path('beir')
  mkdirSync(corpus)
  writeFileSync(
    join(corpus, 'corpus.jsonl'),
    '{"_id": "d1", "title": "T", "text": "one"}\n{"_id": "d2", "text": "one"}\n',
  )
  writeFileSync(join(corpus, 'queries.jsonl'), '{"_id": "q1", "text": "?"}\n')
  const { document } = await json<Inspected>(['inspect', corpus])
  const found = document.subjects.map(({ path, rows }) => [path, rows])
  expect(found).toEqual([
    [`${corpus}#corpus`, 2],
    [`${corpus}#queries`, 1],
  ])
  const { stdout } = await run(['inspect', `${corpus}#corpus`, realFile('columns-datasets-arrays')])
  expect(stdout).toMatch(/title: Utf8 → title\n.*text: Utf8 → text/)
  expect(stdout).toMatch(/texts +2 rows, 3 characters on average, at most 3\n +problem +1 text equal to one before/)
  expect(stdout).toMatch(/images +2 pixels \(the first 2 rows\), 18 bytes to 18 bytes/)
})

test('a model that no command can use', async () => {
  const odd = writeModel(path('odd.onnx'), tokenModel())
  const { document, stderr } = await json(['inspect', odd])
  expect(document.error).toMatchObject({ code: 'model-outputs', exitCode: 3 })
  expectPlain(document.error.message + stderr)
})

test.each([
  ['absent.arrow', 3],
  ['absent.onnx', 3],
])('%s', async (name, exitCode) => {
  const { document } = await json(['inspect', path(name)])
  expect(document.error).toMatchObject({ exitCode })
  expect(document.error.message).toContain(path(name))
})

import { copyFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nestedModel, writeModel } from '../onnx/graphs.js'
import { program, values } from './run.js'
import { DATABASE, world, writeRows } from './world.js'

const { model, database, queries, path } = world()
const knn = ['knn', '--model', model, '--database', database, '--queries', queries]

function embeddings(cache: string): string[] {
  return readdirSync(join(cache, 'mrl-eval', 'embeddings')).sort()
}

test('the second command finds what the first one made', async () => {
  const { json, cache } = program()
  const first = await json(knn)
  const kept = embeddings(cache)
  expect(kept).toHaveLength(2)
  const times = kept.map((name) => statSync(join(cache, 'mrl-eval', 'embeddings', name)).mtimeMs)
  const second = await json(knn)
  expect(second.document.rows).toEqual(first.document.rows)
  const scored = await json(['classify', '--model', model, '--data', queries]) // the same rows through the same model
  expect(scored.code).toBe(0)
  const searched = await json(['retrieval', ...knn.slice(1), '--k', '1', '--no-latency']) // whose sides have no prompts
  expect(searched.code).toBe(0)
  expect(embeddings(cache)).toEqual(kept)
  expect(kept.map((name) => statSync(join(cache, 'mrl-eval', 'embeddings', name)).mtimeMs)).toEqual(times)
})

test('--no-cache keeps nothing and gives the same', async () => {
  const { json, cache } = program()
  const { document } = await json([...knn, '--no-cache'])
  expect(values(document, 'knn@1')).toEqual({ 'model 2': 0.5, 'model 4': 1 })
  expect(readdirSync(cache)).not.toContain('mrl-eval')
})

test('the key is the content: not the name, not the time, not the place', async () => {
  const { json, cache } = program()
  await json(knn)
  copyFileSync(database, path('copy.arrow'))
  utimesSync(path('copy.arrow'), 1, 1)
  const args = ['knn', '--model', `N=${model}`, '--database', path('copy.arrow'), '--queries', queries]
  const { document } = await json(args)
  expect(values(document, 'knn@1')).toEqual({ 'N 2': 0.5, 'N 4': 1 })
  expect(embeddings(cache)).toHaveLength(2)
})

test('changed data, another model and another batch size are embedded anew', async () => {
  const { json, cache } = program()
  const data = writeRows(path('changing.arrow'), DATABASE)
  const args = (...more: string[]) => ['knn', '--model', model, '--database', data, '--queries', queries, ...more]
  await json(args())
  writeRows(
    data,
    DATABASE.map((row) => ({ ...row, label: 0 })),
  )
  expect(values((await json(args())).document, 'knn@1')).toEqual({ 'model 2': 0.5, 'model 4': 0.5 })
  await json(args('--batch', '3'))
  const other = writeModel(path('other.onnx'), nestedModel({ width: 4, classes: 3, dims: [1, 4] }))
  await json(['knn', '--model', other, '--database', data, '--queries', queries])
  expect(embeddings(cache)).toHaveLength(7)
})

test('a damaged file in the cache is not believed', async () => {
  const { json, cache } = program()
  const first = await json(knn)
  for (const name of embeddings(cache)) writeFileSync(join(cache, 'mrl-eval', 'embeddings', name), 'ARROW1')
  const { document, code } = await json(knn)
  expect(code).toBe(0)
  expect(document.rows).toEqual(first.document.rows)
})

test('a cache that cannot be written does no harm', async () => {
  const { json, cache } = program()
  writeFileSync(join(cache, 'mrl-eval'), 'a file where the folder should be')
  const { code, document } = await json(knn)
  expect(code === 0 || /cach/i.test(document.error.message)).toBe(true)
})

/** Embeddings that do not belong together look alike; what made them stands in the files. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nestedModel, writeModel } from '../onnx/graphs.js'
import { program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries, folder } = world()

test('embeddings of two models are not searched in each other', async () => {
  const other = writeModel(
    join(folder, 'other.onnx'),
    nestedModel({ width: 4, classes: 3, dims: [2, 4], metadata: { origin: 'another' } }),
  )
  const files = { database: join(folder, 'db-emb.arrow'), queries: join(folder, 'q-emb.arrow') }
  await run(['embed', '--model', model, '--data', database, '--output', files.database])
  await run(['embed', '--model', `OTHER=${other}`, '--data', queries, '--output', files.queries])
  const { code, document } = await json(['knn', '--database', files.database, '--queries', files.queries])
  expect(code).toBe(3)
  expect(document.error).toMatchObject({ code: 'model-mismatch' })
  expect(document.error!.message).toContain('OTHER')
})

test('errors about a dataset name it, not the cache', async () => {
  const { document } = await json(['knn', '--model', model, '--database', database, '--queries', queries, '--k', '99'])
  expect(document.error!.message).toContain(database)
})

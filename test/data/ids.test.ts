import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { openRows } from '../../src/data/formats/index.js'
import { readIdColumn } from '../../src/data/ids.js'
import { ints, texts, vectors, writeArrow } from './arrow-file.js'
import { collect, userError } from './collect.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const v = vectors([[1], [2], [3]])

test('the id column, found or told, over record batches; else row numbers', async () => {
  const columns = { v, id: texts(['a', 'b', 'c']), code: ints([7, 8, 9]) }
  const path = writeArrow(join(folder, 'ids.arrow'), columns, { recordRows: 2 })
  expect(await readIdColumn(path, {})).toEqual(['a', 'b', 'c'])
  expect(await readIdColumn(path, { id: 'code' })).toEqual(['7', '8', '9'])
  expect(await readIdColumn(writeArrow(join(folder, 'bare.arrow'), { v }), {})).toEqual(['0', '1', '2'])
})

test('a null names its row', async () => {
  const path = writeArrow(join(folder, 'null.arrow'), { v, id: texts(['a', 'b', null]) }, { recordRows: 2 })
  const error = await userError(readIdColumn(path, {}))
  expect(error.message).toContain('column "id", row 2 is null')
})

test('columns that nobody asked for are not made', async () => {
  const path = join(folder, 'rows.jsonl')
  writeFileSync(path, '{"embedding": [1, 2], "id": "a", "note": {"long": 1}}\n{"embedding": [3, 4], "id": "b"}\n')
  const file = await openRows(path)
  const batch = await file.read(0, ['id', 'embedding'])
  await file.close()
  expect([batch.schema.fields.map(({ name }) => name), batch.numRows]).toEqual([['embedding', 'id'], 2])
  const [first] = await collect((await openEmbeddings(path)).batches())
  expect([first!.ids, [...first!.vectors!]]).toEqual([
    ['a', 'b'],
    [1, 2, 3, 4],
  ])
})

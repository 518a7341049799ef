import { expect, test } from 'vitest'
import { openPairs } from '../../src/data/pairs.js'
import type { Dataset } from '../../src/types.js'
import { texts, writeArrow } from './arrow-file.js'
import { collect, userError } from './collect.js'
import { realFile } from './real-files.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const path = realFile('columns-pairs')

async function read(dataset: Dataset): Promise<string[]> {
  const batches = await collect(dataset.batches(3))
  return batches.flatMap(({ inputs }) => (inputs.kind === 'texts' ? inputs.texts : []))
}

test('sentences and scores of the same rows', async () => {
  const pairs = await openPairs(path)
  expect(pairs).toMatchObject({ name: 'columns-pairs', rows: 4 })
  expect(await read(pairs.first)).toEqual(['a', 'b', 'c', 'd'])
  expect(await read(pairs.second)).toEqual(['A', 'B', 'C', 'D'])
  expect([...(await pairs.scores())]).toEqual([0.5, 1, 4.75, 0])
})

test('told columns', async () => {
  const pairs = await openPairs(path, { sentence1: 'sentence2', sentence2: 'sentence1', score: 'label' })
  expect(await read(pairs.first)).toEqual(['A', 'B', 'C', 'D'])
  expect([...(await pairs.scores())]).toEqual([0.5, 1, 4.75, 0])
})

test.each([
  ['nan', 'row 2 is NaN; expected a finite score'],
  ['null', 'row 3 is null; expected a score'],
])('a score that is %s', async (score, message) => {
  const error = await userError(openPairs(path, { score }).then((pairs) => pairs.scores()))
  expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
  expect(error.message).toContain(message)
})

test('files without pairs', async () => {
  const one = writeArrow(`${folder}/one.arrow`, { sentence1: texts(['a']) })
  const error = await userError(openPairs(one))
  expect(error).toMatchObject({ code: 'no-pairs', exitCode: 3, suggestions: ['say which: --column sentence2=NAME'] })
  expect(error.message).toContain('it has sentence1 (Utf8)')
  expect(await userError(openPairs(realFile('no-rows')))).toMatchObject({ code: 'no-rows' })
})

import { expect, test } from 'vitest'
import { sidesOf } from '../../../src/cli/retrieval/sides.js'
import { openDigests } from '../../../src/cli/tables/digests.js'
import { texts, writeArrow } from '../../data/arrow-file.js'
import { temporaryFolder } from '../../data/temporary.js'

const folder = temporaryFolder()
const write = (name: string, ids: readonly string[]) =>
  writeArrow(`${folder}/${name}.arrow`, { id: texts(ids), text: texts(ids) })
const database = write('corpus', ['a', 'b', 'c'])
const copy = write('copy', ['a', 'b', 'c'])
const [one, two] = [write('one', ['p', 'q', 'r']), write('two', ['x', 'y'])]

async function rowsOf(paths: readonly string[], judged: readonly string[] | null) {
  const judgments = judged && {
    path: 'qrels.tsv',
    format: 'trec' as const,
    judgments: new Map(judged.map((id) => [id, new Map([['b', 1]])])),
  }
  const queries = paths.map((path) => ({ name: null, path }))
  const sides = await sidesOf({ database, queries, judgments }, { column: undefined }, openDigests(null))
  expect(sides.database.wanted).toMatchObject({ side: 'document', rows: null })
  return sides.queries.map(({ wanted, of }) => [wanted.side, wanted.rows, of])
}

test('judged queries are enough where others have no judgments', async () => {
  expect(await rowsOf([one, two], ['q', 'x', 'y'])).toEqual([
    ['query', [1], 3],
    ['query', null, null], // both are judged
  ])
})

test('queries that are the database, and those without judgments, come with all rows', async () => {
  expect(await rowsOf([database, copy], ['b'])).toEqual([
    ['query', null, null],
    ['query', null, null],
  ])
  expect(await rowsOf([one], null)).toEqual([['query', null, null]])
})

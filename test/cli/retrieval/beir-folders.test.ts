import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ofBeirFolders } from '../../../src/cli/retrieval/beir-folders.js'
import { temporaryFolder } from '../../data/temporary.js'

const BEIR = fileURLToPath(new URL('../../data/files/beir', import.meta.url))
const folder = temporaryFolder()
let copies = 0

/** A copy of the folder with these qrels. */
function copy(qrels: readonly string[]): string {
  const path = join(folder, `beir-${copies++}`)
  cpSync(BEIR, path, { recursive: true })
  rmSync(join(path, 'qrels'), { recursive: true })
  if (qrels.length > 0) mkdirSync(join(path, 'qrels'))
  for (const name of qrels) writeFileSync(join(path, 'qrels', name), '')
  return path
}

const of = (database: string, queries: string[], qrels: string | null = null) =>
  ofBeirFolders({ database, queries, qrels })

describe('a BEIR folder', () => {
  test('is its corpus and its queries, and brings the judgments of its test split', async () => {
    const expected = {
      database: `${BEIR}#corpus`,
      queries: [`${BEIR}#queries`],
      qrels: join(BEIR, 'qrels', 'test.tsv'),
    }
    expect(await of(BEIR, [BEIR])).toEqual(expected)
    expect(await of(`${BEIR}#corpus`, [`${BEIR}#queries`])).toEqual(expected)
    expect(await of(BEIR, [`${BEIR}#queries`, 'more.arrow'], 'own.tsv')).toEqual({
      ...expected,
      queries: [`${BEIR}#queries`, 'more.arrow'],
      qrels: 'own.tsv',
    })
  })

  test('with one file of judgments brings that', async () => {
    const path = copy(['dev.tsv'])
    expect((await of('corpus.arrow', [path])).qrels).toBe(join(path, 'qrels', 'dev.tsv'))
  })

  test('with several and no test split does not choose', async () => {
    const path = copy(['train.tsv', 'dev.tsv'])
    await expect(of(path, [path])).rejects.toMatchObject({
      code: 'qrels-ambiguous',
      exitCode: 2,
      message: `${join(path, 'qrels')} has dev.tsv, train.tsv, and no test.tsv`,
      suggestions: [`--qrels ${join(path, 'qrels', 'dev.tsv')}`],
    })
  })

  test('without any is an error, as are two of them', async () => {
    const path = copy([])
    await expect(of(path, [path])).rejects.toMatchObject({ code: 'qrels-missing', exitCode: 3 })
    await expect(of(path, [BEIR])).rejects.toMatchObject({ code: 'qrels-ambiguous', exitCode: 2 })
  })

  test('other paths stay as they are', async () => {
    const given = { database: 'db.arrow', queries: ['q.arrow'], qrels: null }
    expect(await ofBeirFolders(given)).toEqual(given)
    expect(await of(join(BEIR, 'corpus.jsonl'), ['q#queries'])).toMatchObject({ queries: ['q#queries'], qrels: null })
  })
})

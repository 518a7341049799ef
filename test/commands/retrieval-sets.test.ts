/** What is searched for: several sets, the database itself, rows without a class. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { writeClusters } from './clusters.js'
import { bySetting, type RetrievalDocument, settingName } from './retrieval-document.js'
import { expectPlain, expectSchema, program } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { path } = world()
const database = writeRows(path('db.arrow'), DATABASE, 'embedding')
const queries = writeRows(path('q.arrow'), QUERIES, 'embedding')
const args = (from: string, to: readonly string[], ...more: string[]) => [
  ...['retrieval', '--database', from, ...to.flatMap((file) => ['--queries', file]), '--no-latency'],
  ...more,
]
const measured = (...own: Parameters<typeof args>) => json<RetrievalDocument>(args(...own))
const at4 = ['--dims', '4', '--k', '1']

async function failed(exitCode: number, code: string, message: RegExp, ...own: Parameters<typeof args>) {
  const { document, stderr } = await json(args(...own))
  expect(document.error.message).toMatch(message)
  expect(document.error).toMatchObject({ exitCode, code })
  expectPlain(document.error.message + stderr)
  expect(stderr).toBe('')
}

describe('several query sets', () => {
  test('rows for each, named by their stems or as told', async () => {
    const { document } = await measured(database, [queries, `far=${database}`], '--dims', '2,4', '--k', '1')
    expectSchema(document)
    expect(document.rows.map(settingName)).toEqual(['q 2', 'q 4', 'far 2', 'far 4'])
    expect(bySetting(document, 'hit@1')).toMatchObject({ 'q 2': 0.5, 'q 4': 1 })
    expect(document.warnings.map(({ code }) => code)).toEqual(['self-match']) // of the second set alone
    const alone = await measured(database, [queries], '--dims', '2,4', '--k', '1')
    expect(alone.document.rows[0]).not.toHaveProperty('queries')
    expect(bySetting(alone.document, 'map@1')).toEqual({ 2: 0.5, 4: 1 })
  })

  test('a table has a column for them', async () => {
    const { stdout } = await run(args(database, [`near=${queries}`, `far=${database}`], ...at4))
    expect(stdout).toMatch(/^ +queries +search /m)
    expect(stdout).toMatch(/^ +near +4 +100\.00 /m)
    expect(stdout).toMatch(/^ +far +4 /m)
  })

  test('from a config file', async () => {
    const cwd = path('place')
    mkdirSync(cwd)
    const lines = [
      'database: ../db.arrow',
      'retrieval:',
      '  queries: {near: ../q.arrow, far: ../db.arrow}',
      '  k: [1, 2]',
    ]
    writeFileSync(`${cwd}/mrl-eval.config.yaml`, [...lines, '  latency: false', '  dims: [2, 4]'].join('\n'))
    const { document, code } = await json<RetrievalDocument>(['retrieval'], { cwd })
    expect(code).toBe(0)
    expect(document.rows.map(settingName)).toEqual(['near 2', 'near 4', 'far 2', 'far 4'])
    const typed = await json<RetrievalDocument>(['retrieval', '--queries', '../q.arrow', '--k', '2'], { cwd })
    expect(bySetting(typed.document, 'map@2')).toEqual({ 2: 0.5, 4: 0.5 })
  })
})

describe('queries that are the database', () => {
  // (1, 0) and (1, .1) of class 0 are each other's nearest; (0, 1) of class 1 and (.1, 1) of class 2, too.
  const rows = [
    { x: [1, 0], label: 0 },
    { x: [1, 0.1], label: 0 },
    { x: [0, 1], label: 1 },
    { x: [0.1, 1], label: 2 },
  ]
  const one = writeRows(path('one.arrow'), rows, 'embedding')

  test('skip their own rows, in shortlists too', async () => {
    const { document } = await measured(
      one,
      [one],
      '--shortlist',
      '1',
      '--rerank',
      '2',
      '--shortlist-size',
      '3',
      '--k',
      '1',
    )
    expect(bySetting(document, 'hit@1')).toMatchObject({ 2: 0.5, '1→2:3': 0.5 })
    expect(document.warnings.map(({ code }) => code)).toEqual(['self-match'])
    const indexed = await measured(one, [one], '--index', 'Flat', '--k', '1', '--dims', '2')
    expect(bySetting(indexed.document, 'hit@1')).toEqual({ 'Flat 2': 0.5 })
  })

  test('are not relevant to themselves', async () => {
    const { document } = await measured(one, [one], '--dims', '2', '--k', '1,3')
    // recall@3: classes 1 and 2 have no other row: nothing to find
    expect(document.rows[0]!.metrics['map@1']!.value).toBe(0.5)
    expect(document.rows[0]!.metrics['precision@3']!.value).toBeCloseTo(2 / 3 / 4, 12)
  })

  test('also with judgments', async () => {
    const qrels = path('self.qrels')
    const own = writeClusters(path('own.arrow'), { rows: 40, seed: 3 })
    writeFileSync(qrels, 'd0 0 d0 1\nd0 0 d5 1\nd7 0 d2 1\n')
    const { document } = await measured(own, [own], '--qrels', qrels, '--dims', '16', '--k', '39')
    expect(document.warnings.map(({ code }) => code).toSorted()).toEqual(['self-match', 'unjudged-queries'])
    expect(document.warnings.map(({ message }) => message).join()).toContain('38 of 40 queries')
    // 39 rows are all that there are beside the own one: every other judged row is among them, d0 for d0 is not
    expect(document.rows[0]!.metrics['precision@39']!.value).toBeCloseTo(1 / 39, 12)
    expect(document.rows[0]!.metrics['recall@39']!.value).toBe(1)
    expect(document.rows[0]!.metrics['unique@39']!.value).toBeNull()
  })
})

describe('rows without a class', () => {
  const some = writeRows(
    path('some.arrow'),
    QUERIES.map((row, i) => (i < 1 ? { ...row, label: null } : i < 2 ? { ...row, label: -1 } : row)),
    'embedding',
  )
  const none = writeRows(
    path('none.arrow'),
    QUERIES.map(({ x }) => ({ x, label: null })),
    'embedding',
  )

  test('are left out and counted', async () => {
    const { document } = await measured(database, [some], '--dims', '2,4', '--k', '1')
    expect(bySetting(document, 'hit@1')).toEqual({ 2: 0.5, 4: 1 }) // c and d
    expect(document.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('2 of 4 rows')])
    const back = await measured(some, [database], '--dims', '4', '--k', '2')
    expect(back.document.warnings[0]!.message).toContain('2 of 4 rows')
    expect(back.document.rows[0]!.metrics.mflops!.value).toBeCloseTo((4 * 2) / 1e6, 15) // two rows are searched
  })

  test('and where they are all, there is nothing to score', async () => {
    await failed(3, 'no-labels', /none\.arrow has no labels to score against/, database, [none], ...at4)
    await failed(3, 'no-labels', /none\.arrow has no labels to score against/, none, [queries], ...at4)
  })

  test('leave fewer rows than the lists are long', async () => {
    const few = writeClusters(path('few.arrow'), { rows: 60, seed: 4, labels: (row, own) => (row < 8 ? own : -1) })
    const asked = writeClusters(path('asked.arrow'), { rows: 10, seed: 5, ids: 'q' })
    const { document } = await measured(
      few,
      [asked],
      '--dims',
      '16',
      '--k',
      '20',
      '--index',
      'exact',
      '--index',
      'Flat',
    )
    expect(bySetting(document, 'overlap@20')['Flat 16']).toBe(bySetting(document, 'overlap@20')['16'])
    // Of 8 rows, classes 0 to 2 have two, 3 and 4 one: all of them are in a list of 20, whose other places are empty.
    expect(document.rows[0]!.metrics['precision@20']!.value).toBeCloseTo((3 * 2 + 2 * 1) / 5 / 20, 12)
    expect(document.rows[1]!.metrics['precision@20']!.value).toBeCloseTo((3 * 2 + 2 * 1) / 5 / 20, 12)
    expect(document.rows[0]!.metrics['recall@20']!.value).toBe(1)
  })
})

describe('vectors that are no numbers', () => {
  const broken = path('nan.arrow')
  writeRows(broken, [...DATABASE, { x: [1, Number.NaN, 0, 0], label: 1 }], 'embedding')

  test.each<[string, string[]]>([
    ['exact', []],
    ['indexed', ['--index', 'Flat']],
  ])('%s', async (_, more) => {
    const message = /^[^:]*nan\.arrow: column "embedding", row 6 has NaN at position 1/
    await failed(3, 'bad-row', message, broken, [queries], ...at4, ...more)
    await failed(3, 'bad-row', message, database, [broken], ...at4, ...more)
  })
})

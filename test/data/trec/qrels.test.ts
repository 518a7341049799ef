import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { identicalRows, readQrels, resolveQrels } from '../../../src/data/trec/qrels.js'
import { writeQrels } from '../../../src/data/trec/write-qrels.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
let files = 0

function write(text: string): string {
  const path = join(folder, `qrels-${files++}.txt`)
  writeFileSync(path, text)
  return path
}

async function judgments(text: string): Promise<Record<string, Record<string, number>>> {
  const { judgments } = await readQrels(write(text))
  return Object.fromEntries([...judgments].map(([query, gains]) => [query, Object.fromEntries(gains)]))
}

describe('formats, told apart by content', () => {
  const expected = { q1: { d1: 1, d2: 0 }, q2: { d1: 2.5, d3: -1 } }

  test.each([
    ['TREC with spaces', 'q1 0 d1 1\nq1 0 d2 0\nq2 0 d1 2.5\nq2 0 d3 -1\n'],
    ['TREC with tabs and many spaces', '  q1\t0\td1\t1\nq1  Q0   d2 0\nq2 0 d1 2.5 \nq2 0 d3 -1'],
    ['BEIR', 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td1\t2.5\nq2\td3\t-1\n'],
    [
      'Windows lines, a byte order mark, blank lines',
      '\uFEFFq1 0 d1 1\r\n\r\nq1 0 d2 0\r\nq2 0 d1 2.5\r\n \nq2 0 d3 -1\r\n',
    ],
    [
      'BEIR with all of these',
      '\uFEFFQuery-ID\tcorpus-id\tscore\r\n\r\nq1\td1\t+1\r\nq1\td2\t0\r\nq2\td1\t.25e1\r\nq2\td3\t-1.0\r\n',
    ],
    ['the same judgment twice', 'q1 0 d1 1\nq1 0 d2 0\nq1 0 d1 1.0\nq2 0 d1 2.5\nq2 0 d3 -1\n'],
  ])('%s', async (_, text) => {
    expect(await judgments(text)).toEqual(expected)
  })

  test("BEIR's ids may have spaces, TREC's cannot", async () => {
    expect(await judgments('query-id\tcorpus-id\tscore\na query\ta document\t1\n')).toEqual({
      'a query': { 'a document': 1 },
    })
  })

  test('ids that look like numbers stay as they are', async () => {
    expect(await judgments('007 0 1e3 1\n7 0 1000 1\n')).toEqual({ '007': { '1e3': 1 }, '7': { '1000': 1 } })
  })
})

describe('what is wrong is named with its line', () => {
  test.each([
    ['nothing', '', 'qrels-empty', /has no judgments; expected TREC lines/],
    ['blank lines only', '\n \r\n', 'qrels-empty', /has no judgments/],
    ['a header only', 'query-id\tcorpus-id\tscore\n', 'qrels-empty', /has no judgments/],
    ['three fields', 'q1 d1 1\n', 'qrels-line', /line 1 is "q1 d1 1"; expected TREC lines .* or a BEIR file/],
    ['five fields', 'q1 0 d1 1\n\nq1 0 d2 1 2\n', 'qrels-line', /line 3 is "q1 0 d2 1 2"/],
    ['a header without tabs', 'query-id corpus-id score\nq1 d1 1\n', 'qrels-line', /line 1 .*tabs/],
    ['TREC below a header', 'query-id\tcorpus-id\tscore\nq1 0 d1 1\n', 'qrels-line', /line 2 .* as the header says/],
    ['no document', 'query-id\tcorpus-id\tscore\nq1\t\t1\n', 'qrels-line', /line 2/],
    ['a gain in words', 'q1 0 d1 1\nq1 0 d2 good\n', 'qrels-gain', /line 2 has the gain "good"; expected a number/],
    ['no gain', 'query-id\tcorpus-id\tscore\nq1\td1\t\n', 'qrels-gain', /line 2 has the gain ""/],
    ['a gain of NaN', 'q1 0 d1 NaN\n', 'qrels-gain', /"NaN"/],
    ['a gain beyond numbers', 'q1 0 d1 1e999\n', 'qrels-gain', /"1e999"/],
    ['a hexadecimal gain', 'q1 0 d1 0x1\n', 'qrels-gain', /"0x1"/],
    ['a decimal comma', 'q1 0 d1 1,5\n', 'qrels-gain', /"1,5"/],
    ['JSON', '{"q1": {"d1": 1}}\n', 'qrels-line', /line 1/],
    ['bytes', `${'\u0000\u0007'.repeat(100)}\n`, 'qrels-line', /line 1 is "(\\u000\d){80}…"/],
    [
      'two gains',
      'q1 0 d1 1\nq2 0 d1 2\nq1 0 d1 2\n',
      'qrels-contradiction',
      /line 3 gives document "d1" the gain 2 for query "q1", an earlier line 1/,
    ],
  ])('%s', async (_, text, code, message) => {
    const path = write(text)
    const failure = await readQrels(path).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, exitCode: 3 })
    const said = (failure as Error).message
    expect(said).toMatch(message)
    expect(said).toContain(path)
    expect(said).not.toContain('\n')
  })

  test('no file, and a folder', async () => {
    await expect(readQrels(join(folder, 'absent.tsv'))).rejects.toMatchObject({ code: 'qrels-missing' })
    await expect(readQrels(folder)).rejects.toMatchObject({ code: 'qrels-unreadable' })
  })
})

describe('judgments by row', () => {
  const text = 'q2 0 d3 2\nq2 0 d1 0\nq1 0 d2 1\n'
  const resolve = async (database: string[], queries: string[]) =>
    resolveQrels(await readQrels(write(text)), database, queries)

  test('rows for ids; null for a query that nobody judged', async () => {
    expect(await resolve(['d1', 'd2', 'd3', 'd4'], ['q0', 'q2', 'q1'])).toEqual([
      null,
      new Map([
        [2, 2],
        [0, 0],
      ]),
      new Map([[1, 1]]),
    ])
  })

  test('rows with the ids of queries', () => {
    expect(identicalRows(['d1', 'b', 'd2', 'a'], ['a', 'q', 'b'])).toEqual([3, null, 1])
  })

  test('the format is known', async () => {
    expect((await readQrels(write('q 0 d 1\n'))).format).toBe('trec')
    expect((await readQrels(write('query-id\tcorpus-id\tscore\nq\td\t1\n'))).format).toBe('beir')
  })

  test.each([
    [['d1', 'd2', 'd3'], ['q1'], /: 1 of its 2 query ids are not in the queries \("q2"\); expected ids of rows/],
    [['d1'], ['q1', 'q2'], /: 2 of its 3 document ids are not in the database \("d3", "d2"\)/],
    [['0', '1'], ['0', '1'], /2 of its 2 query ids .*, and 3 of its 3 document ids .*\("d3", "d1", "d2"\)/],
  ])('unknown ids: %j, %j', async (database, queries, message) => {
    const failure = await resolve(database, queries).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'qrels-unknown-ids', exitCode: 3 })
    expect((failure as Error).message).toMatch(message)
  })

  test('of many unknown ids the first three are named', async () => {
    const qrels = await readQrels(write(Array.from({ length: 9 }, (_, i) => `q 0 d${i} 1`).join('\n')))
    expect(() => resolveQrels(qrels, ['d0'], ['q'])).toThrow(
      '8 of its 9 document ids are not in the database ("d1", "d2", "d3", …)',
    )
  })

  test.each([
    [['d1', 'd2', 'd3', 'd2'], ['q1', 'q2'], /^rows 1 and 3 of the database both have the id "d2"/],
    [['d1', 'd2', 'd3'], ['q1', 'q2', 'q1'], /^rows 0 and 2 of the queries both have the id "q1"/],
  ])('two rows of one id: %j, %j', async (database, queries, message) => {
    const failure = await resolve(database, queries).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'duplicate-ids', exitCode: 3 })
    expect((failure as Error).message).toMatch(message)
  })
})

describe('written', () => {
  const text = 'q1 0 d1 2\nq1 0 d2 -1\nq2 0 d1 0\n'

  test.each([
    ['trec', text],
    ['beir', 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t-1\nq2\td1\t0\n'],
  ] as const)('as %s, and read again', async (format, expected) => {
    const path = join(folder, 'new', `${format}.txt`)
    const qrels = await readQrels(write(text))
    await writeQrels(path, qrels, format)
    expect(readFileSync(path, 'utf8')).toBe(expected)
    expect((await readQrels(path)).judgments).toEqual(qrels.judgments)
  })

  test.each([
    ['trec', 'a query', 'd', 1, 'id-unwritable', 'the id "a query"'],
    ['trec', 'q', '', 1, 'id-unwritable', 'an empty id'],
    ['beir', 'q', 'a\tb', 1, 'id-unwritable', 'the id "a\\tb"'],
    ['trec', 'q', 'd', 0.5, 'qrels-gain', 'the gain 0.5; trec_eval reads whole numbers'],
  ] as const)('%s cannot hold %j %j %j', async (format, query, document, gain, code, message) => {
    const qrels = { path: '', judgments: new Map([[query, new Map([[document, gain]])]]) }
    const failure = await writeQrels(join(folder, 'bad.txt'), qrels, format).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, exitCode: 3 })
    expect((failure as Error).message).toContain(message)
    expect(existsSync(join(folder, 'bad.txt'))).toBe(false)
  })
})

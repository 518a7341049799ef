/** Relevance by judgments in place of labels. */
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { texts, vectors, writeArrow } from '../data/arrow-file.js'
import { writeClusters } from './clusters.js'
import { type RetrievalDocument, settingName } from './retrieval-document.js'
import { expectPlain, expectSchema, program } from './run.js'
import { world } from './world.js'

const { json } = program()
const { path } = world()
const args = (from: string, to: readonly string[], ...more: string[]) => [
  ...['retrieval', '--database', from, ...to.flatMap((file) => ['--queries', file]), '--no-latency'],
  ...more,
]
const measured = (...own: Parameters<typeof args>) => json<RetrievalDocument>(args(...own))

async function failed(exitCode: number, code: string, message: RegExp, ...own: Parameters<typeof args>) {
  const { document, stderr } = await json(args(...own))
  expect(document.error.message).toMatch(message)
  expect(document.error).toMatchObject({ exitCode, code })
  expectPlain(document.error.message + stderr)
  expect(stderr).toBe('')
}

describe('judgments', () => {
  const docs = writeClusters(path('docs.arrow'), { rows: 30, seed: 6, labels: () => null })
  const asked = writeClusters(path('asks.arrow'), { rows: 6, seed: 7, ids: 'q', labels: () => null })
  const write = (name: string, text: string) => {
    writeFileSync(path(name), text)
    return path(name)
  }
  const trec = write('trec.txt', 'q0 0 d3 1\nq0 0 d4 2\nq2 0 d5 1\nq3 0 d1 0\nq3 0 d2 1\n')

  test('TREC and BEIR say the same', async () => {
    const beir = write(
      'beir.tsv',
      'query-id\tcorpus-id\tscore\nq0\td3\t1\nq0\td4\t2\nq2\td5\t1\nq3\td1\t0\nq3\td2\t1\n',
    )
    const [one, other] = await Promise.all(
      [trec, beir].map((file) => measured(docs, [asked], '--qrels', file, '--k', '1,30')),
    )
    expect(one!.code).toBe(0)
    expectSchema(one!.document)
    expect(one!.document.rows).toEqual(other!.document.rows)
    const { metrics } = one!.document.rows.at(-1)!
    expect(metrics['recall@30']!.value).toBe(1) // every row is in a list of 30
    expect(metrics['precision@30']!.value).toBeCloseTo((2 + 1 + 1) / 3 / 30, 12)
    expect(metrics['unique@30']!.value).toBeNull()
    expect(one!.document.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('3 of 6 queries')])
    expect(one!.document.parameters.relevance).toBe('qrels')
    expect(one!.document.inputs.find(({ role }) => role === 'qrels')!.path).toBe(trec)
  })

  test.each<[string, string, string, RegExp]>([
    ['missing', path('absent.txt'), 'qrels-missing', /^no qrels file at .*absent\.txt$/],
    ['a folder', path(''), 'qrels-unreadable', /^cannot read the qrels /],
    ['empty', write('empty.txt', '\n'), 'qrels-empty', /empty\.txt has no judgments/],
    [
      'malformed',
      write('short.txt', 'q0 0 d1 1\nq0 d1\n'),
      'qrels-line',
      /short\.txt, line 2 is "q0 d1"; expected TREC lines/,
    ],
    ['without numbers', write('words.txt', 'q0 0 d1 good\n'), 'qrels-gain', /words\.txt, line 1/],
    [
      'about unknown documents',
      write('doc.txt', 'q0 0 d1 1\nq0 0 d30 1\n'),
      'qrels-unknown-ids',
      /1 of its 2 document ids are not in the database \("d30"\)/,
    ],
    [
      'about unknown queries',
      write('query.txt', 'q0 0 d1 1\nq6 0 d1 1\n'),
      'qrels-unknown-ids',
      /1 of its 2 query ids are not in the queries \("q6"\)/,
    ],
    [
      'contradictory',
      write('both.txt', 'q0 0 d1 1\nq0 0 d1 2\n'),
      'qrels-contradiction',
      /both\.txt, line 2 gives document "d1" the gain 2/,
    ],
  ])('%s', async (_, file, code, message) => {
    await failed(3, code, message, docs, [asked], '--qrels', file)
  })

  test('queries that are documents, too: dropped from their lists as BEIR does, not as trec_eval does', async () => {
    const two = (ids: string[], rows: number[][]) =>
      writeArrow(path(`${ids.join('')}.arrow`), { id: texts(ids), embedding: vectors(rows) })
    const corpus = two(
      ['a', 'b', 'c'],
      [
        [4, 0],
        [3, 1],
        [0, 5],
      ],
    )
    const queries = two(
      ['a', 'x'],
      [
        [4, 0],
        [0, 1],
      ],
    )
    const run = write('two.trec', 'a Q0 a 1 2 R\na Q0 b 2 1 R\nx Q0 c 1 1 R\n')
    const hits = async (qrels: string) => {
      const more = ['--qrels', qrels, '--dims', '2', '--k', '1,2', '--run', run]
      const { document } = await measured(corpus, [queries], ...more)
      const warned = document.warnings.filter(({ code }) => code === 'identical-ids').map(({ message }) => message)
      return [document.rows.map(({ metrics }) => metrics['hit@1']!.value), document.parameters.identicalIds, warned]
    }
    const beir = write('two.tsv', 'query-id\tcorpus-id\tscore\na\tb\t1\nx\tc\t1\n')
    expect(await hits(beir)).toEqual([
      [1, 1],
      'dropped',
      [expect.stringMatching(/^1 of 2 queries of .* as BEIR does$/)],
    ])
    expect(await hits(write('two.txt', 'a 0 b 1\nx 0 c 1\n'))).toEqual([[0.5, 0.5], 'kept', []]) // a finds a first
  })

  test('one file may judge several query sets', async () => {
    const others = writeClusters(path('others.arrow'), { rows: 4, seed: 8, ids: 'o', labels: () => null })
    const both = write('sets.txt', 'q0 0 d3 1\nq1 0 d3 1\no0 0 d4 1\n')
    const { document } = await measured(docs, [asked, others], '--qrels', both, '--dims', '16', '--k', '30')
    expect(document.rows.map(settingName)).toEqual(['asks 16', 'others 16'])
    expect(document.rows.map(({ metrics }) => metrics['recall@30']!.value)).toEqual([1, 1])
    const unknown = write('nobody.txt', 'q0 0 d3 1\nx9 0 d3 1\n')
    await failed(3, 'qrels-unknown-ids', /1 of its 2 query ids .*\("x9"\)/, docs, [asked, others], '--qrels', unknown)
  })

  test('ids that do not tell rows apart', async () => {
    const same = writeArrow(path('same.arrow'), {
      id: texts(['d1', 'd2', 'd1']),
      embedding: vectors([16, 17, 18].map((first) => Array.from({ length: 16 }, (_, j) => first - j))),
    })
    const message = /^rows 0 and 2 of the database both have the id "d1"/
    await failed(3, 'duplicate-ids', message, same, [asked], '--qrels', trec)
    const judged = write('d1.txt', 'd1 0 d3 1\n')
    await failed(3, 'duplicate-ids', /^rows 0 and 2 of the queries/, docs, [same], '--qrels', judged)
  })
})

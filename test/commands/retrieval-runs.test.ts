/** TREC runs, written and read, beside trec_eval's own numbers; see ../golden/make_trec.py. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/types.js'
import { texts, vectors, writeArrow } from '../data/arrow-file.js'
import golden from '../golden/trec.json' with { type: 'json' }
import { type Document, expectPlain, expectSchema, program } from './run.js'
import { world } from './world.js'

type AnyDocument = Omit<Document, 'rows'> & { rows: Row[] }

const { json, run } = program()
const { path, database, queries } = world()
const table = ({ ids, values }: typeof golden.documents, name: string) =>
  writeArrow(path(name), { _id: texts(ids), embedding: vectors(values) })
const lines = (name: string, content: readonly string[]) => {
  writeFileSync(path(name), `${content.join('\n')}\n`)
  return path(name)
}
const docs = table(golden.documents, 'docs.arrow')
const asked = table(golden.queries, 'asked.arrow')
const qrels = lines('qrels.txt', golden.qrels)
const bm25 = lines('bm25.trec', golden.other.lines)
const searched = ['retrieval', '--database', docs, '--queries', asked, '--no-latency', '--k', '5,10']

const SAME = { 'ndcg@5': 'ndcg_cut_5', 'ndcg@10': 'ndcg_cut_10', 'map@10.min': 'map_cut_10', 'recall@10': 'recall_10' }

test('runs written have our order and, read again, our numbers, which are those of trec_eval', async () => {
  const folder = path('runs')
  const more = ['--qrels', qrels, '--dims', '2,8', '--write-runs', folder, '--run', `BM25=${bm25}`]
  const { code, document } = await json<AnyDocument>([...searched, ...more])
  expect(code).toBe(0)
  expectSchema(document)
  expect(readdirSync(folder).sort()).toEqual(['docs_2.trec', 'docs_8.trec'])
  const metricsOf = ({ metrics }: Row) => Object.keys(SAME).map((id) => metrics[id]!.value!)
  const expected = [...golden.searches.map(({ metrics }) => metrics), golden.other.metrics]
  for (const [i, row] of document.rows.entries()) {
    const measured = metricsOf(row)
    for (const [j, measure] of Object.values(SAME).entries())
      expect(measured[j], measure).toBeCloseTo((expected[i] as Record<string, number>)[measure]!, 12)
  }
  expect(document.rows.at(-1)).toMatchObject({ model: 'BM25', run: bm25 })
  expect(document.inputs.find(({ role }) => role === 'run')).toMatchObject({ path: bm25 })
  expect(document.warnings.map(({ code }) => code)).toEqual([
    'unjudged-queries',
    'run-missing-queries',
    'run-unjudged-queries',
  ])

  for (const { dim, lists } of golden.searches) {
    const rows = readFileSync(`${folder}/docs_${dim}.trec`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    for (const [query, ids] of Object.entries(lists))
      expect(rows.filter(([id]) => id === query).map(([, , document]) => document)).toEqual(ids)
  }
  const ours = ['2', '8'].flatMap((dim) => ['--run', `${folder}/docs_${dim}.trec`])
  const again = await json<AnyDocument>(['retrieval', ...ours, '--qrels', qrels, '--k', '10,5'])
  expectSchema(again.document)
  expect(again.document.rows.map(({ model }) => model)).toEqual(['docs_2', 'docs_8'])
  expect(again.document.rows.map(metricsOf)).toEqual(document.rows.slice(0, 2).map(metricsOf))
  expect(again.document.rows.map(({ metrics }) => metrics['ndcg@10']!.ci95)).toEqual(
    document.rows.slice(0, 2).map(({ metrics }) => metrics['ndcg@10']!.ci95),
  )
})

test('by label, with words for people', async () => {
  const place = path('labelled')
  const labelled = writeArrow(path('labelled.arrow'), {
    id: texts(['a', 'b', 'c']),
    embedding: vectors([
      [1, 0],
      [1, 0],
      [0, 1],
    ]),
    label: texts(['x', 'x', 'y']),
  })
  const args = ['retrieval', '--database', labelled, '--queries', labelled, '--no-latency', '--write-runs', place]
  const { stdout, stderr, code } = await run([...args, '--dims', '2'])
  expect(code).toBe(0)
  expect(stdout + stderr).toContain(`wrote 1 runs to ${place}`)
  expect(readFileSync(`${place}/labelled_2.trec`, 'utf8').split('\n').slice(0, 2)).toEqual([
    'a Q0 b 1 1 labelled_2', // not itself
    'a Q0 c 2 0 labelled_2',
  ])
})

describe('refused before any work', () => {
  test.each<[string, string[], number, string, RegExp]>([
    ['without judgments', [...searched, '--run', bm25], 2, 'run-needs-qrels', /bm25\.trec can only be scored by judg/],
    [
      'alone, without',
      ['retrieval', '--run', bm25],
      2,
      'run-needs-qrels',
      /bm25\.trec can only be scored by judgments/,
    ],
    [
      'a search that there is not',
      ['retrieval', '--run', bm25, '--qrels', qrels, '--grid'],
      2,
      'run-alone',
      /^--grid is about a search; there is only --run/,
    ],
    [
      'one name twice',
      ['retrieval', '--run', bm25, '--run', `other=${bm25}`, '--qrels', qrels],
      2,
      'run-names',
      /^two runs are called other/,
    ],
    [
      'judgments of other queries',
      ['retrieval', '--run', bm25, '--qrels', lines('others.txt', ['x 0 a0 1'])],
      3,
      'run-no-queries',
      /bm25\.trec ranks documents for 4 queries, none of which .*others\.txt judges/,
    ],
    [
      'ids with spaces',
      [
        'retrieval',
        '--database',
        database,
        '--queries',
        queries,
        '--column',
        'embedding=x',
        '--write-runs',
        path('no'),
      ],
      3,
      'id-unwritable',
      /has the id "row 0"; TREC runs hold ids without white space/,
    ],
  ])('%s', async (_, args, exitCode, code, message) => {
    const { document } = await json<AnyDocument>(args)
    expect(document.error).toMatchObject({ exitCode, code })
    expect(document.error.message).toMatch(message)
    expectPlain(document.error.message)
    expect(existsSync(path('no'))).toBe(false)
  })
})

/** `--precision` and `--rescore`, worked out by hand on the world's six rows. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ints, texts, vectors, writeArrow } from '../data/arrow-file.js'
import type { RetrievalDocument } from './retrieval-document.js'
import { type Document, expectSchema, program } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const files = ['--model', model, '--database', database, '--queries', queries]

type Coded = Document['rows'][number] & { precision?: string; rescore?: string; rerank?: number; shortlist?: number }

const nameOf = ({ dim, shortlist, rerank, precision, rescore }: Coded) =>
  [dim ?? (rerank === shortlist ? rerank : `${shortlist}→${rerank}`), precision, rescore].filter(Boolean).join(' ')

const valuesOf = (document: Document | RetrievalDocument, id: string) =>
  Object.fromEntries((document.rows as Coded[]).map((row) => [nameOf(row), row.metrics[id]?.value]))

/**
 * Signs of the database at d = 4: 1000, 0100, 1110, 0101, 0011, 1101; of the queries: a 1100, b 0101, c 1110, d 1001.
 * d = 4: a has distance 1 to 0, 1, 2 and 5: the lowest, right; b → 3 and c → 2 at 0, right; d has 1 to 0 and 5: 0, wrong.
 * d = 2: a → 2 (11), b → 1 (01), c → 2, d → 0 (10): only c is right.
 */
describe('knn', () => {
  test('binary as it is, by its codes and by float32', async () => {
    const asked = ['--precision', 'float32,binary', '--rescore', 'codes,float32', '--rescore-factor', '2']
    const { document, stderr } = await json(['knn', ...files, ...asked])
    expect(stderr).toBe('')
    expectSchema(document)
    // Two candidates, the nearer by sign first. d = 4, d: 0 and 5, of which 5 is right both by its codes (5 > −3) and by float32.
    // d = 2, a: 2 and 5, both wrong; b: 1 and 3, equal; d: 0 and 2.
    expect(valuesOf(document, 'knn@1')).toEqual({
      '2': 0.5,
      '4': 1,
      '2 binary': 0.25,
      '4 binary': 0.75,
      '2 binary codes': 0.25,
      '4 binary codes': 1,
      '2 binary float32': 0.25,
      '4 binary float32': 1,
    })
    expect(valuesOf(document, 'retained')).toMatchObject({ '4': 1, '2 binary': 0.25, '4 binary': 0.75 })
    expect(valuesOf(document, 'bytesPerVector')).toMatchObject({
      '2': 8,
      '4': 16,
      '4 binary': 1,
      '4 binary float32': 17,
    })
    expect(valuesOf(document, 'bytesPerVector.rescore')).toMatchObject({
      '4 binary': undefined,
      '4 binary float32': 16,
    })
    expect(valuesOf(document, 'compression')).toMatchObject({ '2': 2, '4': 1, '4 binary': 16, '4 binary float32': 16 })
    expect(document.rows[1]!.metrics.retained!.ci95).toEqual([1, 1])
    expect(document.parameters).toMatchObject({
      precision: ['float32', 'binary'],
      rescore: ['codes', 'float32'],
      rescoreFactor: 2,
    })
  })

  test('float32 need not be asked for to be held against, and an int8 of few rows is as good', async () => {
    const { document } = await json(['knn', ...files, '--precision', 'int8,float16', '--dims', '2'])
    expect(valuesOf(document, 'knn@1')).toEqual({ '2 int8': 0.5, '2 float16': 0.5 })
    expect(valuesOf(document, 'retained')).toEqual({ '2 int8': 0.5, '2 float16': 0.5 })
    expect(valuesOf(document, 'bytesPerVector')).toEqual({ '2 int8': 2, '2 float16': 4 })
  })

  test('a file that is searched in itself: every query skips its own row', async () => {
    // Signs 10, 11, 01, 11. Binary: 0 → 1 right; 1 → 3, 2 → 1, 3 → 1 wrong. Of two others by float32: 0 → 1 and 1 → 0 are right.
    const rows = [
      { x: [1, 0], label: 0 },
      { x: [1, 0.1], label: 0 },
      { x: [0, 1], label: 1 },
      { x: [0.1, 1], label: 2 },
    ]
    const one = writeRows(path('one.arrow'), rows, 'embedding')
    const asked = ['--precision', 'binary', '--rescore', 'float32', '--rescore-factor', '2']
    const { document } = await json(['knn', '--database', one, '--queries', one, ...asked])
    expect(valuesOf(document, 'knn@1')).toEqual({ '2 binary': 0.25, '2 binary float32': 0.5 })
    expect(document.warnings.map(({ code }) => code)).toEqual(['self-match'])
  })

  test('rows without a label are not searched, whatever the precision', async () => {
    const some = DATABASE.map((row, i) => (i === 0 ? { ...row, label: null } : row))
    const unlabelled = writeRows(path('unlabelled.arrow'), some)
    const asked = ['--precision', 'binary', '--dims', '4', '--rescore', 'float32']
    const { document } = await json(['knn', '--model', model, '--database', unlabelled, '--queries', queries, ...asked])
    expect(valuesOf(document, 'knn@1')['4 binary']).toBe(0.75) // a → 1, wrong; d → 5, right
    expect(valuesOf(document, 'knn@1')['4 binary float32']).toBe(0.75) // of 1, 2, 5 and 3 a is nearest to 2, wrong
  })

  test('reductions are stored in every precision, too', async () => {
    const asked = ['--precision', 'float32,binary', '--reduce', 'first,random', '--dims', '4']
    const { document } = await json(['knn', ...files, ...asked])
    const found = (document.rows as (Coded & { reduction?: string })[]).map((row) => [
      row.reduction,
      row.precision,
      row.metrics['knn@1']!.value,
    ])
    expect(found).toEqual([
      [undefined, undefined, 1],
      [undefined, 'binary', 0.75],
      ['first', undefined, 1],
      ['first', 'binary', 0.75],
      ['random', undefined, 1],
      ['random', 'binary', 0.75], // the same numbers in another order
    ])
  })

  test('bits that tell nothing are noticed', async () => {
    const positive = DATABASE.map(({ x, label }, i) => ({
      x: x.map((value) => (i === 0 ? 1 : Math.abs(value) + 0.5)),
      label,
    }))
    const db = writeRows(path('positive.arrow'), positive, 'embedding')
    const asked = writeRows(path('asked.arrow'), QUERIES, 'embedding')
    const { document } = await json(['knn', '--database', db, '--queries', asked, '--precision', 'binary'])
    expect(document.warnings).toEqual([
      { code: 'constant-bits', message: expect.stringContaining('4 of 4 numbers have the same sign in every row') },
    ])
  })

  test('numbers beyond float16', async () => {
    const large = writeRows(path('large.arrow'), [...DATABASE, { x: [70_000, 0, 0, 0], label: 0 }], 'embedding')
    const asked = writeRows(path('few.arrow'), QUERIES, 'embedding')
    const { document } = await json(['knn', '--database', large, '--queries', asked, '--precision', 'float16'])
    expect(document.error).toMatchObject({ exitCode: 3, code: 'float16-overflow' })
    expect(document.error.message).toContain('65,504')
  })
})

describe('retrieval', () => {
  test('single shots in codes, rescored, and shortlists that float32 reranks', async () => {
    const folder = path('runs')
    const named = (name: string, rows: typeof DATABASE) =>
      writeArrow(path(`${name}.arrow`), {
        id: texts(rows.map((_, i) => `${name}${i}`)),
        x: vectors(rows.map(({ x }) => x)),
        label: ints(rows.map(({ label }) => label)),
      })
    const own = ['--model', model, '--database', named('row', DATABASE), '--queries', named('query', QUERIES)]
    const asked = ['--shortlist', '2', '--rerank', '4', '--shortlist-size', '2', '--precision', 'float32,binary']
    const rescoring = ['--rescore', 'codes,float32', '--rescore-factor', '2', '--write-runs', folder]
    const { document } = await json<RetrievalDocument>([
      'retrieval',
      ...own,
      '--no-latency',
      '--k',
      '1',
      ...asked,
      ...rescoring,
    ])
    expectSchema(document)
    // d = 2 by signs lists a 2 5, b 1 3, c 2 5, d 0 2; at 4 float32 puts 2, 3, 2 and 0 first
    expect(valuesOf(document, 'hit@1')).toEqual({
      '2': 0.5,
      '4': 1,
      '2→4': 1,
      '2 binary': 0.25,
      '4 binary': 0.75,
      '2→4 binary': 0.5,
      '2 binary codes': 0.25,
      '4 binary codes': 1,
      '2 binary float32': 0.25,
      '4 binary float32': 1,
    })
    // six rows of one 64-bit word, and two rescored rows of 4 dims
    const steps = (name: string) => valuesOf(document, 'mflops')[name]! * 1e6
    expect(steps('4 binary')).toBeCloseTo(6, 9)
    expect(steps('4 binary float32')).toBeCloseTo(6 + 2 * 4, 9)
    expect(steps('2→4 binary')).toBeCloseTo(6 + 2 * 4, 9)
    expect(valuesOf(document, 'bytesPerVector')).toMatchObject({
      '2→4': 16,
      '2→4 binary': 1 + 16,
      '4 binary codes': 1,
      '4 binary float32': 1 + 16,
    })
    expect(valuesOf(document, 'indexBytes')).toMatchObject({ '4': 96, '4 binary': 6 })
    const rescored = (document.rows as Coded[]).find((row) => nameOf(row) === '4 binary codes')
    expect(rescored).toMatchObject({ shortlistSize: 2, rerank: 4, funnel: null, index: 'exact' })
    expect(
      readdirSync(folder)
        .filter((name) => name.includes('binary'))
        .sort(),
    ).toEqual([
      'model_binary+codes_2-2@2.trec',
      'model_binary+codes_4-2@4.trec',
      'model_binary+float32_2-2@2.trec',
      'model_binary+float32_4-2@4.trec',
      'model_binary_2-2@4.trec',
      'model_binary_2.trec',
      'model_binary_4.trec',
    ])
    // c at 4 by its codes: (1, 1, 1, 0) and row 2's signs (1, 1, 1, −1) have 3
    expect(readFileSync(join(folder, 'model_binary+codes_4-2@4.trec'), 'utf8')).toMatch(/^query2 Q0 row2 1 3 /m)
  })

  test('a matrix for each precision; what is rescored stands below', async () => {
    const asked = ['--grid', '--shortlist-size', '2', '--precision', 'float32,binary', '--rescore', 'float32']
    const { stdout } = await run(['retrieval', ...files, '--no-latency', '--k', '1', ...asked])
    expect(stdout).toMatch(/^model: mAP@1 \(%\), shortlists of 2 rows/m)
    expect(stdout).toMatch(/^model binary: mAP@1 \(%\), shortlists of 2 rows/m)
    expect(stdout).toMatch(/^ +4 +4@4 +100\.00/m)
  })

  test('searches of codes are not timed', async () => {
    const args = ['retrieval', ...files, '--k', '1', '--latency-seconds', '1', '--dims', '4']
    const { document } = await json<RetrievalDocument>([...args, '--precision', 'float32,binary'])
    const times = valuesOf(document, 'latency.p50')
    expect([times['4'] === null, times['4 binary']]).toEqual([false, null])
  })
})

test('what is no precision', async () => {
  const { document } = await json(['knn', ...files, '--precision', 'int4'])
  expect(document.error).toMatchObject({ exitCode: 2, code: 'bad-precision' })
  expect(document.error.message).toBe('--precision has "int4"; expected float32, float16, int8, binary')
})

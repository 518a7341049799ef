import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ints, vectors, writeArrow } from '../data/arrow-file.js'
import { temporaryFolder } from '../data/temporary.js'
import { type Document, program } from './run.js'

const { run, json } = program()
const folder = temporaryFolder()
const rows = [
  [1, 2],
  [3, 4],
  [5, 6],
]
const source = writeArrow(`${folder}/in.arrow`, { vec: vectors(rows), label: ints([0, 1, 0]) }, { format: 'stream' })

test('says what it wrote, and the file needs no flags any more', async () => {
  const output = `${folder}/out.arrow`
  const args = ['convert', source, '--column', 'embedding=vec', '--output', output]
  const { code, stdout, stderr } = await run(args)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toBe(`${output}: 3 rows; embedding (FixedSizeList[2]<Float32>), label (Int32)\n`)
  const first = readFileSync(output)
  const { document } = await json<{ output: object; timing: object }>(args)
  expect(document.output).toMatchObject({ path: output, rows: 3 })
  expect(readFileSync(output).equals(first)).toBe(true)
  expect((await run(['knn', '--database', output, '--queries', output])).code).toBe(0)
})

test('judgments, there and back', async () => {
  const [beir, trec, again] = ['q.tsv', 'q.trec', 'again.tsv'].map((name) => `${folder}/${name}`) as [
    string,
    string,
    string,
  ]
  writeFileSync(beir, 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td9\t1\n')
  const { stdout } = await run(['convert', beir, '--output', trec])
  expect(stdout).toBe(`${trec}: 3 judgments of 2 queries\n`)
  expect(readFileSync(trec, 'utf8')).toBe('q1 0 d1 2\nq1 0 d2 0\nq2 0 d9 1\n')
  await run(['convert', trec, '--output', again])
  expect(readFileSync(again, 'utf8')).toBe(readFileSync(beir, 'utf8'))
})

test.each([
  [['convert'], 'missing-path', 2],
  [['convert', source], 'missing-flag', 2],
  [['convert', source, '--output', `${folder}/out.parquet`], 'bad-output', 2],
  [['convert', source, '--output', source], 'output-is-input', 2],
  [['convert', source, '--output', `${folder}/out.trec`], 'qrels-unreadable', 3],
  [['convert', source, '--output', `${folder}/out.trec`, '--split', 'a'], 'convert-unused', 2],
  [['convert', source, '--output', `${folder}/x.arrow`, '--split', 'train'], 'no-such-split', 2],
  [['convert', source, '--output', `${folder}/x.arrow`, '--split', 'data=train'], 'bad-split', 2],
  [['convert', `${folder}/absent.arrow`, '--output', `${folder}/x.arrow`], 'file-missing', 3],
])('%j', async (args, code, exitCode) => {
  expect((await json<Document>(args)).document.error).toMatchObject({ code, exitCode })
})

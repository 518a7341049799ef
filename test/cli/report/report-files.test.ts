import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { namedReports, readReports } from '../../../src/cli/report/report-files.js'
import { readReport } from '../../../src/cli/report/report-shape.js'
import { fingerprint } from '../../../src/data/files/fingerprint.js'
import { temporaryFolder } from '../../data/temporary.js'
import { ALL, GATE, KNN, RETRIEVAL } from '../../report/documents.js'

const folder = temporaryFolder()

function written(name: string, contents: unknown): string {
  const path = `${folder}/${name}`
  writeFileSync(path, typeof contents === 'string' || contents instanceof Buffer ? contents : JSON.stringify(contents))
  return path
}

const found = async (...paths: string[]) => (await readReports(paths)).files.flatMap(({ reports }) => reports)

describe('reports', () => {
  test('of every command are taken', () => {
    for (const report of [...ALL, { ...KNN, gate: GATE }]) expect(readReport(report)).toEqual({ report })
  })

  test('in files, lists in files, and folders; a file is read once', async () => {
    mkdirSync(`${folder}/results`)
    const one = written('results/b.json', KNN)
    written('results/a.json', RETRIEVAL)
    const other = written('results/state.json', { schemaVersion: 1, parts: [] })
    written('results/readme.md', 'text')
    symlinkSync(one, `${folder}/link.json`)
    const { files, others } = await readReports([one, `${folder}/results`, `${folder}/link.json`])
    expect(files.map(({ path }) => path)).toEqual([one, `${folder}/results/a.json`])
    expect(others).toEqual([{ path: other, fault: expect.stringMatching(/^is no report/) }])
    expect(await found(written('list.json', [KNN, RETRIEVAL]))).toHaveLength(2)
  })
})

test('reports are called after their files, with folders where these are alike, and lists by commands, too', () => {
  const names = (...files: [string, ...(typeof KNN)[]][]) =>
    namedReports(files.map(([path, ...reports]) => ({ path, sha256: '', reports }))).map(({ name }) => name)
  expect(names(['results/mrl-knn.json', KNN], ['ff.JSON', KNN])).toEqual(['mrl-knn', 'ff'])
  expect(names(['a/base/knn.json', KNN], ['a/pr/knn.json', KNN], ['r.json', KNN])).toEqual(['base/knn', 'pr/knn', 'r'])
  expect(names(['all.json', KNN, RETRIEVAL, KNN])).toEqual(['knn', 'retrieval', 'knn 2'])
  expect(names(['all.json', KNN, RETRIEVAL], ['x.json', KNN])).toEqual(['all knn', 'all retrieval', 'x'])
})

test('a report with a byte order mark is one, and its hash is of the file', async () => {
  const bytes = [
    Buffer.from(`\uFEFF${JSON.stringify(KNN)}`),
    Buffer.from(`\uFEFF${JSON.stringify(KNN)}`, 'utf16le'), // as Windows PowerShell's > writes
  ]
  for (const [i, some] of bytes.entries()) {
    const path = `${folder}/marked${i}.json`
    writeFileSync(path, some)
    const { files } = await readReports([path])
    expect(files).toEqual([{ path, sha256: await fingerprint(path, null), reports: [KNN] }])
  }
})

test('what is said of damage stands on one line', async () => {
  const path = written('lines.json', `{\n"a": 1,\n\n,}`)
  const error = await readReports([path]).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'not-a-report', message: expect.stringMatching(/^.*is damaged JSON: .*$/) })
})

describe('what is no report', () => {
  test.each<[string, unknown, RegExp]>([
    ['an empty file', '', /is empty/],
    ['text', 'model,dim', /is no JSON/],
    ['cut off', JSON.stringify(KNN).slice(0, 300), /is damaged JSON/],
    ['Arrow', 'ARROW1\u0000\u0000', /is an Arrow file;/],
    ['Parquet', Buffer.from('PAR1\u0015\u0004'), /is a Parquet file/],
    ['HDF5', Buffer.from('894844460d0a1a0a', 'hex'), /is an HDF5 file/],
    ['NumPy', Buffer.from('934e554d5059010076007b', 'hex'), /is a NumPy array/],
    ['ZIP', Buffer.from('504b03041400', 'hex'), /is a ZIP archive/],
    ['words', 'pk,label', /is no JSON/],
    ['a page', '<!doctype html><html>', /is an HTML page; give the JSON/],
    ['a number', 7, /holds no document of mrl-eval/],
    ['an empty list', [], /is an empty list/],
    [
      'an error',
      { schemaVersion: 1, error: { message: 'no file at x' } },
      /a command that failed printed: no file at x/,
    ],
    ['a baseline', { schemaVersion: 1, kind: 'baseline', rows: [] }, /is a baseline/],
    ['what inspect prints', { schemaVersion: 1, command: 'inspect', tool: {}, subjects: [] }, /what inspect printed/],
    ['rows without a list', { ...KNN, rows: 7 }, /no list of "rows"/],
    ['a row without metrics', { ...KNN, rows: [KNN.rows[0], { model: 'MRL', dim: 8 }] }, /row 1 is not one/],
    ['a dim in words', { ...KNN, rows: [{ ...KNN.rows[0], dim: 'x' }] }, /row 0 is not one/],
    ['a value that is none', { ...KNN, rows: [{ ...KNN.rows[0], metrics: { top1: 1 } }] }, /row 0 is not one/],
    ['a funnel in words', { ...RETRIEVAL, rows: [{ ...RETRIEVAL.rows[0], funnel: 'x' }] }, /row 0 is not one/],
    ['no inputs', { ...KNN, inputs: [{ role: 'data' }] }, /no list of "inputs"/],
    ['no parameters', { ...KNN, parameters: null }, /has no "parameters"/],
    ['no warnings', { ...KNN, warnings: [7] }, /no list of "warnings"/],
    ['another gate', { ...KNN, gate: true }, /"gate" is neither null nor a verdict/],
  ])('%s', async (name, contents, message) => {
    const path = written(`${name}.json`, contents)
    const error = await readReports([path]).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'not-a-report', exitCode: 3, message: expect.stringMatching(message) })
    expect((error as Error).message.startsWith(path)).toBe(true)
  })

  test('a report of a later version is not left out of a folder in silence', async () => {
    mkdirSync(`${folder}/later`)
    const path = written('later/new.json', { ...KNN, schemaVersion: 2 })
    for (const given of [path, `${folder}/later`])
      await expect(readReports([given])).rejects.toMatchObject({
        code: 'report-version',
        exitCode: 3,
        message: `${path} has schemaVersion 2; this mrl-eval knows 1`,
      })
  })

  test('nothing there, and folders without any', async () => {
    await expect(readReports([`${folder}/absent.json`])).rejects.toMatchObject({ code: 'file-missing', exitCode: 3 })
    mkdirSync(`${folder}/empty`)
    await expect(readReports([`${folder}/empty`])).rejects.toMatchObject({
      code: 'no-reports',
      message: `${folder}/empty has no .json files`,
    })
    written('empty/x.json', {})
    await expect(readReports([`${folder}/empty`])).rejects.toMatchObject({
      message: `${folder}/empty has no report among its 1 .json file`,
    })
  })
})

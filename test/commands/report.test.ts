import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../data/temporary.js'
import { CASCADE, KNN, RETRIEVAL } from '../report/documents.js'
import { expectPlain, program } from './run.js'

const { json, run } = program()
const folder = temporaryFolder()
const path = (name: string) => `${folder}/${name}`
mkdirSync(path('results'))
writeFileSync(path('results/knn.json'), JSON.stringify(KNN))
writeFileSync(path('results/retrieval.json'), JSON.stringify(RETRIEVAL))
writeFileSync(path('results/state.json'), '{"schemaVersion":1}')
writeFileSync(path('cascade.json'), JSON.stringify(CASCADE))

interface Written {
  reports: { path: string; command: string; rows: number; warnings: number; passed: boolean | null }[]
  summary: { title: string; sentences: string[] }[]
  files: string[]
}

test('a page, Markdown and charts of several results; paths last', async () => {
  const outputs = ['--output', path('out/report.md'), '--output', path('out/report.html'), '--plots', path('plots')]
  const { code, stdout, stderr } = await run([
    'report',
    path('results'),
    path('cascade.json'),
    ...outputs,
    '--title',
    'Model 7',
  ])
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n')).toEqual([path('plots'), path('out/report.md'), path('out/report.html')])
  expect(stderr).toContain(`left out: ${path('results/state.json')} is no report`)
  const page = readFileSync(path('out/report.html'), 'utf8')
  expect(page).toContain('<h1>Model 7</h1>')
  expect(page.indexOf('id="r3"')).toBeGreaterThan(page.indexOf('Nearest neighbors'))
  const markdown = readFileSync(path('out/report.md'), 'utf8')
  expect(markdown).toMatch(/^# Model 7\n\n## Nearest neighbors\n\n- 16 dimensions keep 99\.0 % of MRL's 1-NN accuracy/)
  expect(markdown).toContain('## Adaptive classification')
  expect(readdirSync(path('plots'))).toContain('knn-knn-1.svg')
})

test('without an output, the summary in words', async () => {
  const { code, stdout, stderr } = await run(['report', path('results/knn.json')])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Nearest neighbors\n {2}16 dimensions keep 99\.0 % of MRL's 1-NN accuracy/)
  expect(stderr).toContain('--output report.html')
})

test('one row, of which no sentence and no chart can be made', async () => {
  writeFileSync(path('one.json'), JSON.stringify({ ...KNN, rows: KNN.rows.slice(0, 1) }))
  const { code, stdout, stderr } = await run(['report', path('one.json'), '--plots', path('none')])
  expect([code, stdout]).toEqual([0, '1 row, of which no sentence can be made\n'])
  expect(stderr).toContain(`nothing is written into ${path('none')}`)
  expect(existsSync(path('none'))).toBe(false)
})

test('as JSON, what was read, said and written', async () => {
  const { code, document } = await json<Written>(['report', path('results'), '--output', path('r.csv')])
  expect(code).toBe(0)
  expect(document.reports).toEqual([
    { path: path('results/knn.json'), command: 'knn', rows: 5, warnings: 0, passed: null },
    { path: path('results/retrieval.json'), command: 'retrieval', rows: 3, warnings: 0, passed: null },
  ])
  expect(document.summary.map(({ title }) => title)).toEqual(['Nearest neighbors', 'Retrieval'])
  expect(document.files).toEqual([path('r.csv')])
  expect(readFileSync(path('r.csv'), 'utf8')).toMatch(/^report,command,model,/)
})

describe.concurrent('what cannot be done is said, and nothing is written', () => {
  test.each<[string, string[], number, RegExp]>([
    ['nothing to report', [], 2, /one or more reports as JSON; it was given none/],
    ['an output that is JSON', ['results', '--output', 'x.json'], 2, /x\.json: report reads JSON, and writes none/],
    [
      'an output of an unknown kind',
      ['results', '--output', 'x.pdf'],
      2,
      /--output x\.pdf; expected a file ending with .*\.html/,
    ],
    ['a format of plots without plots', ['results', '--plot-format', 'svg'], 2, /plots/],
    ['a file that is not there', ['absent.json', '--output', 'x.html'], 3, /no file at absent\.json/],
    [
      'one of several is no report',
      ['results/knn.json', 'results/state.json', '--output', 'x.html'],
      3,
      /state\.json is no report/,
    ],
  ])('%s', async (_, args, exitCode, message) => {
    const { document } = await json<{ error: { message: string; exitCode: number } }>(['report', ...args], {
      cwd: folder,
    })
    expect(document.error.exitCode).toBe(exitCode)
    expect(document.error.message).toMatch(message)
    expectPlain(document.error.message)
    expect(existsSync(path('x.html'))).toBe(false)
  })
})

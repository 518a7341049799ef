import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/types.js'
import { expectPlain, program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()

const results = path('results')
mkdirSync(results)
const knn = path('results/knn.json')

/** 4 queries among 6 rows: at 2 dims half of them are right, at 4 all. */
async function measure(): Promise<void> {
  await run(['knn', '--model', model, '--database', database, '--queries', queries, '--output', knn])
}
const measuring = measure()

function file(name: string, contents: unknown): string {
  writeFileSync(path(name), typeof contents === 'string' ? contents : JSON.stringify(contents))
  return path(name)
}

describe('the report of a real run', () => {
  test('is advised on, alike each time', async () => {
    await measuring
    file('results/notes.json', { of: 'something else' }) // in a folder, others are left alone
    const args = ['advise', results, '--vectors', '10M', '--memory', '200MB', '--max-loss', '0.6']
    const [first, second] = await Promise.all([json<Report>(args), json<Report>(args)])
    expect([first!.code, first!.stderr]).toEqual([0, ''])
    const { rows, inputs, parameters, environment } = first!.document
    expect(rows).toMatchObject([
      { model: 'model', dim: 2, fits: true, sure: false, reasons: [], source: knn, measuredRows: 6 },
      { model: 'model', dim: 4, fits: true, sure: true, reasons: [], reference: true },
    ])
    expect(rows[0]!.metrics).toMatchObject({
      'knn@1': { value: 0.5 },
      qualityLoss: { value: 0.5 },
      memoryBytes: { value: 80e6 }, // 4 bytes · 2 dims · 10⁷
      storageBytes: { value: 80e6 },
      mflops: { value: 20 },
    })
    expect(inputs).toMatchObject([{ role: 'result', path: knn, rows: null }])
    expect(parameters).toMatchObject({ metric: 'knn@1', vectors: 10e6, largestDims: { float32: 5, binary: 160 } })
    expect(environment).toEqual((JSON.parse(readFileSync(knn, 'utf8')) as Report).environment)
    const { timing: _, ...report } = first!.document
    expect(JSON.stringify(report)).toBe(JSON.stringify({ ...second!.document, timing: undefined }))
  })

  test('as a table, in files, and under rules', async () => {
    await measuring
    const csv = path('advice.csv')
    const rule = ['--gate', 'memoryBytes[dim=4] <= 1e8']
    const args = ['advise', knn, '--vectors', '10M', '--memory', '100MB', '--max-loss', '0.6', '--output', csv, ...rule]
    const { code, stdout } = await run(args)
    expect(code).toBe(4) // 160 MB
    expect(stdout).toContain('Settings for 10,000,000 vectors: 1 of 2 fit')
    expect(stdout).toMatch(
      /^take model at 2 dims: knn@1 50\.00 .* 50\.00 points lost, 80 MB, 1\/2 of the reference's 160 MB$/m,
    )
    expect(readFileSync(csv, 'utf8')).toContain('qualityLoss')
  })

  test('conditions choose the settings, not what they are held against', async () => {
    await measuring
    const where = ['--where', 'dim=2.0', '--where', 'precision=null']
    const { document } = await json<Report>(['advise', knn, '--vectors', '10M', '--max-loss', '0.6', ...where])
    expect(document.rows).toMatchObject([
      { dim: 2, fits: true, metrics: { qualityLoss: { value: 0.5 } } },
      { dim: 4, fits: false, reasons: ['left-out'], reference: true },
    ])
    expect(document.parameters.where).toEqual([
      { key: 'dim', value: '2.0' },
      { key: 'precision', value: null },
    ])
  })

  test('what does not fit ends well, and says what to type', async () => {
    await measuring
    const { code, document } = await json<Report>(['advise', knn, '--vectors', '10M', '--memory', '20MB'])
    expect([code, document.rows.map((row) => 'fits' in row && row.fits)]).toEqual([0, [false, false]])
    // 2 bytes a vector: no float, 2 dims as int8, 16 (of 4) as bits
    const next = document.warnings.find((warning) => warning.code === 'try-next')!.message
    expect(next).toMatch(
      /mrl-eval knn --model model=\S+ --database \S+ --queries \S+ --dims 2,4 --precision float32,int8,binary$/,
    )
    const typed = next.slice(next.indexOf('mrl-eval ') + 'mrl-eval '.length).split(' ')
    const again = await run([...typed, '--output', path('next.json')])
    expect([again.code, again.stderr.includes('Error')]).toEqual([0, false])
    const both = await json<Report>(['advise', path('next.json'), '--vectors', '10M', '--memory', '20MB'])
    expect(both.document.rows[0]).toMatchObject({ precision: expect.stringMatching(/int8|binary/), fits: true })
  })
})

describe('what cannot be advised on', () => {
  test.concurrent.each<[string, string[], number, RegExp]>([
    ['nothing', [], 2, /advise takes the reports of other commands; it was given none/],
    ['a file of another kind', [database], 3, /is an Arrow file; expected a report/],
    ['charts, of which there are none', [knn, '--vectors', '5M', '--plot'], 2, /Nonexistent flag: --plot/],
    ['bytes without a unit', [knn, '--vectors', '5M', '--memory', '100'], 2, /--memory has "100"; .* 100GB/],
  ])('%s', async (_, args, exitCode, message) => {
    const { document } = await json<{ error: { message: string; exitCode: number } }>(['advise', ...args])
    expect(document.error).toMatchObject({ exitCode, message: expect.stringMatching(message) })
    expectPlain(document.error.message)
  })
})

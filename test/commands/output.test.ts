import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { type Document, expectSchema, program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const knn = ['knn', '--model', model, '--database', database, '--queries', queries]

test('JSON, CSV, Markdown and Arrow in one run, in folders that are made', async () => {
  const files = ['out/r.json', 'out/deep/r.csv', 'out/r.md', 'out/r.arrow'].map(path)
  const { code, stderr } = await run([...knn, ...files.flatMap((file) => ['--output', file])])
  expect(code).toBe(0)
  for (const file of files) expect(stderr).toContain(`wrote ${file}`)
  const [report, csv, markdown] = files.map((file) => readFileSync(file, 'utf8'))
  const table = tableFromIPC(readFileSync(files[3]!))

  const document = JSON.parse(report!) as Document
  expectSchema(document)
  const printed = (await json(knn)).document
  expect(document.rows).toEqual(printed.rows)
  expect(document.parameters).toEqual(printed.parameters)

  const lines = csv!.split('\r\n')
  expect(lines[0]).toBe('model,dim,interpolated,metric,value,ci95_low,ci95_high,sd,unit')
  expect(lines[1]).toMatch(/^model,2,false,knn@1,0\.5,0\.15\d+,0\.84\d+,,fraction$/)
  expect(lines).toHaveLength(6) // two metrics at two dims, the head, and the end
  const names = table.schema.fields.map(({ name }) => name)
  expect([names.join(), table.numRows]).toEqual([lines[0], 4])
  expect([...(table.getChild('value') ?? [])]).toEqual(
    document.rows.flatMap(({ metrics }) => Object.values(metrics).map(({ value }) => value)),
  )
  expect(markdown).toMatch(/^\| +dim +\|.*1-NN accuracy \(%\)/m)
  expect(markdown).toMatch(/^\| +2 +\| +50\.00 +\|/m)
})

test('the document goes to stdout as well', async () => {
  const { document } = await json([...knn, '--output', path('both.json')])
  const written = JSON.parse(readFileSync(path('both.json'), 'utf8')) as Document
  expect(written).toEqual(document)
})

test('an older file is replaced', async () => {
  writeFileSync(path('old.csv'), 'old')
  await run([...knn, '--output', path('old.csv')])
  expect(readFileSync(path('old.csv'), 'utf8')).toMatch(/^model,dim/)
})

describe('a place that cannot be written', () => {
  test('is an error, and leaves nothing half-written', async () => {
    mkdirSync(path('taken.csv'))
    const { document } = await json([...knn, '--output', path('taken.csv')])
    expect(document.error).toMatchObject({ code: 'output-unwritable', exitCode: 3 })
    expect(document.error.message).toContain(path('taken.csv'))
    expect(readdirSync(path('taken.csv'))).toEqual([])
    expect(readdirSync(path('.')).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  test('an error in the data writes no file', async () => {
    await run(['knn', '--database', path('absent.arrow'), '--queries', queries, '--output', path('never.csv')])
    expect(existsSync(path('never.csv'))).toBe(false)
  })

  test('below a file', async () => {
    writeFileSync(path('file'), '')
    const { document } = await json([...knn, '--output', join(path('file'), 'r.csv')])
    expect(document.error).toMatchObject({ exitCode: 3 })
    const embedded = await json([
      'embed',
      '--model',
      model,
      '--data',
      queries,
      '--output',
      join(path('file'), 'e.arrow'),
    ])
    expect(embedded.code).toBe(3)
  })
})

test('an extension in capitals', async () => {
  const { code } = await run([...knn, '--output', path('R.CSV')])
  expect([0, 2]).toContain(code)
  expect(existsSync(path('R.CSV'))).toBe(code === 0)
})

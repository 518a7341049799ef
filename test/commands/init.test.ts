import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { temporaryFolder } from '../data/temporary.js'
import { program } from './run.js'
import { forecastOf, suiteOf } from './run-schema.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run } = program()

test('from a folder of files to results', async () => {
  const folder = temporaryFolder()
  const path = (name: string) => join(folder, name)
  for (const place of ['models', 'data', '.hidden', 'node_modules/other']) mkdirSync(path(place), { recursive: true })
  copyFileSync(world().model, path('models/nested.onnx'))
  writeRows(path('data/train.arrow'), DATABASE)
  writeRows(path('data/test.arrow'), QUERIES)
  writeRows(path('data/validation.arrow'), [...QUERIES, ...DATABASE])
  writeRows(path('.hidden/test.arrow'), QUERIES)
  writeRows(path('node_modules/other/train.arrow'), DATABASE)
  symlinkSync('..', path('data/again'), 'dir') // a circle: nothing is found twice
  writeFileSync(path('data/notes.csv'), 'when,what\n1,a note\n')

  const { code, stdout } = await run(['init', '--quiet'], { cwd: folder })
  expect(code).toBe(0)
  expect(stdout).toContain('next: mrl-eval run --dry-run')
  const text = readFileSync(path('mrl-eval.config.yaml'), 'utf8')
  const [first] = text.split('\n') as [string]
  const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(first)![1]!
  expect(JSON.parse(readFileSync(schema, 'utf8')).title).toBe('mrl-eval.config.yaml')
  expect(parse(text)).toMatchObject({
    model: { nested: 'models/nested.onnx' },
    ...{ database: 'data/train.arrow', queries: 'data/test.arrow', holdout: 'data/validation.arrow' },
    data: 'data/test.arrow',
    run: { evaluations: ['classify', 'adaptive-classify', 'knn', { command: 'retrieval', latency: false }] },
  })
  expect(text).toContain('database: data/train.arrow # 6 rows with labels; named "train"')

  const { document, code: dry } = await json(['run', '--dry-run'], { cwd: folder })
  expect(dry).toBe(0)
  expect(forecastOf(document).evaluations.map(({ finished, error }) => [finished, error])).toEqual(
    Array(4).fill([false, null]),
  )
  const done = await json(['run', 'knn', 'classify'], { cwd: folder })
  expect([done.code, suiteOf(done.document).evaluations.length]).toEqual([0, 2])

  const again = await json(['init'], { cwd: folder })
  expect(again.document.error).toMatchObject({ exitCode: 2, code: 'config-exists' })
  const forced = await json<{ file: string; found: { tables: { path: string }[] } }>(['init', folder, '--force'])
  expect(forced.code).toBe(0)
  expect(forced.document.file).toBe(path('mrl-eval.config.yaml'))
  expect(forced.document.found.tables.map((table) => table.path)).toEqual([
    'data/test.arrow',
    'data/train.arrow',
    'data/validation.arrow',
  ])
})

test('nothing found: a template, which sets nothing', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'broken.arrow'), 'ARROW1')
  const { code, stdout } = await run(['init', folder, '--quiet'])
  expect(code).toBe(0)
  expect(stdout).toContain('a template, since nothing was found')
  const text = readFileSync(join(folder, 'mrl-eval.config.yaml'), 'utf8')
  expect(parse(text)).toBeNull()
  expect(text).toMatch(/^# {3}broken\.arrow: /m)
  writeFileSync(join(folder, 'mrl-eval.config.json'), '{}')
  const beside = await json(['init', folder, '--force']) // of which nothing would be read any more
  expect(beside.document.error).toMatchObject({ exitCode: 2, code: 'config-exists' })
  const missing = await json(['init', join(dirname(folder), 'absent')])
  expect(missing.document.error).toMatchObject({ exitCode: 2, code: 'folder-missing' })
})

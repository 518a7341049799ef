/** Where settings come from: flag, then environment, then config file, then default. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { program, values } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { folder, path } = world()
const config = ['model: {M: model.onnx}', 'database: database.arrow', 'queries: queries.arrow', 'data: queries.arrow']

function configured(name: string, ...lines: string[]): string {
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  const text = [...config, ...lines].join('\n').replace(/(\S+\.(onnx|arrow))/g, '../$1')
  writeFileSync(join(place, 'mrl-eval.config.yaml'), text)
  return place
}

test('the commands run as typed in a folder with a config file, and below it', async () => {
  const cwd = configured('plain')
  mkdirSync(join(cwd, 'below'))
  const here = await json(['knn'], { cwd })
  expect(values(here.document, 'knn@1')).toEqual({ 'M 2': 0.5, 'M 4': 1 })
  const below = await json(['knn'], { cwd: join(cwd, 'below') })
  expect(values(below.document, 'knn@1')).toEqual({ 'M 2': 0.5, 'M 4': 1 })
  const scored = await json(['classify'], { cwd })
  expect(values(scored.document, 'top1')).toEqual({ 'M 2': 0.25, 'M 4': 0.5 })
})

test('flag, environment, section, top level, default', async () => {
  const cwd = configured('layers', 'distance: l2', 'knn: {dims: 2}')
  const env = { MRL_EVAL_DISTANCE: 'ip' }
  const parameters = async (args: string[], more = {}) =>
    (await json(['knn', ...args], { cwd, env: more })).document.parameters
  expect(await parameters([])).toMatchObject({ distance: 'l2', dims: [2] })
  expect(await parameters([], env)).toMatchObject({ distance: 'ip', dims: [2] })
  expect(await parameters(['--distance', 'cosine', '--dims', '4'], env)).toMatchObject({
    distance: 'cosine',
    dims: [4],
  })
  const { document } = await json(['classify'], { cwd })
  expect(Object.keys(values(document, 'top1'))).toEqual(['M 2', 'M 4']) // the section is knn's
})

test('a config file by flag and by variable', async () => {
  const cwd = configured('elsewhere')
  const file = join(cwd, 'mrl-eval.config.yaml')
  const asked = ['knn', '--config', file]
  expect((await json(asked)).code).toBe(0)
  expect((await json(['knn', `--config=${file}`])).code).toBe(0)
  expect((await json(['knn'], { env: { MRL_EVAL_CONFIG: file } })).code).toBe(0)
})

test('switches that are off in the file', async () => {
  const cwd = configured('off', 'quiet: false', 'cache: false', 'progress: false')
  const { code, stderr } = await run(['knn'], { cwd })
  expect([code, stderr]).toEqual([0, ''])
})

describe('what is wrong in a config file is wrong usage', () => {
  test.each([
    ['a key of no flag', 'dim: 8', /mrl-eval\.config\.yaml, line 5: unknown key "dim"/, 'did you mean dims?'],
    ['a key of another command', 'classify: {queries: x}', /section classify: unknown key "queries"/, ''],
    ['a value that cannot be', 'dims: [0]', /--dims has "0"/, ''],
    ['a distance that is none', 'distance: angle', /cosine, l2, ip/, ''],
    ['a section without keys', 'knn: 5', /expected keys and values under knn/, ''],
  ])('%s', async (_, line, message, suggestion) => {
    const { document } = await json(['knn'], { cwd: configured('wrong', line) })
    expect(document.error.exitCode).toBe(2)
    expect(document.error.message).toMatch(message)
    expect(document.error.suggestions.join()).toContain(suggestion)
  })

  test('YAML that cannot be read', async () => {
    writeFileSync(path('bad.yaml'), 'knn: [1\n')
    const { document } = await json(['knn', '--config', path('bad.yaml')])
    expect(document.error).toMatchObject({ exitCode: 2, code: 'config-unreadable' })
    expect(document.error.message).not.toContain('\n')
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FlagShape, layeredArgv } from '../../../src/cli/config/config.js'
import { type ConfigFile, loadConfig, parseConfig } from '../../../src/cli/config/config-file.js'
import { requireKnownKeys } from '../../../src/cli/config/config-keys.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'
import { refusal as refused } from '../../refusal.js'

const folder = temporaryFolder()

const FLAGS: Record<string, FlagShape> = {
  model: { type: 'option', multiple: true },
  database: { type: 'option' },
  k: { type: 'option', multiple: true },
  dims: { type: 'option' },
  distance: { type: 'option' },
  'model-dims': { type: 'option' },
  quiet: { type: 'boolean', char: 'q' },
  cache: { type: 'boolean', allowNo: true },
  output: { type: 'option', multiple: true },
}

function file(values: Record<string, unknown>): ConfigFile {
  return { path: '/home/me/project/mrl-eval.config.yaml', values, lines: new Map() }
}

function layered(
  typed: readonly string[],
  values: Record<string, unknown> = {},
  env: Record<string, string> = {},
): string[] {
  return layeredArgv(typed, 'knn', FLAGS, env, file(values))
}

const refusal = (work: () => unknown) => refused(work, 2)

describe('precedence', () => {
  const values = { distance: 'l2', dims: '8', knn: { dims: '16' } }
  const env = { MRL_EVAL_DISTANCE: 'ip' }

  test('a flag goes before the environment, before the file', () => {
    expect(layered(['--distance', 'cosine'], values, env)).toEqual(['--dims=16', '--distance', 'cosine'])
    expect(layered(['--distance=cosine'], values, env)).toEqual(['--dims=16', '--distance=cosine'])
    expect(layered([], values, env)).toEqual(['--dims=16', '--distance=ip'])
    expect(layered([], values)).toEqual(['--dims=16', '--distance=l2'])
  })

  test('a section goes before the top level, and holds for its command only', () => {
    expect(layered([], values)).toContain('--dims=16')
    expect(layeredArgv([], 'classify', FLAGS, {}, file(values))).toContain('--dims=8')
  })

  test('a list is replaced as a whole', () => {
    expect(layered(['--k', '3'], { k: [1, 5] })).toEqual(['--k', '3'])
  })

  test('a switch that is typed, in long, short or negated', () => {
    expect(layered(['--quiet'], { quiet: false })).toEqual(['--quiet'])
    expect(layered(['-q'], { quiet: false })).toEqual(['-q'])
    expect(layered(['--no-cache'], { cache: true })).toEqual(['--no-cache'])
  })

  test('a flag after -- is no flag', () => {
    expect(layered(['--', '--distance'], { distance: 'l2' })).toEqual(['--distance=l2', '--', '--distance'])
  })

  test('without a file', () => {
    expect(layeredArgv(['a'], 'knn', FLAGS, { MRL_EVAL_K: '1,5' }, null)).toEqual(['--k=1', '--k=5', 'a'])
  })
})

describe('the environment', () => {
  test.each([
    ['MRL_EVAL_MODEL_DIMS', '8,16', '--model-dims=8,16'],
    ['MRL_EVAL_QUIET', '1', '--quiet'],
    ['MRL_EVAL_QUIET', 'true', '--quiet'],
    ['MRL_EVAL_CACHE', '0', '--no-cache'],
    ['MRL_EVAL_CACHE', 'false', '--no-cache'],
  ])('%s=%s', (name, value, flag) => {
    expect(layered([], {}, { [name]: value })).toEqual([flag])
  })

  test('an empty variable is none', () => {
    expect(layered([], {}, { MRL_EVAL_DIMS: '' })).toEqual([])
  })
})

describe('values of the file', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['a number', { k: 5 }, ['--k=5']],
    ['a list', { k: [1, 5] }, ['--k=1', '--k=5']],
    ['a list for a flag of one value', { dims: [8, 16] }, ['--dims=8,16']],
    ['text', { dims: '8..2048' }, ['--dims=8..2048']],
    ['a map', { model: { A: 'a.onnx' } }, ['--model=A=/home/me/project/a.onnx']],
    ['a list of paths', { model: ['a.onnx', '/b.onnx'] }, ['--model=/home/me/project/a.onnx', '--model=/b.onnx']],
    ['names with paths', { model: ['A=a.onnx'] }, ['--model=A=/home/me/project/a.onnx']],
    ['a path, relative to the file', { database: '../db.arrow' }, ['--database=/home/me/db.arrow']],
    ['an output path', { output: ['r.csv'] }, ['--output=/home/me/project/r.csv']],
    ['what is null is not set', { database: null }, []],
    ['true', { quiet: true }, ['--quiet']],
    ['false', { cache: false }, ['--no-cache']],
  ])('%s', (_, values, argv) => {
    expect(layered([], values)).toEqual(argv)
  })

  test.each<[string, Record<string, unknown>]>([
    ['text for a switch', { quiet: 'yes' }],
    ['a map in a list', { k: [{ a: 1 }] }],
    ['a switch for an option', { dims: true }],
    ['a section that is no map', { knn: 5 }],
  ])('%s is refused', (_, values) => {
    const error = refusal(() => layered([], values))
    expect(error.message).toContain('/home/me/project/mrl-eval.config.yaml')
  })

  test('false for a switch that has no negation', () => {
    expect(layered([], { quiet: false })).toEqual([])
    expect(layered([], {}, { MRL_EVAL_QUIET: '0' })).toEqual([])
  })

  test('a path below the working folder is told as seen from there', () => {
    const path = join(process.cwd(), 'mrl-eval.config.yaml')
    const values = { database: 'data/db.arrow', model: { A: './a.onnx' } }
    const argv = layeredArgv([], 'knn', FLAGS, {}, { path, values, lines: new Map() })
    expect(argv).toEqual(['--model=A=a.onnx', `--database=${join('data', 'db.arrow')}`])
  })
})

describe('requireKnownKeys', () => {
  const commands = new Map([
    ['knn', new Set(['database', 'queries', 'dims', 'json', 'config'])],
    ['classify', new Set(['data', 'dims'])],
  ])
  const check = (values: Record<string, unknown>) => requireKnownKeys(file(values), commands)

  test('keys of any command, and sections of theirs', () => {
    expect(() => check({ database: 'a', data: 'b', knn: { dims: 8 }, classify: {} })).not.toThrow()
  })

  test.each<[Record<string, unknown>, string, string]>([
    [{ databse: 'a' }, 'unknown key "databse"', 'did you mean database?'],
    [{ json: true }, 'unknown key "json"', '--json belongs on the command line'],
    [{ dim: 8 }, 'unknown key "dim"', 'did you mean dims?'],
    [{ kn: {} }, 'unknown key "kn"', 'did you mean knn?'],
    [{ knn: { query: 'a' } }, 'section knn: unknown key "query"', 'did you mean queries?'],
  ])('%o', (values, message, suggestion) => {
    const error = refusal(() => check(values))
    expect(error.message).toContain(message)
    expect(error.suggestions).toEqual([suggestion])
  })

  test.each(['json', 'config', 'help', 'version'])('%s belongs on the command line', (key) => {
    expect(refusal(() => check({ [key]: true })).message).toContain(`"${key}"`)
  })
})

describe('the line of what is wrong', () => {
  const text = 'dims: 8\n\nknn:\n  k: [1, 5]\n  querys: a # wrong\nquiet: maybe\nrun:\n  evaluations:\n    - knn\n'
  const config = parseConfig('c.yaml', text)

  test('of keys, and of items of lists', () => {
    const line = (...keys: (string | number)[]) => config.lines.get(JSON.stringify(keys))
    expect([line('dims'), line('knn'), line('knn', 'k'), line('knn', 'k', 1)]).toEqual([1, 3, 4, 4])
    expect([line('quiet'), line('run', 'evaluations', 0), line('absent')]).toEqual([6, 9, undefined])
  })

  test('stands in the error', () => {
    const commands = new Map([
      ['knn', new Set(['k', 'queries', 'dims', 'quiet'])],
      ['run', new Set(['results'])],
    ])
    const key = refusal(() => requireKnownKeys(config, commands))
    expect(key.message).toBe('c.yaml, line 5, section knn: unknown key "querys"')
    const value = refusal(() => layeredArgv([], 'knn', FLAGS, {}, config))
    expect(value.message).toBe('c.yaml, line 6: quiet is "maybe"; expected true or false')
  })
})

describe('an evaluation of run', () => {
  const config = file({
    dims: '8',
    k: 3,
    output: ['all.csv'],
    run: { evaluations: ['knn'] },
    knn: { dims: '16', batch: 2 },
  })
  const own = { values: { dims: '32' }, keys: ['run', 'evaluations', 0] }

  test('its own settings, the environment’s before them, then the section, then the top level', () => {
    expect(layeredArgv([], 'knn', FLAGS, {}, config, [own])).toEqual(['--k=3', '--dims=32'])
    expect(layeredArgv([], 'knn', FLAGS, { MRL_EVAL_DIMS: '64' }, config, [own])).toEqual(['--k=3', '--dims=64'])
    expect(layeredArgv([], 'knn', FLAGS, {}, config, [{ ...own, values: {} }])).toEqual(['--k=3', '--dims=16'])
  })

  test('outputs of the top level and the environment are not of every evaluation', () => {
    expect(layeredArgv([], 'knn', FLAGS, {}, config)).toContain('--output=/home/me/project/all.csv')
    expect(layeredArgv([], 'knn', FLAGS, { MRL_EVAL_OUTPUT: 'x.csv' }, config, [own]).join()).not.toContain('output')
    const given = { ...own, values: { output: 'own.csv' } }
    expect(layeredArgv([], 'knn', FLAGS, {}, config, [given])).toContain('--output=/home/me/project/own.csv')
  })

  test('a baseline of the top level is a file, and no folder for run', () => {
    const flags: Record<string, FlagShape> = { baseline: { type: 'option' } }
    const common = { baseline: 'b.json' }
    expect(layeredArgv([], 'knn', flags, {}, file(common))).toEqual(['--baseline=/home/me/project/b.json'])
    expect(layeredArgv([], 'run', flags, {}, file(common))).toEqual([])
    const section = file({ ...common, run: { baseline: 'baselines' } })
    expect(layeredArgv([], 'run', flags, {}, section)).toEqual(['--baseline=/home/me/project/baselines'])
  })

  test('the section run is no value of the flag --run', () => {
    const flags: Record<string, FlagShape> = { run: { type: 'option', multiple: true } }
    expect(layeredArgv([], 'retrieval', flags, {}, config)).toEqual([])
    const section = file({ run: { evaluations: [] }, retrieval: { run: 'bm25.trec' } })
    expect(layeredArgv([], 'retrieval', flags, {}, section)).toEqual(['--run=/home/me/project/bm25.trec'])
  })
})

describe('loadConfig', () => {
  const before = process.cwd()
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
    return join(folder, path)
  }
  beforeEach(() => {
    mkdirSync(join(folder, 'a/b/c'), { recursive: true })
    process.chdir(join(folder, 'a/b/c'))
  })
  afterEach(() => process.chdir(before))

  test('YAML and JSON by path', async () => {
    const yaml = write('any.yaml', 'k: [1, 5] # note\nmodel:\n  A: a.onnx\n')
    expect(await loadConfig(yaml)).toMatchObject({ path: yaml, values: { k: [1, 5], model: { A: 'a.onnx' } } })
    expect((await loadConfig(write('any.json', '{"k": 5}')))!.values).toEqual({ k: 5 })
  })

  test('an empty file sets nothing', async () => {
    expect((await loadConfig(write('empty.yaml', '')))!.values).toEqual({})
    expect((await loadConfig(write('notes.yaml', '# nothing\n')))!.values).toEqual({})
  })

  test('found upward, the nearest first', async () => {
    const far = write('a/mrl-eval.config.json', '{"k": 1}')
    expect((await loadConfig(null))!.path).toBe(far)
    const near = write('a/b/mrl-eval.config.yaml', 'k: 2')
    expect(await loadConfig(null)).toMatchObject({ path: near, values: { k: 2 } })
  })

  test('another tool’s keys are not read', async () => {
    write('a/b/c/package.json', '{"mrl-eval": {"k": 9}}')
    expect((await loadConfig(null))!.values).toEqual({ k: 2 })
  })

  test.each([
    ['a list', '- 1\n- 2\n'],
    ['text', 'hello'],
    ['bad YAML', 'k: [1,\n'],
    ['a key twice', 'k: 1\nk: 2\n'],
    ['tabs', 'knn:\n\tk: 1\n'],
  ])('%s', async (_, text) => {
    const path = write('bad.yaml', text)
    const error = await userError(loadConfig(path))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(path)
  })

  test('missing, and a folder', async () => {
    expect(await userError(loadConfig('absent.yaml'))).toMatchObject({ code: 'config-missing', exitCode: 2 })
    expect(await userError(loadConfig(folder))).toMatchObject({ exitCode: 2 })
  })
})

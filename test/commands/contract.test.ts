/** What scripts rely on: exit codes, streams and documents, for every kind of ending. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Document, expectPlain, program } from './run.js'
import { world } from './world.js'

const { json, run, start } = program()
const { model, database, queries, path } = world()
const knn = ['knn', '--model', model, '--database', database, '--queries', queries]
const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version as string

describe.concurrent('usage errors end with 2', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown flag', ['knn', '--frob'], /--frob/],
    ['an unknown distance', ['knn', '--distance', 'angle'], /cosine, l2, ip/],
    ['an unknown device', ['knn', '--device', 'tpu'], /auto, cpu, cuda/],
    ['a dim of 0', ['knn', '--dims', '0'], /^--dims has "0"; expected an integer of at least 1$/],
    ['a negative dim', ['knn', '--dims=-8'], /^--dims has "-8"/],
    ['a fractional dim', ['classify', '--dims', '8,1.5'], /^--dims has "1.5"/],
    ['dims in words', ['knn', '--dims', 'many'], /^--dims has "many"/],
    ['k of 0', ['knn', '--k', '0'], /^--k has "0"/],
    ['a batch of 0', ['knn', '--batch', '0'], /^--batch has "0"/],
    ['threads in words', ['knn', '--threads', 'x'], /^--threads has "x"/],
    ['more threads than any machine has', ['knn', '--threads', '100000'], /^--threads has "100000"/],
    ['a column without a role', ['knn', '--column', 'name'], /^--column name: expected ROLE=NAME/],
    ['a column of an unknown role', ['knn', '--column', 'colour=name'], /^--column colour=name/],
    ['an output of an unknown kind', ['knn', '--output', 'x.txt'], /^--output x.txt: expected a file ending with/],
    [
      'an embedding output that is no Arrow file',
      ['embed', '--model', model, '--data', queries, '--output', 'x.csv'],
      /\.arrow/,
    ],
    ['nothing to search', ['knn', '--queries', queries], /--database is missing/],
    ['nothing to search for', ['knn', '--database', database], /--queries is missing/],
    ['nothing to score', ['classify', '--model', model], /--data is missing/],
    ['nothing to embed with', ['embed', '--data', queries, '--output', 'x.arrow'], /one --model; it was given 0/],
    ['nothing to inspect', ['inspect'], /path/],
    ['a dim above the width', [...knn, '--dims', '2,8'], /--dims has 8; .* 4 dimensions/],
    ['k above the database', [...knn, '--k', '7'], /--k asks for 7 neighbors; .* 6 rows/],
    ['a column that is not there', [...knn, '--column', 'label=kind'], /has no column "kind"; it has id, x, label/],
    ['a config file that is not there', ['knn', '--config', 'absent.yaml'], /no config file at .*absent\.yaml/],
  ])('%s', async (_, args, message) => {
    const { document, stderr } = await json(args)
    expect(document.error.exitCode).toBe(2)
    expect(document.error.message).toMatch(message)
    expect(document.error.message).not.toContain('\n')
    expectPlain(document.error.message + stderr)
  })
})

describe('an unknown command', () => {
  test('as text', async () => {
    const { code, stdout, stderr } = await run(['kn', '--k', '1'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('there is no command "kn"')
    expectPlain(stderr)
  })

  test('as JSON', async () => {
    const { document } = await json(['kn'])
    expect(document.error).toMatchObject({ code: 'unknown-command', exitCode: 2 })
  })

  test('none at all, before --json', async () => {
    const { document } = await json([])
    expect(document.error).toMatchObject({ code: 'missing-command', exitCode: 2 })
  })
})

test('an error as text: one sentence and what to do, on stderr alone', async () => {
  const { code, stdout, stderr } = await run(['knn', '--database', path('absent.arrow'), '--queries', queries])
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr.split('\n')[0]).toBe(`Error: no file at ${path('absent.arrow')}`)
  expectPlain(stderr)
})

test('a stack only where DEBUG asks for it', async () => {
  const args = ['knn', '--database', path('absent.arrow'), '--queries', queries]
  const { code, stderr } = await run(args, { env: { DEBUG: '1' } })
  expect(code).toBe(3)
  expect(stderr).toMatch(/\n\s+at /)
})

test('two runs give the same document outside timing and environment', async () => {
  const documents = await Promise.all([1, 2].map(async () => (await json(knn)).document))
  const [first, second] = documents.map(({ timing, environment, ...rest }: Document) => JSON.stringify(rest))
  expect(first).toBe(second)
  expect(Object.keys(documents[0]!.timing).length).toBeGreaterThan(0)
})

test('words and progress go to stderr, and not at all under --quiet', async () => {
  const loud = await run([...knn, '--output', path('loud.csv')])
  expect(loud.stderr).toContain('loud.csv')
  const quiet = await run([...knn, '--quiet', '--output', path('quiet.csv')])
  expect([quiet.code, quiet.stderr]).toEqual([0, ''])
  expect(quiet.stdout).toBe(loud.stdout)
  const short = await run([...knn, '-q', '--no-progress'])
  expect([short.code, short.stderr]).toEqual([0, ''])
})

test('a reader that has seen enough ends the run quietly', async () => {
  const child = start(knn)
  child.stdout!.destroy()
  const stderr: string[] = []
  child.stderr!.on('data', (text) => stderr.push(String(text)))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code).toBe(0)
  expectPlain(stderr.join(''))
})

test('versions', async () => {
  const { code, stdout } = await run(['--version'])
  expect(code).toBe(0)
  expect(stdout).toContain(`mrl-eval/${version}`)
})

describe('--threads and --batch', () => {
  test('change no result', async () => {
    const { document: usual } = await json([...knn, '--no-cache'])
    const { document } = await json([...knn, '--no-cache', '--threads', '1', '--batch', '3'])
    expect(document.rows).toEqual(usual.rows)
    expect(document.environment.threads).toBe(1)
    expect(document.parameters.batch).toBe(3)
  })
})

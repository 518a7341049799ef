/** What cannot be right is said before anything is embedded, indexed or searched: exit 2, one sentence. */
import { describe, expect, test } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { slicingModel } from '../onnx/slicing.js'
import { refusals } from './refusals.js'

const { model, database, queries, all, path, run, env, refused } = refusals()

describe.concurrent('dims, lists and funnels', () => {
  test.each<[string, string[], string, RegExp]>([
    [
      'a dim above D',
      ['--dims', '8,32'],
      'dims-above',
      /^--dims has 32; the embeddings of sixteen have 16 dimensions$/,
    ],
    ['a shortlist dim above D', ['--shortlist', '32'], 'dims-above', /^--shortlist has 32; .* have 16 dimensions$/],
    [
      'a rerank dim above D',
      ['--shortlist', '8', '--rerank', '64'],
      'dims-above',
      /^--rerank has 64; .* 16 dimensions$/,
    ],
    [
      'a rerank dim below the shortlist dim',
      ['--shortlist', '8', '--rerank', '4'],
      'rerank-below-shortlist',
      /^--rerank 4 is below --shortlist 8/,
    ],
    [
      'one rerank dim below one shortlist dim',
      ['--shortlist', '2,8', '--rerank', '4,16'],
      'rerank-below-shortlist',
      /^--rerank 4 is below --shortlist 8/,
    ],
    ['a rerank dim alone', ['--rerank', '16'], 'rerank-alone', /^--rerank needs a shortlist to rerank$/],
    [
      'a shortlist above the database',
      ['--shortlist', '4', '--shortlist-size', '20,121'],
      'shortlist-above-database',
      /^a shortlist of 121 rows; the database of sixteen has 120$/,
    ],
    [
      'a grid with a shortlist above the database',
      ['--grid', '--shortlist-size', '500'],
      'shortlist-above-database',
      /^a shortlist of 500 rows/,
    ],
    [
      'k above the database',
      ['--k', '10,121'],
      'k-above-database',
      /^--k asks for 121 rows; the database of sixteen has 120$/,
    ],
    [
      'k above the shortlist',
      ['--shortlist', '4', '--shortlist-size', '20', '--k', '1,21'],
      'k-above-shortlist',
      /^--k asks for 21 rows of a shortlist of 20$/,
    ],
    [
      'k above the shortest of a sweep',
      ['--grid', '--shortlist-size', '50,20', '--k', '30'],
      'k-above-shortlist',
      /^--k asks for 30 rows of a shortlist of 20$/,
    ],
    [
      'a k that no funnel reaches',
      ['--funnel', '2:20@4,5@16', '--k', '10'],
      'k-above-shortlist',
      /^a funnel ends with 5 rows; --k asks for 10$/,
    ],
    [
      'a k that one funnel reaches in part',
      ['--funnel', '2:40@4,20@16', '--k', '10,30'],
      'k-above-shortlist',
      /^a funnel ends with 20 rows; --k asks for 30$/,
    ],
    ['a rerank dim beside a grid', ['--grid', '--rerank', '16', '--funnel', '2:20@4'], 'grid-shortlist', /--grid/],
    ['seconds where nothing is timed', ['--grid', '--latency-seconds', '1'], 'latency-off', /nothing is timed/],
    ['a k of 0', ['--k', '0'], 'bad-number', /^--k has "0"; expected an integer of at least 1$/],
    ['a k that is empty', ['--k', ''], 'bad-number', /^--k has ""/],
    ['a k in words', ['--k', 'ten'], 'bad-number', /^--k has "ten"/],
    ['a shortlist size of 0', ['--shortlist', '4', '--shortlist-size', '0'], 'bad-number', /^--shortlist-size has "0"/],
    ['a shortlist dim of 0', ['--shortlist', '0'], 'bad-number', /^--shortlist has "0"/],
    ['a part of a second', ['--latency-seconds', '0.5'], 'bad-number', /^--latency-seconds has "0.5"/],
    [
      'a funnel that cannot be read',
      ['--funnel', '8:'],
      'bad-funnel',
      /^--funnel 8:: expected paper-200, paper-400, paper-800 or /,
    ],
    [
      'a funnel whose dims stand still',
      ['--funnel', '8:20@8'],
      'funnel-dims',
      /^--funnel 8:20@8: dim 8 follows 8; expected growing dims$/,
    ],
    ['a funnel whose dims shrink', ['--funnel', '4:20@16,10@8'], 'funnel-dims', /dim 8 follows 16/],
    [
      'a funnel whose lists grow',
      ['--funnel', '4:20@8,30@16'],
      'funnel-rows',
      /30 rows follow 20; expected shrinking lists$/,
    ],
    [
      'a funnel that ends above D',
      ['--funnel', '4:20@8,10@32'],
      'dims-above',
      /dim 32, but the embeddings have 16 dimensions$/,
    ],
    ['a funnel from dim 0', ['--funnel', '0:20@8'], 'funnel-rows', /begin at 1$/],
    ['a funnel of no rows', ['--funnel', '4:0@8'], 'funnel-rows', /begin at 1$/],
    [
      'a funnel longer than the database',
      ['--funnel', '4:121@8'],
      'shortlist-above-database',
      /^a shortlist of 121 rows/,
    ],
    [
      'a schedule that has no room',
      ['--funnel', 'paper-200'],
      'funnel-dims',
      /^--funnel paper-200 reranks at 2, 4, 8 and 16 times .* no dim leaves room$/,
    ],
    [
      'a schedule from a dim without room',
      ['--funnel', 'paper-200', '--shortlist', '2'],
      'funnel-dims',
      /at 16; 2 leaves no room$/,
    ],
  ])('%s', async (_, args, code, message) => {
    await refused([...all, ...args], code, message)
  })

  test('a grid takes every dim, so that dims of a shortlist beside it mean nothing', async () => {
    await refused([...all, '--grid', '--shortlist', '8'], 'grid-shortlist', /--grid/)
    await refused([...all, '--grid', '--rerank', '8'], 'grid-shortlist', /--grid|--rerank/)
  })

  test('the size of a shortlist that nobody asked for', async () => {
    await refused([...all, '--shortlist-size', '20'], 'size-alone', /--shortlist-size/)
  })

  test('what is suggested works', async () => {
    const [suggestion] = await refused([...all, '--rerank', '8'], 'rerank-alone', /shortlist/)
    const [, shortlist, rerank] = /^--shortlist (\d+) --rerank (\d+)$/.exec(suggestion!)!.map(Number)
    expect(shortlist).toBeLessThan(rerank!)
  })
})

describe.concurrent('tables', () => {
  test.each<[string, string[], string, RegExp]>([
    ['no database', ['--queries', queries], 'missing-flag', /^--database is missing: what is searched$/],
    ['no queries', ['--database', database], 'missing-flag', /^--queries is missing: what is searched for$/],
    [
      'two query sets of one stem',
      ['--database', database, '--queries', queries, '--queries', queries],
      'query-names',
      /^two query sets are called q$/,
    ],
    [
      'two query sets of one name',
      ['--database', database, '--queries', `a=${queries}`, '--queries', `a=${database}`],
      'query-names',
      /^two query sets are called a$/,
    ],
    [
      'an unknown baseline',
      ['--database', database, '--queries', queries, '--reduce', 'tsne'],
      'bad-reduce',
      /^--reduce has "tsne"/,
    ],
    ['an unknown flag', ['--short-list', '8'], 'usage', /--short-list/],
  ])('%s', async (_, args, code, message) => {
    await refused(['retrieval', '--model', model, '--no-latency', ...args], code, message)
  })

  test('a row is no neighbor of its own: one fewer where the queries are the database', async () => {
    const own = ['retrieval', '--model', model, '--database', database, '--queries', database, '--no-latency']
    await refused([...own, '--k', '120'], 'k-above-database', /119/)
    await refused([...own, '--shortlist', '8', '--shortlist-size', '120'], 'shortlist-above-database', /119/)
  })

  test('the second of two models', async () => {
    const narrow = writeModel(path('four.onnx'), slicingModel(16, 4))
    const args = [...all, '--model', narrow, '--shortlist', '4', '--rerank', '16']
    await refused(args, 'dims-above', /^--rerank has 16; the embeddings of four have 4 dimensions$/)
  })
})

test('for people: the sentence and what to type, on stderr alone', async () => {
  const { code, stdout, stderr } = await run([...all, '--shortlist', '8', '--shortlist-size', '500'], { env })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr.split('\n')).toEqual([
    'Error: a shortlist of 500 rows; the database of sixteen has 120',
    '  try: --shortlist-size 120 or less',
    '',
  ])
})

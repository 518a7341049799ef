import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { texts, writeArrow } from '../data/arrow-file.js'
import { temporaryFolder } from '../data/temporary.js'
import golden from '../golden/text.json' with { type: 'json' }
import { type Document, program } from './run.js'
import { world } from './world.js'

const { run, json } = program()
const folder = temporaryFolder()
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/text/${name}`, import.meta.url))
const [model, pairs] = [fixture('model'), fixture('pairs.csv')]

test('sentence-transformers’ own correlations at every dim', async () => {
  const { document, stderr } = await json<Document>(['similarity', '--model', model, '--data', pairs])
  expect(stderr).toBe('')
  expect(document.rows.map(({ dim }) => String(dim))).toEqual(Object.keys(golden.pairs))
  for (const { dim, metrics } of document.rows) {
    const wanted = golden.pairs[String(dim) as keyof typeof golden.pairs]
    expect(metrics.spearman!.value).toBeCloseTo(wanted.spearman, 5)
    expect(metrics.pearson!.value).toBeCloseTo(wanted.pearson, 5)
    expect(metrics.spearman!.unit).toBe('correlation')
    expect(metrics.spearman!.ci95![0]).toBeLessThan(metrics.spearman!.value!)
  }
})

test('as a table, in another distance and at dims between', async () => {
  const { code, stdout } = await run([
    'similarity',
    '--model',
    model,
    '--data',
    pairs,
    '--distance',
    'l2',
    '--dims',
    '24,128',
  ])
  expect(code).toBe(0)
  expect(stdout).toMatch(/model: \d+ rows, l2\n +dim +Spearman \(× 100\) +95 % interval +Pearson/)
  expect(stdout).toMatch(/\n +24\* /)
})

test.each<[string, string[], string, number]>([
  ['no model', ['--data', pairs], 'missing-flag', 2],
  ['no pairs', ['--model', model, '--data', writeArrow(`${folder}/one.arrow`, { text: texts(['a']) })], 'no-pairs', 3],
  ['a prompt of one side', ['--model', model, '--data', pairs, '--query-prompt', 'q: '], 'prompt-unused', 2],
  ['a model of numbers', ['--model', world().model, '--data', pairs], 'no-inputs', 3],
])('%s', async (_, args, code, exitCode) => {
  const { document } = await json<Document>(['similarity', ...args])
  expect(document.error).toMatchObject({ code, exitCode })
})

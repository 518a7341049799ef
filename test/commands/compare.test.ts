import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { slicingModel } from '../onnx/slicing.js'
import { expectPlain, program } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const ff = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })
const twice = ['--model', `MRL=${model}`, '--model', ff]

interface Row {
  model: string
  dim: number
  against: string
  againstDim: number
  metric: string
  smallest?: true
  metrics: Record<string, { value: number | null; ci95: [number, number] | null; unit: string }>
}

const told = (rows: readonly unknown[]) =>
  (rows as Row[]).map(({ model, dim, against, againstDim, metrics }) => {
    const { value, reference, p } = metrics
    return [`${model}@${dim}−${against}@${againstDim}`, value!.value, reference!.value, p!.value]
  })

describe('models', () => {
  test('by their heads, with a file of every row', async () => {
    const file = path('heads.arrow')
    const { document, code, stderr } = await json(['compare', ...twice, '--data', queries, '--output', file])
    expect([code, stderr]).toEqual([0, ''])
    // top-1: at 2 only a, at 4 a and b (world.ts); one loss: p = 1
    expect(told(document.rows)).toEqual([
      ['MRL@2−MRL@4', 0.25, 0.5, 1],
      ['FF-4@4−MRL@4', 0.5, 0.5, 1],
    ])
    expect(document.parameters).toMatchObject({
      metric: ['top1'],
      margin: 0.01,
      reference: null,
      distance: null,
      seed: 0,
    })
    expect(document.warnings.map(({ code }) => code)).toEqual(['no-smallest', 'no-smallest']) // four rows show nothing
    expect(readFileSync(file).toString('latin1', 0, 6)).toBe('ARROW1')
  })

  test('by a search, several metrics, and a table for people', async () => {
    const args = ['compare', '--model', model, '--database', database, '--queries', queries]
    const { document } = await json([...args, '--metric', 'knn@1,map@2,knn@1', '--margin', '0.999'])
    expect((document.rows as unknown as Row[]).map(({ metric }) => metric)).toEqual(['knn@1', 'map@2'])
    const [nearest, means] = document.rows as unknown as Row[]
    // 1-NN: at 2 a and c are right, at 4 all (world.ts): two losses, p = 2·¼
    expect(told([nearest])).toEqual([['model@2−model@4', 0.5, 1, 0.5]])
    expect(nearest!.metrics['p.holm']!.value).toBe(0.5)
    expect(Object.keys(means!.metrics)).toContain('effect.dz')
    expect(means!.smallest).toBe(true)
    expect(means!.metrics.dimRatio!.value).toBe(2)
    const { stdout } = await run(args)
    expect(stdout).toMatch(/1-NN accuracy \(%\): model beside its own 4 dims/)
    expect(stdout).toMatch(/^ +2 +50\.00 +100\.00 +−50\.00 .* 0\.500 +0\.500 .* 0 +2$/m)
    expect(stdout).toContain('warning: knn@1: by a sequence of tests')
    for (const line of stdout.split('\n')) if (!/^(warning|[a-z*])/.test(line)) expect(line.length).toBeLessThan(101)
  })
})

describe('results', () => {
  const base = path('base.arrow')
  const ids = (document: { rows: readonly unknown[] }) => told(document.rows).map(([pair]) => pair)

  test('with one another, with a model, and with the config file aside', async () => {
    await run(['compare', '--model', `M=${model}`, '--data', queries, '--output', base])
    const copy = path('new.arrow')
    writeFileSync(copy, readFileSync(base))
    writeFileSync(path('mrl-eval.config.yaml'), `model: {Other: ${model}}\ndata: ${queries}\n`)
    const { document } = await json(['compare', base, `again=${copy}`], { cwd: path('.') })
    expect(ids(document)).toEqual(
      ['base M@2−base M@4', 'again@2−base@2', 'again@4−base@4', 'again@2−again@4'].map((pair) =>
        pair.replaceAll('base M', 'base'),
      ),
    )
    expect((document.rows[1] as unknown as Row).metrics).toMatchObject({
      difference: { value: 0 },
      p: { value: 1 },
      'effect.g': { value: null },
    })
    expect(document.inputs.map(({ role }) => role)).toEqual(['outcomes', 'outcomes'])
    const mixed = await json(['compare', base, '--model', ff, '--data', queries, '--reference', 'FF-4'])
    expect(ids(mixed.document)).toEqual(['M@2−FF-4@4', 'M@4−FF-4@4', 'M@2−M@4'])
  })

  test('a --data that was typed is measured, or refused, though the config file has a database', async () => {
    const nearest = path('nearest.arrow')
    const sides = ['--database', writeRows(path('sides.arrow'), DATABASE), '--queries', queries]
    await run(['compare', '--model', `M=${model}`, ...sides, '--metric', 'knn@1', '--output', nearest])
    writeFileSync(path('mrl-eval.config.yaml'), `database: ${path('sides.arrow')}\nqueries: ${queries}\n`)
    const { document } = await json(['compare', nearest, '--model', model, '--data', queries], { cwd: path('.') })
    expect(document.error).toMatchObject({ code: 'no-common-metric', exitCode: 2 })
  })

  test('what embed wrote of a model with heads', async () => {
    const embedded = path('embedded.arrow')
    await run(['embed', '--model', model, '--data', queries, '--output', embedded])
    const { document } = await json(['compare', embedded, '--metric', 'top5'])
    expect(told(document.rows)).toEqual([['model@2−model@4', 1, 1, 1]])
  })

  test('other rows', async () => {
    const embeddings = (name: string, rows: typeof QUERIES) => writeRows(path(name), rows, 'embedding')
    const some = (count: number, output: string) => {
      const asked = embeddings(`some-${count}.arrow`, QUERIES.slice(0, count))
      const all = ['--database', embeddings('db.arrow', DATABASE), '--queries', asked, '--dims', '2,4']
      return run(['compare', ...all, '--output', path(output)])
    }
    await some(4, 'four.arrow')
    await some(3, 'three.arrow')
    const { document } = await json(['compare', path('four.arrow'), path('three.arrow')])
    expect(document.error).toMatchObject({ code: 'ids-differ', exitCode: 3 })
    expect(document.error.message).toMatch(/^1 of 4 rows of .*four\.arrow are not in .*three\.arrow, and 0 of its 3/)
    const asked = await json(['compare', path('four.arrow'), '--metric', 'map@10'])
    expect(asked.document.error).toMatchObject({ code: 'metric-missing', exitCode: 2 })
    expect(asked.document.error.message).toContain('four.arrow has knn@1')
  })
})

describe('refusals', () => {
  const two = writeModel(path('two.onnx'), slicingModel(4, 2)) // an embedding, and no heads
  const sides = ['--database', database, '--queries', queries]
  const report = path('report.json')
  writeFileSync(report, '{}')
  test.concurrent.each<[string, string[], string, number, RegExp]>([
    ['one model at one dim', ['--model', ff, '--data', queries], 'nothing-to-compare', 2, /only FF-4 at 4/],
    [
      'no dim that is there',
      ['--model', model, '--data', queries, '--dims', '3'],
      'nothing-to-compare',
      2,
      /none of the/,
    ],
    [
      'a reference that is not there',
      [...twice, '--data', queries, '--reference', 'mrl'],
      'unknown-reference',
      2,
      /MRL, FF-4/,
    ],
    ['nothing to measure on', ['--model', model], 'missing-flag', 2, /none of --data, --database and --queries/],
    [
      'a metric that needs heads',
      ['--model', model, ...sides, '--metric', 'top1'],
      'missing-flag',
      2,
      /top1 needs more/,
    ],
    ['heads that are not there', ['--model', two, '--data', queries], 'no-heads', 3, /two has no classification heads/],
    [
      'more neighbors than rows',
      ['--model', model, ...sides, '--metric', 'hit@7'],
      'k-above-database',
      2,
      /--metric asks/,
    ],
    ['an unknown metric', ['--metric', 'f1'], 'bad-metric', 2, /expected top1, top5, knn@K/],
    ['a margin of nothing', ['--margin', '0'], 'bad-margin', 2, /above 0 and below 1/],
    ['a report', [report], 'no-outcomes', 3, /report\.json is a report; comparing needs the outcome of each row/],
    ['a dataset', [queries], 'no-outcomes', 3, /queries\.arrow holds neither/],
  ])('%s', async (_, args, code, exitCode, message) => {
    const { document, stderr } = await json(['compare', ...args])
    expect(document.error).toMatchObject({ code, exitCode })
    expect(document.error.message).toMatch(message)
    expectPlain(document.error.message + stderr)
  })
})

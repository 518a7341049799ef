/**
 * Cascades of the heads at 2 and 4 in world.ts. On the database, head 2 is right in rows 0, 1 and 4, head 4 in 0, 1, 2 and 3;
 * head 2's confidence is 0.576 in rows 0, 1, 3, 0.563 in row 5 and 0.422 in 2 and 4. Letting it answer never pays there:
 * the paper's threshold is the first of linspace(0.1, 1, 100) at or above 0.576, which is 0.1 + 53 · 0.9/99 = 0.5818.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { program } from './run.js'
import { QUERIES, world, writeRows } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const base = ['adaptive-classify', '--model', model, '--data', queries]

interface CascadeDocument {
  rows: {
    model: string
    policy: string
    cap: number
    point: number | null
    promise?: { goal: string; value: number }
    thresholds: Record<string, number>
    exits: Record<string, number>
    temperatures?: Record<string, number>
    reliability?: { rows: number }[]
    metrics: Record<string, { value: number | null; ci95: [number, number] | null; sd?: number }>
  }[]
  parameters: Record<string, unknown>
  warnings: { code: string; message: string }[]
  inputs: { role: string; path: string }[]
  error: { message: string; code: string }
}

async function cascades(args: readonly string[]): Promise<CascadeDocument> {
  const { document, code, stdout } = await json<CascadeDocument>(args)
  expect(code, stdout).toBe(0)
  return document
}

const values = ({ metrics }: CascadeDocument['rows'][number]) => [
  metrics.accuracy!.value,
  metrics.expectedDim!.value,
  metrics.cumulativeDim!.value,
]

describe('the paper’s policy', () => {
  const document = cascades([...base, '--holdout', database, '--policy', 'paper'])

  test('thresholds are those worked out by hand', async () => {
    const [paper, ...more] = (await document).rows.filter(({ policy }) => policy === 'paper')
    expect(more).toEqual([])
    expect(paper).toMatchObject({ model: 'model', cap: 4, point: null, exits: { 2: 0, 4: 1 } })
    expect(paper!.thresholds[2]).toBeCloseTo(0.1 + (53 * 0.9) / 99, 12)
    expect(values(paper!)).toEqual([0.5, 4, 6]) // as head 4: a and b
  })

  test('heads alone, the oracle and the vote stand beside it', async () => {
    const rows = (await document).rows.filter(({ policy }) => policy !== 'paper')
    expect(rows.map(({ policy, cap }) => [policy, cap])).toEqual([
      ['single', 2],
      ['single', 4],
      ['oracle', 4],
      ['vote', 4],
    ])
    expect(rows.map(values)).toEqual([
      [0.25, 2, 2], // a
      [0.5, 4, 6], // a, b
      [0.5, 3.5, 5], // a at 2; b at 4; c and d, never right, are charged to the largest
      [0.5, 4, 6], // one vote each: the larger head's counts
    ])
    expect(rows[2]!.exits).toEqual({ 2: 0.25, 4: 0.75 })
  })

  test('calibration of a head, its reliability bins', async () => {
    const [head] = (await document).rows
    // c is 0.5737 (a, right), 0.5761 (b and d, wrong) and 0.4223 (c, wrong): bins 9 and 7 of 15
    expect(head!.metrics.ece!.value).toBeCloseTo((3 * Math.abs(1 / 3 - (0.5737 + 2 * 0.5761) / 3) + 0.4223) / 4, 3)
    expect(head!.reliability!.map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0])
  })
})

test('splits draw the rows to learn on from the data: means and deviations', async () => {
  const many = writeRows(
    path('many.arrow'),
    Array.from({ length: 40 }, (_, i) => QUERIES[i % 4]!),
  )
  const args = ['adaptive-classify', '--model', model, '--data', many, '--splits', '5', '--holdout-size', '10']
  const { rows, parameters } = await cascades([...args, '--policy', 'paper,shared,joint', '--max-drop', '0.5'])
  expect(parameters).toMatchObject({ splits: 5, holdoutSize: 10, policies: ['paper', 'shared', 'joint'] })
  expect(new Set(rows.map(({ policy }) => policy))).toEqual(
    new Set(['single', 'oracle', 'vote', 'paper', 'shared', 'joint']),
  )
  // MRL reports the paper's as means; those of the other policies are "always" (−1) or "never" (1) now and then
  for (const { policy, thresholds } of rows) expect(Object.keys(thresholds)).toEqual(policy === 'paper' ? ['2'] : [])
  for (const { metrics, exits } of rows) {
    expect(metrics.accuracy!.sd).toBeGreaterThanOrEqual(0)
    expect(exits[2]! + exits[4]!).toBeCloseTo(1, 12)
  }
  const again = await cascades([...args, '--policy', 'paper,shared,joint', '--max-drop', '0.5'])
  expect(again.rows).toEqual(rows)
})

describe('thresholds that are kept', () => {
  const file = path('cascade.json')

  test('are written once and applied to other data', async () => {
    const learnt = await cascades([...base, '--holdout', database, '--policy', 'paper', '--write-thresholds', file])
    const applied = await cascades([...base, '--thresholds', file])
    const paper = learnt.rows.find(({ policy }) => policy === 'paper')!
    const row = applied.rows.find(({ policy }) => policy === 'file')!
    expect(row.thresholds).toEqual(paper.thresholds)
    expect(row.metrics).toEqual(paper.metrics)
    expect(applied.inputs.map(({ role }) => role)).toEqual(['data', 'model', 'thresholds'])
    expect(applied.rows.some(({ policy }) => policy === 'joint')).toBe(false)
  })

  test('decide by confidences that are greater', async () => {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { cascades: { thresholds: number[] }[] }
    stored.cascades[0]!.thresholds = [0.5]
    const edited = path('edited.json')
    writeFileSync(edited, JSON.stringify(stored))
    const row = (await cascades([...base, '--thresholds', edited])).rows.find(({ policy }) => policy === 'file')!
    // a, b and d are answered at 2 (0.574, 0.576, 0.576), c at 4 (0.422): only a is right
    expect(values(row)).toEqual([0.25, 2.5, 3])
    expect(row.exits).toEqual({ 2: 0.75, 4: 0.25 })
  })

  test('a warning says so when they were learnt on these rows', async () => {
    const args = ['adaptive-classify', '--model', model, '--data', database, '--thresholds', file]
    expect((await cascades(args)).warnings.map(({ code }) => code)).toContain('learnt-on-data')
  })

  test('those of some heads are applied to these', async () => {
    const some = path('some.json')
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { cascades: { dims: number[]; thresholds: number[] }[] }
    Object.assign(stored.cascades[0]!, { dims: [4], thresholds: [] })
    writeFileSync(some, JSON.stringify(stored))
    const { rows } = await cascades([...base, '--thresholds', some])
    expect(rows.map(({ policy, cap }) => [policy, cap])).toEqual([
      ['single', 4],
      ['file', 4],
    ])
  })

  test('the wrong augmentation is an error', async () => {
    const { document } = await json<CascadeDocument>([...base, '--thresholds', file, '--tta', 'flip'])
    expect(document.error.code).toMatch(/^(thresholds-tta|tta-input)$/)
  })
})

test('too few rows to learn on a fifth of them', async () => {
  const { document, code } = await json<CascadeDocument>(base)
  expect([code, document.error.code]).toEqual([3, 'too-few-rows'])
  expect(document.error.message).toMatch(/has 4 labelled rows; expected at least 5/)
})

test('a goal out of reach is an error', async () => {
  const args = [...base, '--holdout', database, '--target-accuracy', '0.99']
  const { document, code } = await json<CascadeDocument>(args)
  expect(code).toBe(2)
  expect(document.error.message).toMatch(/--target-accuracy 0.99: no cascade of model can be promised to keep it/)
})

test('margin and entropy work from logits, and have no calibration error', async () => {
  for (const confidence of ['margin', 'entropy']) {
    const { rows } = await cascades([...base, '--holdout', database, '--policy', 'paper', '--confidence', confidence])
    expect(rows[0]!.metrics.ece).toBeUndefined()
    expect(rows.find(({ policy }) => policy === 'paper')!.metrics.accuracy!.value).not.toBeNull()
  }
})

test('temperatures are learnt on the holdout', async () => {
  const { rows } = await cascades([...base, '--holdout', database, '--policy', 'paper', '--temperature'])
  for (const row of rows) {
    expect(Object.keys(row.temperatures!)).toEqual(['2', '4'])
    for (const temperature of Object.values(row.temperatures!)) expect(temperature).toBeGreaterThan(0)
  }
})

test('people see heads, cascades and where rows are answered', async () => {
  const { stdout, code } = await run([...base, '--holdout', database, '--policy', 'paper'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/model: 4 rows, thresholds learnt on 6 others/)
  expect(stdout).toMatch(/paper: above/)
  expect(stdout).toMatch(/ paper to 4 .* 50\.00 .* 0\.00 .* 4\.0 .* 1\.00 .* 6\.0/)
})

test.each<[string, string[]]>([
  ['--train without --probe', ['--holdout', database, '--train', database]],
  ['--holdout beside --thresholds', ['--holdout', database, '--thresholds', path('cascade.json')]],
  ['--seed beside --thresholds', ['--seed', '1', '--thresholds', path('cascade.json')]],
  ['--holdout beside --splits', ['--holdout', database, '--splits', '2']],
])('%s is an error, since nothing would come of it', async (_, flags) => {
  const { document, code } = await json<CascadeDocument>([...base, ...flags])
  expect([code, document.error.code]).toEqual([2, 'flags-conflict'])
})

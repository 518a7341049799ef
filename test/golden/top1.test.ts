/** `classify` on the fixtures' models against PyTorch, whose own numbers stand in fixtures/models/pytorch.json. */
import { afterAll, expect, test } from 'vitest'
import pytorch from '../../fixtures/models/pytorch.json' with { type: 'json' }
import { classify } from '../../src/evaluate/classify.js'
import { modelOf, openTables, readingOf } from './fixtures.js'

interface Head {
  n: number
  top1_correct: number
  top5_correct: number
  loss: number
}

const SPARE = 1 // row a head may fall out otherwise: logits that are nearer than two libraries round alike

const models = Object.entries(pytorch.models)
const tables = openTables()
afterAll(() => tables.close())

test('all eleven models are there', () => {
  expect(models.map(([name]) => name).toSorted()).toEqual(
    ['mrl', 'mrl-e', ...[8, 16, 32, 64, 128, 256, 512, 1024, 2048].map((dim) => `ff-${dim}`)].toSorted(),
  )
})

test.each(models)('%s', { timeout: 600_000 }, async (name, { dims, heads }) => {
  const table = await tables.open(readingOf('queries', 'data'), modelOf(name))
  const { rows, warnings } = await classify(table, name, 'all')
  expect(warnings).toEqual([])
  expect(rows.map(({ dim }) => dim)).toEqual(dims)
  for (const { dim, metrics } of rows) {
    const expected = (heads.queries as Record<string, Head>)[dim]!
    const correct = (id: 'top1' | 'top5') => Math.round(metrics[id]!.value! * expected.n)
    expect(Math.abs(correct('top1') - expected.top1_correct), `top-1 at ${dim}`).toBeLessThanOrEqual(SPARE)
    expect(Math.abs(correct('top5') - expected.top5_correct), `top-5 at ${dim}`).toBeLessThanOrEqual(SPARE)
    expect(Math.abs(metrics.loss!.value! - expected.loss), `loss at ${dim}`).toBeLessThan(1e-5)
  }
})

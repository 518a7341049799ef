/** What a dry run says that an evaluation reads is what its report says that it read. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/cli/config/config-file.js'
import { modelsOf, type Plan } from '../../../src/cli/plan.js'
import { costsOf, type Embeddings } from '../../../src/cli/run/costs.js'
import { EVALUATIONS, entriesOf } from '../../../src/cli/run/entries.js'
import { openForesight } from '../../../src/cli/run/foresight.js'
import { commandShapes, openPart } from '../../../src/cli/run/parts.js'
import type { Report } from '../../../src/types.js'
import { DATABASE, QUERIES, world, writeRows } from '../../commands/world.js'
import { realArray } from '../../data/real-files.js'
import { writeModel } from '../../onnx/graphs.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const { model, database, queries, path } = world()
const holdout = writeRows(path('holdout.arrow'), [...QUERIES, ...DATABASE])
const train = writeRows(path('train.arrow'), [...DATABASE, ...QUERIES])
const bare = writeModel(path('bare.onnx'), { width: 4, classes: 3, dims: [] })
const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/text/${name}`, import.meta.url))
const other = writeRows(path('other.arrow'), DATABASE)

const CONFIG = `
model: { M: ${model} }
database: ${database}
queries: ${queries}
data: ${queries}
holdout: ${holdout}
run:
  evaluations:
    - { command: knn, k: [1, 3] }
    - { command: knn, name: reduced, reduce: [pca] }
    - { command: few-shot, shots: 1, trials: 2 }
    - { command: retrieval, latency: false }
    - { command: retrieval, name: sets, latency: false, queries: { one: ${queries}, two: ${other} } }
    - classify
    - { command: classify, name: classes, class-subset: ${path('subset.txt')} }
    - adaptive-classify
    - { command: adaptive-classify, name: splits, splits: 2, data: ${holdout} }
    - { command: compare, metric: top1 }
    - { command: compare, name: votes, metric: [knn@1] }
    - { command: classify, name: probed, probe: true, train: ${train} }
    - { command: compare, name: by-heads }
    - { command: compare, name: by-search, model: { B: ${bare} }, dims: [2, 4] }
    - { command: adaptive-classify, name: learnt, confidence: margin, write-thresholds: ${path('margin.json')} }
    - { command: adaptive-classify, name: applied, thresholds: ${path('margin.json')} }
    - { command: classify, name: array, data: ${realArray('softmax-f4')}, labels: ${realArray('labels-i8')}, model-dims: [8, 16] }
    - { command: similarity, model: { T: ${fixture('model')} }, data: ${fixture('pairs.csv')} }
`

test('of every evaluation', async () => {
  writeFileSync(path('subset.txt'), '0\n2\n')
  const oclif = await Config.load({ root: ROOT })
  const config = parseConfig(path('c.yaml'), CONFIG)
  const stop = new AbortController()
  const common = { oclif, config, stop, typed: ['--no-cache'], silent: true, scratch: path('scratch'), baselines: null }
  const entries = entriesOf(config, commandShapes(oclif))
  const { tablesFor } = openForesight({ tool: oclif.version, cache: path('scratch'), signal: stop.signal })
  const plans = new Map<string, Plan>()
  for (const entry of entries) {
    const part = await openPart(entry, common)
    if (!('plan' in part.command)) throw new Error(entry.name)
    const plan = await part.command.plan(tablesFor)
    const { readings } = plan
    plans.set(entry.name, plan)
    const models = await modelsOf(plan)
    const { inputs } = (await part.command.runAsPart()) as Report
    const said = readings.map(({ role, path }) => `${role} ${path}`)
    const known = new Set(['database', 'queries', 'data', 'holdout', 'train'])
    const read = inputs.filter(({ role }) => known.has(role)).map(({ role, path }) => `${role} ${path}`)
    expect([...new Set(said)].sort(), entry.name).toEqual([...new Set(read)].sort())
    expect(
      models.flatMap((found) => found?.path ?? []),
      entry.name,
    ).toEqual(inputs.filter(({ role }) => role === 'model').map(({ path }) => path))
    const embeddings: Embeddings = new Map()
    await costsOf(plan, entry.name, await tablesFor(plan.flags), embeddings)
    expect(
      [...embeddings.values()].filter(({ cached }) => !cached),
      entry.name,
    ).toEqual([]) // all that a model had to make is there
  }
  expect(plans.get('by-heads')!.costs).toEqual([])
  expect(plans.get('by-search')!.costs).toHaveLength(1)
  expect(plans.get('applied')!.readings[0]!.wanted.logits).toBe(true) // as its thresholds need them
}, 60_000)

test('all commands that take rules, and so give a report, can be listed, and no others', async () => {
  const oclif = await Config.load({ root: ROOT })
  const giving = oclif.commands
    .filter(({ pluginName, flags }) => pluginName === oclif.pjson.name && 'gate' in flags)
    .map(({ id }) => id)
  expect(giving.sort()).toEqual([...EVALUATIONS].sort())
})

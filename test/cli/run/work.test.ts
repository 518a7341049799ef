/** What a dry run says that an evaluation reads is what its report says that it read. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/cli/config/config-file.js'
import { EVALUATIONS, entriesOf } from '../../../src/cli/run/entries.js'
import { commandShapes, openPart } from '../../../src/cli/run/parts.js'
import { isForetold, workOf } from '../../../src/cli/run/work.js'
import type { Report } from '../../../src/types.js'
import { DATABASE, QUERIES, world, writeRows } from '../../commands/world.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const { model, database, queries, path } = world()
const holdout = writeRows(path('holdout.arrow'), [...QUERIES, ...DATABASE])
const train = writeRows(path('train.arrow'), [...DATABASE, ...QUERIES])
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
`

test('of every evaluation', async () => {
  writeFileSync(path('subset.txt'), '0\n2\n')
  const oclif = await Config.load({ root: ROOT })
  const config = parseConfig(path('c.yaml'), CONFIG)
  const stop = new AbortController()
  const common = { oclif, config, stop, typed: [], silent: true, scratch: path('scratch'), baselines: null }
  const entries = entriesOf(config, commandShapes(oclif))
  expect(entries.filter(({ command }) => !isForetold(command))).toEqual([])
  for (const entry of entries) {
    const part = await openPart(entry, common)
    const { readings, models } = await workOf(part)
    const { inputs } = (await part.command.runAsPart()) as Report
    const said = readings.map(({ role, path }) => `${role} ${path}`)
    const known = new Set(['database', 'queries', 'data', 'holdout', 'train'])
    const read = inputs.filter(({ role }) => known.has(role)).map(({ role, path }) => `${role} ${path}`)
    expect(said.sort(), entry.name).toEqual([...new Set(read)].sort())
    expect(
      models.map((found) => found?.path),
      entry.name,
    ).toEqual(inputs.filter(({ role }) => role === 'model').map(({ path }) => path))
  }
}, 60_000)

test('all commands that take rules, and so give a report, can be listed, and no others', async () => {
  const oclif = await Config.load({ root: ROOT })
  const giving = oclif.commands
    .filter(({ pluginName, flags }) => pluginName === oclif.pjson.name && 'gate' in flags)
    .map(({ id }) => id)
  expect(giving.sort()).toEqual([...EVALUATIONS].sort())
})

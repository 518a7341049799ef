/** What the README shows is what its commands print; numbers may differ in the last digit from machine to machine. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { costsOf } from '../src/evaluate/costs.js'
import { EXACT } from '../src/evaluate/indexes.js'
import { QUALITY } from '../src/evaluate/quality.js'
import { program } from './commands/run.js'

const SPARE = 0.15 // percentage points: four queries that two machines round apart
const SPARE_SHARE = 0.002 // of expected dims and ratios, which are no percentages
const cwd = fileURLToPath(new URL('../fixtures', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const { run } = program(process.env.README_CACHE) // tests of the same models, and CI's demo, find the embeddings there

const blocks = [...readme.matchAll(/```\n\$ mrl-eval (.*)\n\n([^`]*)```/g)].map(([, command, output]) => ({
  command: command!,
  output: output!,
}))

test('it shows classify, knn, retrieval and adaptive-classify', () => {
  expect(blocks.map(({ command }) => command)).toEqual([
    'classify',
    'knn',
    'retrieval --model MRL=models/mrl.onnx --shortlist 8,16 --rerank 64,2048 --no-latency',
    'adaptive-classify --model MRL=models/mrl.onnx --policy paper,joint',
    'retrieval --model text/model --database text/beir --queries text/beir --k 10 --no-latency',
  ])
})

test.each(blocks)('mrl-eval $command', { timeout: 900_000 }, async ({ command, output }) => {
  const { code, stdout } = await run([...command.split(' '), '--device', 'cpu'], { cwd })
  expect(code).toBe(0)
  const [printed, shown] = [stdout, output].map((text) => text.split('\n').filter((line) => line.trim() !== ''))
  const first = printed!.indexOf(shown![0]!)
  for (const [i, line] of shown!.entries()) expectAlike(printed![first + i]!, line)
})

test('it defines every metric of retrieval, in one table', () => {
  const table = /\n\| metric \| definition .*\n((?:\|.*\n)+)/.exec(readme)![1]!
  const named = [...table.matchAll(/^\|([^|]*)\|/gm)].map(([, cell]) => cell!).join(' ')
  const all = named + table // `.shortlist` and the like stand in the definitions of what they are parts of
  const single = { index: EXACT, shortlist: 8, size: 10, stages: [] }
  const costs = Object.keys(costsOf(single, 100, 16, { index: null, time: null }, null))
  for (const { id, suffix } of QUALITY) expect(named).toContain(`\`${id}@k${suffix}\``)
  for (const id of costs) expect(all).toMatch(new RegExp(`\`(${id.replace('.', '\\.')}|\\.${id.split('.')[1]})\``))
})

function expectAlike(printed: string, shown: string): void {
  const words = (line: string) => line.trim().split(/\s+/)
  expect(words(printed).length, printed).toBe(words(shown).length)
  for (const [i, word] of words(shown).entries()) {
    const value = words(printed)[i]!
    const spare = Math.max(SPARE, SPARE_SHARE * Math.abs(Number(word)))
    if (/^[+-]?\d+\.\d+$/.test(word)) expect(Math.abs(Number(value) - Number(word)), printed).toBeLessThan(spare)
    else expect(value).toBe(word)
  }
}

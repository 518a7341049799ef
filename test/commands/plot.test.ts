import { expect, test } from 'vitest'
import { program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries } = world()
const all = ['knn', '--model', model, '--database', database, '--queries', queries, '--plot']

test('--plot draws below the tables', async () => {
  const { code, stdout, stderr } = await run(all)
  expect([code, stderr]).toEqual([0, ''])
  // 50 % at 2 dims and 100 % at 4, as in the table above it
  expect(stdout).toMatch(
    /^ +4 +100\.00 [\s\S]*1-NN accuracy \(%\) against dims\n {4}100 │ .*o\n[\s\S]* 50 │o[\s\S]*\n {9}2 +4\n/m,
  )
})

test('--json stays one document', async () => {
  const { code, stdout } = await json(all)
  expect(code).toBe(0)
  expect(stdout).not.toContain('│')
})

import { describe, expect, test } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { type Document, program } from './run.js'
import { world } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const all = ['knn', '--model', model, '--database', database, '--queries', queries]

const valuesOf = ({ rows }: Document, reduction: string) =>
  (rows as (Document['rows'][number] & { reduction?: string })[])
    .filter((row) => row.reduction === reduction)
    .map(({ dim, metrics }) => [dim, metrics['knn@1']!.value])

describe('knn --reduce', () => {
  test('adds rows after those of the model', async () => {
    const { document, stderr } = await json([...all, '--reduce', 'first,svd', '--reduce', 'random'])
    expect(stderr).toBe('')
    const rows = document.rows as (Document['rows'][number] & { reduction?: string })[]
    expect(rows.map(({ reduction, dim }) => `${reduction} ${dim}`)).toEqual([
      'undefined 2',
      'undefined 4',
      'first 2',
      'first 4',
      'svd 2',
      'svd 4',
      'random 2',
      'random 4',
    ])
    expect(valuesOf(document, 'first')).toEqual([
      [2, 0.5],
      [4, 1],
    ])
    expect(valuesOf(document, 'svd')[1]).toEqual([4, 1]) // a rotation
    expect(valuesOf(document, 'random')[1]).toEqual([4, 1]) // another order of the same numbers
    expect(document.parameters).toMatchObject({ reduce: ['first', 'svd', 'random'], seed: 0 })
    expect(rows.at(-1)!.metrics['knn@1']).toEqual({ value: 1, ci95: null, sd: 0, unit: 'fraction' })
    expect(rows[4]!.metrics['knn@1']!.ci95).not.toBeNull()
  })

  test('the seed decides', async () => {
    const args = [...all, '--reduce', 'jl', '--dims', '1,2,3']
    const of = async (seed: string) => valuesOf((await json([...args, '--seed', seed])).document, 'jl')
    expect(await of('1')).toEqual(await of('1'))
    expect(await of('1')).not.toEqual(await of('100'))
  })

  test('scores a fixed-feature model at all dims', async () => {
    const fixed = writeModel(path('FF-4.onnx'), { width: 4, classes: 3, dims: [4], logits: () => 'logits' })
    const args = ['knn', '--model', fixed, '--database', database, '--queries', queries, '--reduce', 'pca']
    const { document } = await json([...args, '--dims', '1,2,4'])
    expect(document.rows.map(({ dim }) => dim)).toEqual([4, 1, 2, 4])
    expect(valuesOf(document, 'pca').map(([dim]) => dim)).toEqual([1, 2, 4])
  })

  test.each([
    [['--reduce', 'tsne'], /^--reduce has "tsne"; expected first, random, pca, svd, jl$/],
    [['--seed=-1'], /^--seed has "-1"; expected an integer from 0 to/],
    [['--seed', '1.5'], /^--seed has "1.5"/],
  ])('refuses %j', async (args, message) => {
    const { document } = await json([...all, ...args])
    expect(document.error.exitCode).toBe(2)
    expect(document.error.message).toMatch(message)
  })

  test('nothing asked for, nothing added', async () => {
    const { document } = await json(all)
    expect(document.parameters).toMatchObject({ reduce: [], seed: 0 })
    expect(document.rows.length).toBe(2)
  })

  test('a table for people', async () => {
    const { code, stderr, stdout } = await run([...all, '--reduce', 'pca'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('pca')
  })
})

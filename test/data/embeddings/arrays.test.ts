import { describe, expect, test } from 'vitest'
import { labelledBy } from '../../../src/data/embeddings/array-labels.js'
import { isLogitsArray, openArrays } from '../../../src/data/embeddings/arrays.js'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { keptScores } from '../../../src/math/head-scores.js'
import golden from '../../golden/logits.json' with { type: 'json' }
import { collect, userError } from '../collect.js'
import { floatsNpy } from '../npy-file.js'
import { realArray } from '../real-files.js'
import { expectScores } from '../scores.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const DIMS = [8, 16]
const labels = realArray('labels-i8')
const open = (path: string, dims: number[] | null = DIMS, layout: 'gbc' | 'bgc' | null = null, of = labels) =>
  openArrays(path, of, { dims, layout })

describe('arrays of NumPy', () => {
  test.each([
    ['logits-f4', 'logits', null],
    ['logits-f2', 'logits', 'gbc'],
    ['logits-f8-bgc', 'logits', 'bgc'],
    ['softmax-f4', 'probabilities', null],
  ] as const)('%s', async (name, kind, layout) => {
    const table = await open(realArray(name), DIMS, layout)
    expect(table).toMatchObject({ name, rows: 7, width: 0, dims: DIMS, headDims: DIMS, logits: 4, logitsKind: kind })
    expect(table).toMatchObject({ labelled: true, classes: null, provenance: null })
    const [batch, ...more] = await collect(table.batches())
    expect(more).toEqual([])
    expect(batch).toMatchObject({ start: 0, rows: 7, ids: ['0', '1', '2', '3', '4', '5', '6'], vectors: null })
    expect([...batch!.labels]).toEqual(golden.labels)
    expectScores(batch!.heads!, golden.scores, 5)
    if (kind === 'logits') expect([...batch!.heads!.logits!]).toEqual(golden.logits)
  })

  test('probabilities in float16: a class of 0 gets a logit whose softmax is 0', async () => {
    const table = await open(realArray('softmax-f2'), DIMS, null, realArray('labels-f2'))
    expect(table.logitsKind).toBe('probabilities')
    const [batch] = await collect(table.batches())
    expect([...batch!.heads!.classes]).toEqual(golden.scores.classes)
    const row = batch!.heads!.logits!.subarray(3 * 8, 3 * 8 + 4)
    expect([...row]).toEqual([-104, 0, -104, -104])
    expect(batch!.heads!.confidence[3 * 2]).toBe(1)
  })

  test('labels of other types', async () => {
    for (const name of ['labels-f2', 'labels-i8'] as const) {
      const [batch] = await collect((await open(realArray('logits-f4'), DIMS, null, realArray(name))).batches())
      expect([...batch!.labels]).toEqual(golden.labels)
    }
  })

  test.each(['logits-f4', 'fortran'])('%s: logits in either order', async (name) => {
    const [batch] = await collect((await open(realArray(name))).batches())
    expect([...batch!.heads!.logits!]).toEqual(golden.logits)
  })

  test('which arrays are logits', async () => {
    const found = ['logits-f4', 'embeddings-f4', 'labels-i8'].map((name) => isLogitsArray(realArray(name)))
    expect(await Promise.all([...found, isLogitsArray('nowhere.arrow')])).toEqual([true, false, false, false])
  })
})

test('embeddings with the labels of another file', async () => {
  const table = await labelledBy(await openEmbeddings(realArray('embeddings-f4')), labels)
  expect(table).toMatchObject({ rows: 7, width: 4, labelled: true, headDims: [], logits: 0 })
  const [batch] = await collect(table.batches())
  expect([...batch!.labels]).toEqual(golden.labels)
  expect([...batch!.vectors!.subarray(0, 4)]).toEqual(golden.logits.slice(0, 4)) // row 0, head 0
})

test('batches of many rows are those of one array', async () => {
  const [G, N, C] = [3, 2500, 5] // 1,024 rows a batch: three
  const values = Float32Array.from({ length: G * N * C }, (_, i) => ((i * 7919) % 1009) / 16)
  const path = floatsNpy(`${folder}/many.npy`, values, [G, N, C])
  const of = floatsNpy(
    `${folder}/many-labels.npy`,
    Float32Array.from({ length: N }, (_, i) => i % C),
    [N],
  )
  const table = await open(path, [1, 2, 3], null, of)
  const batches = await collect(table.batches())
  expect(batches.map(({ start, rows }) => [start, rows])).toEqual([
    [0, 1024],
    [1024, 1024],
    [2048, 452],
  ])
  for (const { start, rows, labels: own, heads, ids } of batches) {
    expect(ids[1]).toBe(String(start + 1))
    const expected = Float32Array.from({ length: rows * G * C }, (_, i) => {
      const [row, g, c] = [start + Math.floor(i / (G * C)), Math.floor(i / C) % G, i % C]
      return values[(g * N + row) * C + c]!
    })
    expect(heads).toEqual(keptScores(own, G, expected))
  }
})

describe('refusals', () => {
  const of = (name: string, values: number[], shape: number[]) =>
    floatsNpy(`${folder}/${name}.npy`, Float32Array.from(values), shape)
  const two = of('two-labels', [0, 1], [2])
  const four = realArray('logits-f4')
  test.each([
    ['no dims', () => open(four, null), 'model-dims-missing', 2, 'has 2 heads, but not their dims'],
    ['other dims', () => open(four, [8]), 'model-dims', 2, '--model-dims has 1 dims; '],
    ['a row first', () => open(realArray('logits-f8-bgc')), 'model-dims', 2, '(7, 2, 4) has 7 heads'],
    ['two axes', () => open(realArray('embeddings-f4')), 'npy-shape', 3, 'has the shape (7, 4)'],
    ['no rows', () => open(of('none', [], [2, 0, 3])), 'no-rows', 3, '(2, 0, 3)'],
    ['integers', () => open(labels), 'npy-type', 3, 'holds no floats (i8)'],
    ['labels of more rows', () => open(four, DIMS, null, two), 'label-rows', 3, 'has 2 labels; '],
    [
      'labels that are logits',
      () => open(four, DIMS, null, four),
      'no-labels',
      3,
      'expected one class number or name a row',
    ],
    [
      'float16 labels above 2048',
      () => open(four, DIMS, null, realArray('labels-f2-merged')),
      'bad-row',
      3,
      'row 2 is 2050 in float16',
    ],
    [
      'labels that are no integers',
      () => open(four, DIMS, null, of('halves', [0, 0.5, 0, 0, 0, 0, 0], [7])),
      'bad-row',
      3,
      'row 1 is 0.5; expected an integer',
    ],
    [
      'labels below −1',
      () => open(four, DIMS, null, of('negative', [0, 0, -2, 0, 0, 0, 0], [7])),
      'bad-row',
      3,
      'row 2 is -2',
    ],
    [
      'labels beyond the classes',
      () => open(four, DIMS, null, of('beyond', [0, 0, 0, 0, 4, 0, 0], [7])),
      'label-range',
      3,
      'row 4 has label 4; ',
    ],
    [
      'NaN',
      () => open(of('nan', [1, 2, Number.NaN, 4], [2, 2, 1]), DIMS, null, of('zero-labels', [0, 0], [2])),
      'bad-row',
      3,
      'row 0, head at 16, has NaN at class 0',
    ],
  ] as const)('%s', async (_, work, code, exitCode, message) => {
    const error = await userError(work().then((table) => collect(table.batches())))
    expect(error).toMatchObject({ code, exitCode })
    expect(error.message).toContain(message)
  })

  test('the other layout is suggested where it would fit', async () => {
    const error = await userError(open(realArray('logits-f8-bgc')))
    expect(error.suggestions).toEqual(['--logits-layout bgc'])
  })

  test('rows that are no probabilities after a batch that is', async () => {
    const N = 1500
    const values = new Float32Array(N * 2).fill(0.5)
    values[2 * 1200] = 0.75
    const zeros = floatsNpy(`${folder}/zeros.npy`, new Float32Array(N), [N])
    const table = await open(floatsNpy(`${folder}/shares.npy`, values, [1, N, 2]), [4], null, zeros)
    const error = await userError(collect(table.batches()))
    expect(error.message).toContain('row 1200, head at 4, adds up to 1.250, from 0.5 to 0.75')
  })
})

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EmbedSettings } from '../../../src/cli/tables/embedder.js'
import { type Reading, reading, type TableRole } from '../../../src/cli/tables/reading.js'
import { TableSource } from '../../../src/cli/tables/tables.js'
import { SCORES_ONLY } from '../../../src/model/encode.js'
import type { Progress } from '../../../src/types.js'
import { ints, texts, vectors, writeArrow } from '../../data/arrow-file.js'
import { collect, userError } from '../../data/collect.js'
import { realArray, realFile } from '../../data/real-files.js'
import { temporaryFolder } from '../../data/temporary.js'
import golden from '../../golden/logits.json' with { type: 'json' }
import { writeModel } from '../../onnx/graphs.js'
import { imageModel } from '../../onnx/image-graph.js'

const folder = temporaryFolder()
const model = { name: 'M', path: writeModel(join(folder, 'm.onnx'), imageModel()) }
const rows = [
  [1, 4],
  [-2, 3],
]
const data = writeArrow(join(folder, 'data.arrow'), { x: vectors(rows), label: ints([0, 1]) })
const quiet: Progress = { start() {}, advance() {}, stop() {} }
const cache = join(folder, 'cache')

function source(settings: Partial<EmbedSettings> = {}): TableSource {
  return new TableSource({
    tool: '1',
    onnxruntime: '1',
    device: 'cpu',
    threads: 1,
    batch: 64,
    columns: {},
    outputs: {},
    images: {},
    texts: {},
    modelDims: null,
    cache,
    progress: quiet,
    signal: new AbortController().signal,
    ...settings,
  })
}

interface Wants {
  logits?: boolean
  tta?: 'none' | 'flip'
  labels?: string
}

function read(role: TableRole, path: string, { logits = false, tta, labels }: Wants = {}): Reading {
  const wanted = { ...SCORES_ONLY, logits, tta: tta ?? 'none' }
  return { ...reading(role, path, { column: undefined }), wanted, tta: tta ?? null, labels: labels ?? null }
}

async function headsOf(wants: Wants) {
  const table = await source().open(read('data', data, wants), model)
  const [batch] = await collect(table.batches())
  return { table, heads: batch!.heads! }
}

const kept = () => readdirSync(join(cache, 'embeddings')).length

describe('a dataset through a model', () => {
  test('logits, mirror images and neither are kept apart', async () => {
    const plain = await headsOf({})
    expect(plain.table).toMatchObject({ path: data, logits: 0 })
    expect(plain.heads.logits).toBeNull()
    const flipped = await headsOf({ logits: true, tta: 'flip' })
    expect(flipped.table).toMatchObject({ logits: 2, provenance: { logits: 2, augmentation: 'flip' } })
    expect([...flipped.heads.logits!]).toEqual([5, 0, 5, 10, 1, 0, 1, 2])
    const still = await headsOf({ logits: true, tta: 'none' })
    expect(still.table.provenance).not.toHaveProperty('augmentation')
    expect([...still.heads.logits!]).toEqual([1, 0, 1, 8, -2, 0, -2, 6])
    expect(kept()).toBe(3)
    await headsOf({ logits: true, tta: 'flip' })
    expect(kept()).toBe(3)
  })

  test('is an input once by each name that rows call it', async () => {
    const tables = source()
    for (const name of [null, 'a', 'b', 'a']) await tables.open({ ...read('queries', data), name }, model)
    const queries = tables.facts.filter(({ role }) => role === 'queries')
    expect(queries.map(({ name }) => name)).toEqual([undefined, 'a', 'b'])
  })

  test('of some rows alone is kept beside that of all', async () => {
    const own = join(folder, 'some')
    const open = async (rows: readonly number[] | null) => {
      const tables = source({ cache: own })
      const some = { ...read('queries', data), wanted: { ...SCORES_ONLY, rows }, of: rows === null ? null : 2 }
      const table = await tables.open(some, model)
      expect(tables.facts[0]).toMatchObject({ role: 'queries', path: data, rows: 2 }) // of the file
      return { table, files: readdirSync(join(own, 'embeddings')).length }
    }
    const second = await open([1])
    const [batch] = await collect(second.table.batches())
    expect([second.table.rows, batch!.ids, [...batch!.vectors!]]).toEqual([1, ['1'], rows[1]])
    expect((await open([0])).files).toBe(2)
    expect(await open(null)).toMatchObject({ table: { rows: 2 }, files: 3 })
    expect((await open([1])).files).toBe(3)
  })

  test('a file with logits does where none are wanted', async () => {
    const { heads } = await headsOf({ tta: 'flip' })
    expect([...heads.classes]).toEqual([0, 1, 0, 1])
    expect(kept()).toBe(3)
  })

  test('logits of a model without heads', async () => {
    const bare = { name: 'B', path: writeModel(join(folder, 'b.onnx'), { width: 2, classes: 2, dims: [] }) }
    const error = await userError(source().open(read('data', data, { logits: true }), bare))
    expect(error).toMatchObject({ code: 'no-heads', exitCode: 3 })
  })

  test('a model of vectors has no mirror images', async () => {
    const flat = { name: 'F', path: writeModel(join(folder, 'f.onnx'), { width: 2, classes: 2, dims: [2] }) }
    const error = await userError(source().open(read('data', data, { tta: 'flip' }), flat))
    expect(error).toMatchObject({ code: 'tta-input', exitCode: 2 })
  })
})

describe('stored files', () => {
  const flipped = join(folder, 'flipped.arrow')
  const plain = join(folder, 'plain.arrow')
  const made = (async () => {
    const { embedder } = source()
    await embedder.embed(read('data', data, { logits: true, tta: 'flip' }), model, flipped)
    await embedder.embed(read('data', data), model, plain)
  })()

  test('are taken when their logits are those that are wanted', async () => {
    await made
    const wanted = source()
    expect(await wanted.open(read('data', flipped, { logits: true, tta: 'flip' }), null)).toMatchObject({ logits: 2 })
    expect(wanted.facts[0]).toMatchObject({ role: 'data', classes: 2, rows: 2 })
    expect(await source().open(read('database', flipped), null)).toMatchObject({ width: 2 }) // embeddings are of the image itself
    expect(await source().open(read('holdout', plain, { tta: 'none' }), null)).toMatchObject({ logits: 0 })
  })

  test.each([
    [{ logits: true }, plain, 'no-logits', 3, /plain\.arrow holds no logits$/],
    [
      { tta: 'flip' },
      plain,
      'tta-mismatch',
      2,
      /^--tta is flip; the heads in .*plain\.arrow were read with --tta none$/,
    ],
    [
      { tta: 'none' },
      flipped,
      'tta-mismatch',
      2,
      /^--tta is none; the heads in .*flipped\.arrow were read with --tta flip$/,
    ],
    [{ tta: 'flip' }, realFile('logits-columns'), 'tta-mismatch', 2, /was made without this program$/],
    [
      { labels: 'x.npy' },
      plain,
      'labels-unused',
      2,
      /^--labels is for embeddings or a \.npy array without labels; --data is .*plain\.arrow$/,
    ],
  ] as const)('%j', async (options, path, code, exitCode, message) => {
    await made
    const error = await userError(source().open(read('data', path, options), null))
    expect(error).toMatchObject({ code, exitCode })
    expect(error.message).toMatch(message)
  })

  test('labels beside a dataset have their own, too', async () => {
    const error = await userError(source().open(read('data', data, { labels: 'x.npy' }), model))
    expect(error.code).toBe('labels-unused')
  })

  test('columns of another tool, with a model or without', async () => {
    for (const given of [null, model]) {
      const tables = source()
      const wanted = { logits: true, tta: 'none' } as const
      expect(await tables.open(read('data', realFile('logits-columns'), wanted), given)).toMatchObject({
        logits: 4,
        headDims: [8, 16],
      })
      expect(Object.values(tables.logitsKinds)).toEqual(['logits'])
    }
  })
})

describe('arrays', () => {
  const path = realArray('softmax-f4')
  const labels = realArray('labels-i8')

  test('with labels of their role', async () => {
    const tables = source({ modelDims: [8, 16] })
    const table = await tables.open(read('holdout', path, { logits: true, tta: 'none', labels }), null)
    const [batch] = await collect(table.batches())
    expect([...batch!.heads!.classes]).toEqual(golden.scores.classes)
    expect(tables.facts.map(({ role, rows, dim, classes }) => [role, rows, dim, classes])).toEqual([
      ['labels', 7, null, null],
      ['holdout', 7, null, 4],
    ])
    expect(tables.logitsKinds).toEqual({ [path]: 'probabilities' })
  })

  test.each([
    ['data', null, {}, 'labels-missing', '--labels FILE'],
    ['holdout', null, {}, 'labels-missing', '--holdout-labels FILE'],
    ['data', model, { labels }, 'array-model', 'leave --model out'],
    ['queries', null, {}, 'array-role', undefined],
  ] as const)('%s', async (role, given, told, code, suggestion) => {
    const error = await userError(source({ modelDims: [8, 16] }).open(read(role, path, told), given))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.suggestions[0]).toBe(suggestion)
    expect(error.message).toContain(`--${role} ${path} is an array`)
  })
})

test('columns that name their heads: --model-dims may say the same, not others', async () => {
  const file = writeArrow(join(folder, 'named.arrow'), {
    logits_2: vectors(rows),
    logits_4: vectors(rows),
    label: ints([0, 1]),
  })
  expect((await source({ modelDims: [2, 4] }).open(read('data', file), null)).headDims).toEqual([2, 4])
  const error = await userError(source({ modelDims: [4, 8] }).open(read('data', file), null))
  expect([error.code, error.exitCode]).toEqual(['model-dims-unused', 2])
  expect(error.message).toMatch(/--model-dims has 4, 8; .*named\.arrow names its heads itself, at 2, 4/)
})

test('embeddings beside inputs that the model does not take are read as they stand', async () => {
  const embedding = vectors([
    [1, 0, 0],
    [0, 1, 0],
  ])
  const beside = writeArrow(join(folder, 'beside.arrow'), { text: texts(['a', 'b']), embedding })
  const opened = await source({ cache: null }).open(read('database', beside), model) // which takes images
  expect(opened).toMatchObject({ width: 3, provenance: null })
  expect((await source().shape(read('database', beside), model)).width).toBe(3)
  const both = writeArrow(join(folder, 'both.arrow'), { x: vectors(rows), text: texts(['a', 'b']), embedding })
  expect((await source().open(read('database', both), model)).provenance).not.toBeNull()
  const words = writeArrow(join(folder, 'words.arrow'), { text: texts(['a', 'b']), embedding: texts(['c', 'd']) })
  const { code } = await userError(source().open(read('database', words), model))
  expect(code).toBe('no-inputs')
})

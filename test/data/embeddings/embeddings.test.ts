import { Field, Int64, List } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { features, ints, lists, texts, vectors, writeArrow } from '../arrow-file.js'
import { collect, userError } from '../collect.js'
import { realFile } from '../real-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

/** Of a model with embeddings of 2 numbers and these heads. */
function provenanceOf(headDims: readonly number[], logits = 0): string {
  const model = { name: 'm', sha256: 'ab', dims: null, headDims, outputs: [], preprocessing: 'none' }
  const data = { name: 'd', sha256: 'cd', rows: 2, columns: {} }
  return JSON.stringify({ format: 1, model, data, width: 2, classes: null, ...(logits > 0 ? { logits } : {}) })
}

describe('files of other tools', () => {
  test.each(['fixed-float32-file', 'fixed-float32-stream', 'list-float16', 'list-float64', 'large-float32', 'feather'])(
    '%s of pyarrow',
    async (name) => {
      const table = await openEmbeddings(realFile(name))
      expect(table).toMatchObject({ name, rows: 8, width: 4, dims: null, headDims: [], labelled: true })
      expect(table.provenance).toBeNull()
      const batches = await collect(table.batches())
      expect(batches.flatMap(({ labels }) => [...labels])).toEqual([0, 1, 2, 0, 1, 2, 0, 1])
      expect(batches.flatMap(({ vectors }) => [...vectors!])).toEqual(
        Array.from({ length: 32 }, (_, i) => Math.floor(i / 4) + (i % 4) / 4 - 2),
      )
      expect(batches[0]!.heads).toBeNull()
    },
  )

  test('integers', async () => {
    for (const name of ['list-int64', 'fixed-uint8']) {
      const [first] = await collect((await openEmbeddings(realFile(name))).batches())
      expect([...first!.vectors!.subarray(0, 5)]).toEqual([0, 1, 2, 3, 1])
    }
  })

  test('without labels and ids', async () => {
    const table = await openEmbeddings(writeArrow(`${folder}/bare.arrow`, { v: vectors([[1], [2]]) }))
    expect(table.labelled).toBe(false)
    const [batch] = await collect(table.batches())
    expect([batch!.ids, [...batch!.labels]]).toEqual([
      ['0', '1'],
      [-1, -1],
    ])
  })

  test('class names and ids', async () => {
    const table = await openEmbeddings(
      writeArrow(
        `${folder}/named.arrow`,
        { embedding: vectors([[1]]), label: ints([1]), id: texts(['first']) },
        { metadata: features({ label: { _type: 'ClassLabel', names: ['a', 'b'] } }) },
      ),
    )
    expect(table.classes).toEqual(['a', 'b'])
    expect((await collect(table.batches()))[0]!.ids).toEqual(['first'])
  })

  test('metadata of another format or version is not provenance', async () => {
    const whole = JSON.parse(provenanceOf([2])) as object
    const without = (key: string) => JSON.stringify({ ...whole, [key]: undefined })
    const others = [
      '{',
      '{"format":2}',
      '{"format":1}',
      '7',
      'null',
      without('model'),
      without('data'),
      without('width'),
    ]
    for (const text of others) {
      const path = writeArrow(`${folder}/odd.arrow`, { v: vectors([[1]]) }, { metadata: { mrl_eval: text } })
      expect((await openEmbeddings(path)).provenance).toBeNull()
    }
  })
})

describe('our files as other tools write them again', () => {
  const whole = (rows: readonly (readonly number[])[]) => ({
    type: new List(new Field('item', new Int64(), true)),
    values: rows.map((row) => row.map(BigInt)),
  })
  const embedding = vectors([
    [1, 2],
    [3, 4],
  ])
  const rows = [
    [3, 1],
    [0, 2],
  ]
  const scores = { head_class: whole(rows), head_confidence: vectors(rows), head_rank: whole(rows) }
  const write = (columns: Parameters<typeof writeArrow>[1], logits = 0) =>
    writeArrow(`${folder}/again.arrow`, columns, { metadata: { mrl_eval: provenanceOf([1, 2], logits) } })

  test('lists of int64', async () => {
    const table = await openEmbeddings(write({ embedding, ...scores, head_loss: lists(rows) }))
    expect(table).toMatchObject({ headDims: [1, 2], provenance: { width: 2 } })
    const [batch] = await collect(table.batches())
    expect([...batch!.heads!.classes, ...batch!.heads!.rank]).toEqual([3, 1, 0, 2, 3, 1, 0, 2])
  })

  test.each([
    ['of its heads', { embedding }, 0, 'head_class, head_confidence, head_rank, head_loss'],
    ['of its logits', { embedding, ...scores, head_loss: lists(rows) }, 3, 'head_logits'],
  ])('without the columns %s', async (_, columns, logits, named) => {
    const error = await userError(openEmbeddings(write(columns, logits)))
    expect(error).toMatchObject({ code: 'heads-missing', exitCode: 3 })
    expect(error.message).toMatch(new RegExp(`the scores of 2 heads, but has no column ${named}$`))
  })

  test('scores of another number of heads', async () => {
    const three = lists(rows.map((row) => [...row, 1]))
    const table = await openEmbeddings(write({ embedding, ...scores, head_loss: three }))
    const error = await userError(collect(table.batches()))
    expect(error.message).toContain('"head_loss", row 0 has 3 numbers; the rows before it have 2')
  })
})

describe('refusals', () => {
  test.each([
    ['null-row', 'row 5 is null'],
    ['null-item', 'row 4 has a null among its numbers'],
    ['ragged', 'row 6 has 3 numbers; the rows before it have 4'],
    ['nan', 'row 7 has NaN at position 2'],
    ['float16-infinite', 'row 0 has Infinity at position 3'],
    ['float16-labels-merged', 'row 2 is 2050 in float16'],
  ])('%s', async (name, message) => {
    const path = realFile(name)
    const error = await userError(openEmbeddings(path).then((table) => collect(table.batches())))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(path)
    expect(error.message).toContain(message)
  })

  test('no embedding column', async () => {
    const error = await userError(openEmbeddings(writeArrow(`${folder}/none.arrow`, { label: ints([1]) })))
    expect(error).toMatchObject({ code: 'no-embeddings', exitCode: 3 })
    expect(error.suggestions).toEqual(['say which: --column embedding=NAME', 'or give --model to embed its inputs'])
  })

  test('no rows', async () => {
    const error = await userError(openEmbeddings(realFile('no-rows')))
    expect(error.exitCode).toBe(3)
    expect(error.message).toContain('has no rows')
  })

  test('embeddings of no numbers', async () => {
    const path = writeArrow(`${folder}/zero.arrow`, { embedding: vectors([[], []], 0) })
    await userError(openEmbeddings(path).then((table) => collect(table.batches())))
  })
})

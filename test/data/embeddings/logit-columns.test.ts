import { describe, expect, test } from 'vitest'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import golden from '../../golden/logits.json' with { type: 'json' }
import { ints, lists, vectors, writeArrow } from '../arrow-file.js'
import { collect, userError } from '../collect.js'
import { realFile } from '../real-files.js'
import { expectScores } from '../scores.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

test('columns of pyarrow, a fixed list and a list, in another order', async () => {
  const table = await openEmbeddings(realFile('logits-columns'))
  expect(table).toMatchObject({ rows: 7, width: 0, dims: [8, 16], headDims: [8, 16], logits: 4, logitsKind: 'logits' })
  const batches = await collect(table.batches())
  expect(batches.map(({ rows }) => rows)).toEqual([3, 3, 1])
  expect(batches.flatMap(({ labels }) => [...labels])).toEqual(golden.labels)
  const all = (of: (heads: (typeof batches)[0]['heads']) => ArrayLike<number>) =>
    batches.flatMap(({ heads }) => Array.from(of(heads)))
  expect(all((heads) => heads!.logits!)).toEqual(golden.logits)
  const scores = {
    classes: Int32Array.from(all((heads) => heads!.classes)),
    confidence: Float32Array.from(all((heads) => heads!.confidence)),
    rank: Int32Array.from(all((heads) => heads!.rank)),
    loss: Float32Array.from(all((heads) => heads!.loss)),
    logits: null,
  }
  expectScores(scores, golden.scores, 5)
})

test('beside embeddings', async () => {
  const columns = { v: vectors([[1, 2]]), logits_1: vectors([[1, 0, 3]]), logits_2: vectors([[5, 4, 3]]) }
  const table = await openEmbeddings(writeArrow(`${folder}/both.arrow`, { ...columns, label: ints([2]) }))
  expect(table).toMatchObject({ width: 2, headDims: [1, 2], logits: 3 })
  const [batch] = await collect(table.batches())
  expect([...batch!.vectors!]).toEqual([1, 2])
  expect([...batch!.heads!.rank]).toEqual([1, 3])
})

test('softmax values', async () => {
  const path = writeArrow(`${folder}/softmax.arrow`, { logits_4: lists([[0.25, 0.75, 0]]), label: ints([0]) })
  const table = await openEmbeddings(path)
  expect(table.logitsKind).toBe('probabilities')
  const [batch] = await collect(table.batches())
  expect(batch!.heads!.confidence[0]).toBeCloseTo(0.75, 6)
  expect(batch!.heads!.loss[0]).toBeCloseTo(Math.log(4), 6)
})

test('a column of that name may be told to be the embedding', async () => {
  const path = writeArrow(`${folder}/told.arrow`, { logits_4: lists([[1, 2]]), label: ints([0]) })
  expect(await openEmbeddings(path, { embedding: 'logits_4' })).toMatchObject({ width: 2 })
})

describe('refusals', () => {
  test.each([
    [
      'other classes at another head',
      { logits_1: vectors([[1, 2]]), logits_2: vectors([[1, 2, 3]]) },
      'logits-classes',
      'the lists of "logits_1" have 2 numbers, those of "logits_2" 3',
    ],
    ['a label beyond', { logits_1: vectors([[1, 2]]), label: ints([2]) }, 'label-range', 'row 0 has label 2'],
    [
      'NaN',
      {
        logits_1: vectors([
          [1, 2],
          [1, Number.NaN],
        ]),
        logits_2: vectors([
          [1, 2],
          [1, 2],
        ]),
      },
      'bad-row',
      'row 1, head at 1, has NaN at class 1',
    ],
    ['ragged', { logits_1: lists([[1, 2], [1]]) }, 'bad-row', 'row 1 has 1 numbers'],
  ])('%s', async (name, columns, code, message) => {
    const path = writeArrow(`${folder}/${name.replaceAll(' ', '-')}.arrow`, columns)
    const error = await userError(openEmbeddings(path).then((table) => collect(table.batches())))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(path)
    expect(error.message).toContain(message)
  })
})

import { expect, test } from 'vitest'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { drawRows } from '../../src/evaluate/drawn-rows.js'
import { ints, texts, vectors, writeArrow } from '../data/arrow-file.js'
import { temporaryFolder } from '../data/temporary.js'

const rows = Array.from({ length: 30 }, (_, row) => row)
const path = writeArrow(
  `${temporaryFolder()}/rows.arrow`,
  {
    id: texts(rows.map((row) => `id ${row}`)),
    embedding: vectors(rows.map((row) => [row, -row])),
    label: ints(rows.map((row) => (row % 3 === 0 ? null : row))),
  },
  { recordRows: 7 },
)

test('rows without repeats, each with its own numbers, class and id', async () => {
  const drawn = await drawRows(await openEmbeddings(path), 12, 5)
  const numbers = [...drawn.numbers]
  expect(new Set(numbers).size).toBe(12)
  expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b))
  expect([...drawn.vectors.values]).toEqual(numbers.flatMap((row) => [row, -row]).map((value) => value + 0))
  expect([...drawn.labels]).toEqual(numbers.map((row) => (row % 3 === 0 ? -1 : row)))
  expect(drawn.ids).toEqual(numbers.map((row) => `id ${row}`))
})

test('the seed decides which; of more there are the same first, and all where as many are asked for', async () => {
  const table = await openEmbeddings(path)
  const numbers = async (count: number, seed: number) => [...(await drawRows(table, count, seed)).numbers]
  expect(await numbers(12, 5)).toEqual((await numbers(20, 5)).slice(0, 12))
  expect(await numbers(12, 6)).not.toEqual(await numbers(12, 5))
  expect((await numbers(100, 5)).toSorted((a, b) => a - b)).toEqual(rows)
})

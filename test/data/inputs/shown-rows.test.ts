import { expect, test } from 'vitest'
import { readShownRows } from '../../../src/data/inputs/shown-rows.js'
import { binaries, ints, texts, vectors, writeArrow } from '../arrow-file.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const bytes = (value: number) => Uint8Array.of(value, value)
const six = [0, 1, 2, 3, 4, 5]

test('images and ids of some rows, across record batches, in any order', async () => {
  const path = writeArrow(
    `${folder}/images.arrow`,
    { id: texts(six.map((row) => `id ${row}`)), image: binaries(six.map(bytes)), label: ints(six) },
    { recordRows: 2 },
  )
  const shown = await readShownRows(path, {}, [5, 0, 3, 5])
  expect([...shown.keys()].toSorted()).toEqual([0, 3, 5])
  for (const row of [0, 3, 5]) expect(shown.get(row)).toEqual({ id: `id ${row}`, image: bytes(row), text: null })
})

test('texts; what stands beside embeddings, too', async () => {
  const path = writeArrow(`${folder}/texts.arrow`, {
    embedding: vectors(six.map((row) => [row, 1])),
    text: texts(six.map((row) => `text ${row}`)),
  })
  const shown = await readShownRows(path, {}, [2])
  expect(shown.get(2)).toEqual({ id: '2', image: null, text: 'text 2' })
})

test('numbers are not shown, and neither is one of two columns that fit alike', async () => {
  const one = writeArrow(`${folder}/numbers.arrow`, { embedding: vectors(six.map((row) => [row, 1])) })
  expect((await readShownRows(one, {}, [4])).get(4)).toEqual({ id: '4', image: null, text: null })
  const columns = { left: binaries(six.map(bytes)), right: binaries(six.map(bytes)) }
  const two = writeArrow(`${folder}/two.arrow`, columns)
  expect((await readShownRows(two, {}, [1])).get(1)).toEqual({ id: '1', image: null, text: null })
  expect((await readShownRows(two, { image: 'right' }, [1])).get(1)!.image).toEqual(bytes(1))
})

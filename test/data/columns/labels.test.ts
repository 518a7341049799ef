import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { labelClasses, readClasses } from '../../../src/data/columns/labels.js'
import { openDataset } from '../../../src/data/dataset.js'
import { openRows } from '../../../src/data/formats/index.js'
import { features, ints, texts, vectors, writeArrow } from '../arrow-file.js'
import { collect } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

async function classesOf(path: string) {
  const file = await openRows(path)
  try {
    return await labelClasses(file, 'label')
  } finally {
    await file.close()
  }
}

test('names are the distinct values in the order of their code units', async () => {
  const names = ['b', 'a', 'B', 'é', 'z', '10', '9', 'a', '', null]
  const path = writeArrow(join(folder, 'names.arrow'), { label: texts(names) }, { recordRows: 3 })
  expect(await classesOf(path)).toEqual(['10', '9', 'B', 'a', 'b', 'z', 'é'])
})

test('names are found again when the file changes', async () => {
  const path = join(folder, 'changing.arrow')
  writeArrow(path, { label: texts(['a']) })
  expect(await classesOf(path)).toEqual(['a'])
  expect(await classesOf(path)).toBe(await classesOf(path)) // read once
  writeArrow(path, { label: texts(['b']) })
  utimesSync(path, 1, 1)
  expect(await classesOf(path)).toEqual(['b'])
})

test('declared names, and numbers without', async () => {
  const declared = features({ label: { _type: 'ClassLabel', names: ['x', 'y'] } })
  expect(await classesOf(writeArrow(join(folder, 'd.arrow'), { label: ints([1]) }, { metadata: declared }))).toEqual([
    'x',
    'y',
  ])
  expect(await classesOf(writeArrow(join(folder, 'n.arrow'), { label: ints([1]) }))).toBeNull()
})

test('where names come from', async () => {
  const from = async (columns: Parameters<typeof writeArrow>[1]) =>
    (await openDataset(writeArrow(join(folder, 'from.arrow'), { x: vectors([[1]]), ...columns }))).namesFrom
  expect(await from({ label: texts(['a']) })).toBe('values')
  expect(await from({ label: ints([0]) })).toBeNull()
  expect(await from({})).toBeNull()
})

test('a name that is none of the known is refused with its row', async () => {
  const file = await openRows(writeArrow(join(folder, 'odd.arrow'), { label: texts(['a', 'c']) }))
  const batch = await file.read(0)
  const place = { path: 'f', column: 'label', firstRow: 5 }
  expect(() => readClasses(batch, place, ['a', 'b'])).toThrow(
    'column "label", row 6 is "c", which is none of its 2 classes',
  )
  await file.close()
})

test('strings are numbered over all record batches', async () => {
  const columns = { x: vectors([[1], [2], [3], [4]]), label: texts(['c', 'a', 'b', 'c']) }
  const dataset = await openDataset(writeArrow(join(folder, 'batches.arrow'), columns, { recordRows: 1 }))
  expect(dataset.classes).toEqual(['a', 'b', 'c'])
  expect((await collect(dataset.batches(3))).flatMap(({ labels }) => [...labels])).toEqual([2, 0, 1, 2])
})

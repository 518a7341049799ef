import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countLabels } from '../../../src/data/facts/label-counts.js'
import { features, ints, vectors, writeArrow } from '../arrow-file.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

test('labels of all record batches, without those that are unknown', async () => {
  const columns = { x: vectors([[1], [2], [3], [4], [5]]), label: ints([2, 0, 2, -1, null]) }
  const names = ['a', 'b', 'c']
  const metadata = features({ label: { _type: 'ClassLabel', names } })
  const path = writeArrow(join(folder, 'train.arrow'), columns, { recordRows: 2, metadata })
  expect(await countLabels(path, {})).toEqual({
    rows: 5,
    counts: new Map([
      [2, 2],
      [0, 1],
    ]),
    classes: names,
  })
})

test('a column by name, and a file without labels', async () => {
  const path = writeArrow(join(folder, 'named.arrow'), { kind: ints([1, 1]) })
  expect((await countLabels(path, { label: 'kind' })).counts).toEqual(new Map([[1, 2]]))
  await expect(countLabels(path, {})).rejects.toMatchObject({ code: 'no-labels', exitCode: 3 })
})

test('labels that are all unknown', async () => {
  const path = writeArrow(join(folder, 'unknown.arrow'), { label: ints([-1, null]) })
  await expect(countLabels(path, {})).rejects.toMatchObject({ code: 'no-labels' })
})

test('a NumPy array of labels', async () => {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }".padEnd(117)
  const path = join(folder, 'train.npy')
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}\n`, 'latin1'), Buffer.of(4, 1, 4)]),
  )
  const { rows, counts, classes } = await countLabels(path, {})
  expect([rows, classes, counts.get(4), counts.get(1), counts.size]).toEqual([3, null, 2, 1, 2])
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'
import { cellsOf, file, WHOLE, X } from './cells.js'
import { damageTests } from './damaged.js'

const folder = temporaryFolder()

test.each([
  ['vectors.fvecs', X, 'Float32'],
  ['vectors.ivecs', WHOLE, 'Int32'],
  ['vectors.bvecs', WHOLE, 'Uint8'],
  ['vectors.fbin', X, 'Float32'],
  ['vectors.u8bin', WHOLE, 'Uint8'],
  ['vectors.i8bin', WHOLE.map((row) => row.map((x) => x - 16)), 'Int8'],
  ['vectors.ibin', WHOLE, 'Int32'],
])('%s', async (name, values, type) => {
  const { rows, columns, types } = await cellsOf(file(name))
  expect([rows, types]).toEqual([8, { embedding: `FixedSizeList[4]<${type}>` }])
  expect(columns.embedding).toEqual(values)
})

describe('refusals', () => {
  const changed = (name: string, change: (bytes: Buffer) => Buffer) => {
    const path = join(folder, name)
    writeFileSync(path, change(readFileSync(file(`vectors.${name.split('.')[1]}`))))
    return path
  }
  const at = (offset: number, value: number) => (bytes: Buffer) => {
    bytes.writeInt32LE(value, offset)
    return bytes
  }
  test.each([
    [
      'a row of other dims',
      changed('row.fvecs', at(3 * 20, 5)),
      'bad-row',
      'row 3 has 5 dims; the rows before it have 4',
    ],
    ['a first row of other dims', changed('first.fvecs', at(0, 5)), 'file-truncated', 'rows of 5 dims'],
    ['negative dims', changed('negative.bvecs', at(0, -4)), 'file-damaged', 'a row of -4 dims'],
    ['huge dims', changed('huge.ivecs', at(0, 2 ** 31 - 1)), 'file-damaged', 'a row of 2147483647 dims'],
    ['more rows than there are', changed('rows.fbin', at(0, 9)), 'file-truncated', '9 rows of 4 dims, says 152'],
    ['no dims', changed('none.u8bin', (b) => at(4, 0)(b.subarray(0, 8))), 'no-rows', '8 rows of 0 dims'],
    ['a header cut off', changed('short.ibin', (b) => b.subarray(0, 5)), 'file-truncated', 'ends at byte 5'],
  ])('%s', async (_, path, code, message) => {
    const error = await userError(cellsOf(path))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(message)
    expect(error.message).toContain(path)
  })
})

describe('damage', () => {
  damageTests(file('vectors.fvecs'), { changed: 1, lines: true }) // rows are counted by the size of the file alone
  damageTests(file('vectors.fbin'), { changed: 1 })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'
import { cellsOf, file, LABELS, NAMES, WHOLE, X } from './cells.js'
import { damageTests } from './damaged.js'

const folder = temporaryFolder()

describe('archives that NumPy wrote', () => {
  test.each(['columns.npz', 'compressed.npz'])('%s: arrays of one length are columns', async (name) => {
    const { rows, columns, types } = await cellsOf(file(name))
    expect(rows).toBe(8)
    expect(columns).toEqual({ X, y: LABELS, id: NAMES })
    expect(types).toEqual({ X: 'FixedSizeList[4]<Float32>', y: 'Int64', id: 'Utf8' })
  })

  test('Fortran order, compressed; one number is no column', async () => {
    expect((await cellsOf(file('fortran.npz'))).columns).toEqual({ embeddings: X, labels: LABELS })
  })

  test('arrays without names', async () => {
    expect((await cellsOf(file('nameless.npz'))).columns).toEqual({ embedding: X, label: LABELS })
  })

  test('a name with #', async () => {
    const path = join(folder, 'sharp.npz')
    writeFileSync(path, readFileSync(file('columns.npz'), 'latin1').replaceAll('id.npy', 'i#.npy'), 'latin1')
    expect((await cellsOf(path)).columns).toEqual({ X, y: LABELS, 'i#': NAMES })
  })

  test('one of several', async () => {
    expect((await cellsOf(`${file('splits.npz')}#x_test`)).columns).toEqual({ embedding: WHOLE.slice(0, 3) })
    expect((await cellsOf(`${file('splits.npz')}#y_train`)).columns).toEqual({ label: LABELS })
  })
})

test('arrays of different lengths are listed', async () => {
  const error = await userError(cellsOf(file('splits.npz')))
  expect(error).toMatchObject({ code: 'split-missing', exitCode: 2 })
  expect(error.message).toContain('it has x_train (8, 4), y_train (8), x_test (3, 4), y_test (3)')
  expect(error.suggestions[0]).toContain('splits.npz#x_train')
  const other = await userError(cellsOf(`${file('splits.npz')}#train`))
  expect(other).toMatchObject({ code: 'no-such-split', exitCode: 2 })
})

test('an archive of other things', async () => {
  writeFileSync(join(folder, 'none.npz'), Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]))
  expect((await userError(cellsOf(join(folder, 'none.npz')))).code).toBe('no-rows')
  writeFileSync(join(folder, 'text.npz'), 'this is text')
  expect((await userError(cellsOf(join(folder, 'text.npz')))).code).toBe('file-damaged')
})

test('a checksum that does not fit what a member unpacks to', async () => {
  const bytes = readFileSync(file('compressed.npz'))
  const directory = bytes.indexOf('PK\x01\x02') // the first entry of the central directory: its checksum is at 16
  bytes[directory + 16]! ^= 1
  writeFileSync(join(folder, 'checksum.npz'), bytes)
  const error = await userError(cellsOf(join(folder, 'checksum.npz')))
  expect(error).toMatchObject({ code: 'file-damaged', exitCode: 3 })
  expect(error.message).toContain('checksum.npz#X cannot be unpacked')
})

describe('damage', () => {
  damageTests(file('columns.npz'), { changed: null }) // one bit of a header tells '<f4' from '>f4'
  damageTests(file('compressed.npz'), { changed: 0 })
  damageTests(file('fortran.npz'), { changed: 0 })
})

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { rowsDigest } from '../../../src/data/formats/index.js'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'
import { cellsOf, file, GREY, LABELS, WHOLE, X } from './cells.js'
import { damageTests } from './damaged.js'

const folder = temporaryFolder()

test.each(['t10k-images-idx3-ubyte', 'train-images-idx3-ubyte.gz'])('%s, with the labels beside', async (name) => {
  const { rows, columns, types } = await cellsOf(file(name))
  expect(rows).toBe(6)
  expect(columns).toEqual({ image: GREY, label: LABELS.slice(0, 6) })
  expect(types).toEqual({ image: 'FixedSizeList[4]<FixedSizeList[3]<Uint8>>', label: 'Uint8' })
})

test('labels alone, and numbers of other types, which are big-endian', async () => {
  expect((await cellsOf(file('train-labels-idx1-ubyte.gz'))).columns).toEqual({ label: LABELS.slice(0, 6) })
  expect((await cellsOf(file('vectors.idx'))).columns).toEqual({ embedding: X })
  expect((await cellsOf(file('shorts.idx'))).columns).toEqual({
    embedding: WHOLE.map((row) => row.map((x) => x - 300)),
  })
})

test('by content, and without labels beside', async () => {
  copyFileSync(file('t10k-images-idx3-ubyte'), join(folder, 'digits'))
  expect((await cellsOf(join(folder, 'digits'))).columns).toEqual({ image: GREY })
})

test('packed images beside labels that are not packed; the labels count in the digest', async () => {
  const [images, labels] = [join(folder, 'a-images-idx3-ubyte.gz'), join(folder, 'a-labels-idx1-ubyte')]
  copyFileSync(file('train-images-idx3-ubyte.gz'), images)
  copyFileSync(file('t10k-labels-idx1-ubyte'), labels)
  const before = await rowsDigest(images, null)
  expect((await cellsOf(images)).columns.label).toEqual(LABELS.slice(0, 6))
  const changed = readFileSync(labels)
  changed[8] = 7
  writeFileSync(labels, changed)
  expect((await cellsOf(images)).columns.label![0]).toBe(7)
  expect(await rowsDigest(images, null)).not.toBe(before)
})

describe('refusals', () => {
  const packed = gunzipSync(readFileSync(file('train-images-idx3-ubyte.gz')))
  const written = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  const header = (axis: number, size: number) => {
    const bytes = Buffer.from(packed)
    bytes.writeUInt32BE(size, 4 + 4 * axis)
    return bytes
  }
  const packedOf = (name: string, bytes: Uint8Array) => written(`${name}-idx3-ubyte.gz`, gzipSync(bytes))
  /** Rows of 10 × 10, of which the header says that there are 100. */
  const many = (rows: number) => {
    const bytes = Buffer.alloc(16 + 100 * rows, 9)
    for (const [i, x] of [0x803, 100, 10, 10].entries()) bytes.writeUInt32BE(x, 4 * i)
    return bytes
  }
  copyFileSync(file('t10k-images-idx3-ubyte'), join(folder, 'b-images-idx3-ubyte'))
  written('b-labels-idx1-ubyte', Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 1, 1]))
  test.each([
    ['labels of other rows', join(folder, 'b-images-idx3-ubyte'), 'label-rows', 'has 2 labels; '],
    ['more rows than there are', written('more-idx3-ubyte', header(0, 7)), 'file-truncated', 'its header, (7, 4, 3)'],
    ['more rows than are packed', packedOf('m', header(0, 7)), 'file-damaged', 'to the 100 bytes'],
    ['fewer than are packed', packedOf('f', header(0, 5)), 'file-damaged', 'to the 76 bytes'],
    [
      'more than are packed, of many',
      packedOf('n', many(99)),
      'file-truncated',
      'unpacks to 9916 bytes; expected 10016',
    ],
    ['fewer than are packed, of many', packedOf('o', many(101)), 'file-damaged', 'unpacks to more than the 10016'],
    [
      'a huge packed one',
      written('h-idx3-ubyte.gz', gzipSync(header(0, 2 ** 32 - 1))),
      'file-truncated',
      'cannot unpack',
    ],
    ['rows of nothing', written('n-idx3-ubyte', header(1, 0)), 'not-idx', 'is no IDX file'],
    ['a text', written('t-idx3-ubyte', Buffer.from('this is text')), 'not-idx', 'is no IDX file'],
    [
      'a cut trailer',
      written('c-idx3-ubyte.gz', gzipSync(packed).subarray(0, -3)),
      'file-damaged',
      'cannot be unpacked',
    ],
  ])('%s', async (_, path, code, message) => {
    const error = await userError(cellsOf(path))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(message)
  })
})

test('more than the first bytes, packed', async () => {
  const bytes = Buffer.alloc(16 + 3000 * 4)
  for (const [i, x] of [0xd02, 3000, 1].entries()) bytes.writeUInt32BE(x, 4 * i)
  const values = Buffer.alloc(4 * 3000)
  for (let i = 0; i < 3000; i++) values.writeFloatBE(i / 8, 4 * i)
  const path = join(folder, 'long.idx.gz')
  writeFileSync(path, gzipSync(Buffer.concat([bytes.subarray(0, 12), values])))
  expect((await cellsOf(path)).columns).toEqual({ label: Array.from({ length: 3000 }, (_, i) => i / 8) })
})

describe('damage', () => {
  damageTests(file('t10k-images-idx3-ubyte'), { changed: 1 })
  damageTests(file('train-images-idx3-ubyte.gz'), { changed: 0 })
})

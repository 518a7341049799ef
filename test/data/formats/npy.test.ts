import { closeSync, copyFileSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRows, rowsDigest } from '../../../src/data/formats/index.js'
import { labelsBeside } from '../../../src/data/formats/npy.js'
import { userError } from '../collect.js'
import { floatsNpy } from '../npy-file.js'
import { temporaryFolder } from '../temporary.js'
import { cellsOf, file, GREY, LABELS, NAMES, RGB, WHOLE, X } from './cells.js'
import { damageTests } from './damaged.js'

const folder = temporaryFolder()

describe('arrays that NumPy wrote', () => {
  test.each([
    ['array-f2', X, 'FixedSizeList[4]<Float16>'],
    ['array-f4', X, 'FixedSizeList[4]<Float32>'],
    ['array-f8', X, 'FixedSizeList[4]<Float64>'],
    ['array-i1', WHOLE, 'FixedSizeList[4]<Int8>'],
    ['array-u1', WHOLE, 'FixedSizeList[4]<Uint8>'],
    ['array-i2', WHOLE, 'FixedSizeList[4]<Int16>'],
    ['array-u2', WHOLE, 'FixedSizeList[4]<Uint16>'],
    ['array-i4', WHOLE, 'FixedSizeList[4]<Int32>'],
    ['array-u4', WHOLE, 'FixedSizeList[4]<Uint32>'],
    ['array-i8', WHOLE, 'FixedSizeList[4]<Int64>'],
    ['array-u8', WHOLE, 'FixedSizeList[4]<Uint64>'],
    ['array-bool', WHOLE.map((row) => row.map((x) => Number(x % 3 === 0))), 'FixedSizeList[4]<Uint8>'],
    ['array-fortran', X, 'FixedSizeList[4]<Float32>'],
    ['array-fortran-f8-big', X, 'FixedSizeList[4]<Float64>'],
    ['array-big-f4', X, 'FixedSizeList[4]<Float32>'],
    ['array-big-i8', WHOLE, 'FixedSizeList[4]<Int64>'],
  ])('%s', async (name, values, type) => {
    const { rows, columns, types } = await cellsOf(file(`${name}.npy`))
    expect([rows, types]).toEqual([8, { embedding: type }])
    expect(columns).toEqual({ embedding: values })
  })

  test('labels, of one or two axes', async () => {
    const labels = [0, 3, -1, 1, 2, 2, 1]
    expect((await cellsOf(file('labels-i8.npy'))).columns).toEqual({ label: labels })
    expect((await cellsOf(file('labels-f2.npy'))).columns).toEqual({ label: labels })
  })

  test('texts', async () => {
    expect((await cellsOf(file('array-text.npy'))).columns).toEqual({ id: NAMES })
  })

  test('pixels, in both orders, and other numbers', async () => {
    expect((await cellsOf(file('pixels-grey.npy'))).columns).toEqual({ image: GREY })
    expect((await cellsOf(file('pixels-rgb.npy'))).columns).toEqual({ image: RGB })
    expect((await cellsOf(file('pixels-fortran.npy'))).columns).toEqual({ image: RGB })
    expect((await cellsOf(file('tensor-f4.npy'))).columns).toEqual({ x: GREY.map((image) => image.flat()) })
  })
})

describe("MRL's names", () => {
  test('labels stand beside', async () => {
    const { columns, types } = await cellsOf(file('mrl-X.npy'))
    expect(columns).toEqual({ embedding: X, label: LABELS })
    expect(types.label).toBe('Float16')
  })

  test('the labels count in the digest', async () => {
    for (const name of ['mrl-X.npy', 'mrl-y.npy']) copyFileSync(file(name), join(folder, name))
    const path = join(folder, 'mrl-X.npy')
    const before = await rowsDigest(path, null)
    floatsNpy(join(folder, 'mrl-y.npy'), new Float32Array(8), [8])
    expect(await rowsDigest(path, null)).not.toBe(before)
  })

  test.each([
    ['a_X.npy', 'a_y.npy'],
    ['X.npy', 'y.npy'],
    ['aX.npy', null],
  ])('%s: %s', async (x, y) => {
    for (const name of ['a_y.npy', 'y.npy', 'ay.npy']) floatsNpy(join(folder, name), new Float32Array(1), [1])
    expect(await labelsBeside(join(folder, x))).toBe(y === null ? null : join(folder, y))
  })

  test.each([
    ['label-rows', [3], 'has 3 labels; '],
    ['npy-shape', [2, 2], 'the labels of '],
  ])('%s', async (code, shape, message) => {
    const path = floatsNpy(join(folder, `${code}-X.npy`), new Float32Array(8), [4, 2])
    floatsNpy(join(folder, `${code}-y.npy`), new Float32Array(shape.reduce((a, b) => a * b)), shape)
    const error = await userError(cellsOf(path))
    expect([error.code, error.exitCode]).toEqual([code, 3])
    expect(error.message).toContain(message)
  })
})

test('many rows, in both orders, are those of one array', async () => {
  const [rows, width] = [40_001, 63] // 9.6 MiB, of rows that fill no tile
  const at = (row: number, j: number) => ((row * 31 + j * 7919) % 65_521) / 8
  const c = Float32Array.from({ length: rows * width }, (_, i) => at(Math.floor(i / width), i % width))
  const f = Float32Array.from({ length: rows * width }, (_, i) => at(i % rows, Math.floor(i / rows)))
  const both = [floatsNpy(join(folder, 'c.npy'), c, [rows, width]), join(folder, 'f.npy')] as const
  floatsNpy(both[1], f, [rows, width], true)
  for (const [path, batches] of [
    [both[0], 2],
    [both[1], 1],
  ] as const) {
    const opened = await openRows(path)
    expect(opened.batchRows.length).toBe(batches)
    let first = 0
    for (const i of opened.batchRows.keys()) {
      const batch = await opened.read(i)
      const values = batch.getChild('embedding')!.data[0]!.children[0]!.values as Float32Array
      expect(values.every((value, k) => value === c[first + k])).toBe(true)
      first += values.length
    }
    expect(first).toBe(c.length)
    await opened.close()
  }
})

test('more than 2 GiB', async () => {
  const [rows, width] = [600_000, 1024]
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`.padEnd(117).concat('\n')
  const path = join(folder, 'large.npy')
  writeFileSync(path, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(header)]))
  const handle = openSync(path, 'r+')
  ftruncateSync(handle, 128 + rows * width * 4) // a hole, which takes no room on the disk
  writeSync(handle, new Uint8Array(Float32Array.of(2.5, -1).buffer), 0, 8, 128 + rows * width * 4 - 8)
  closeSync(handle)
  const opened = await openRows(path)
  expect([opened.rows, opened.batchRows[0]]).toEqual([rows, 2048]) // of 4 KiB each: 8 MiB
  const last = await opened.read(opened.batchRows.length - 1)
  const row = last.getChild('embedding')!.get(last.numRows - 1) as Iterable<number>
  expect([...row].slice(-3)).toEqual([0, 2.5, -1])
  await opened.close()
})

describe('refusals', () => {
  test.each([
    ['records.npy', 'npy-type', 'holds records'],
    ['array-objects.npy', 'npy-type', 'holds Python objects'],
  ])('%s', async (name, code, message) => {
    const error = await userError(cellsOf(file(name)))
    expect([error.code, error.exitCode]).toEqual([code, 3])
    expect(error.message).toContain(message)
  })

  test('shapes without numbers, and parts', async () => {
    expect((await userError(cellsOf(floatsNpy(join(folder, 'flat.npy'), new Float32Array(0), [3, 0])))).code).toBe(
      'npy-shape',
    )
    expect((await userError(cellsOf(`${file('array-f4.npy')}#x`))).exitCode).toBe(2)
  })

  test('another file of that name', async () => {
    writeFileSync(join(folder, 'foreign.npy'), 'this is text')
    expect((await userError(cellsOf(join(folder, 'foreign.npy')))).code).toBe('not-npy')
  })
})

describe('damage', () => {
  damageTests(file('array-u1.npy'), { changed: 1 })
  damageTests(file('array-fortran.npy'), { changed: null }) // one bit tells '<f4' from '>f4'
})

import { Field, Float32, Int64, List, makeData, RecordBatch, Schema, Struct } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openIpc } from '../../../src/data/arrow/ipc.js'
import { readIds, readLabels, readLists, requireFinite } from '../../../src/data/columns/values.js'
import { refusal as refused } from '../../refusal.js'
import { type Column, ints, lists, texts, vectors, writeArrow } from '../arrow-file.js'
import { realFile } from '../real-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

async function batchOf(column: Column) {
  return firstBatch(writeArrow(`${folder}/column.arrow`, { x: column }))
}

async function firstBatch(path: string, i = 0) {
  const file = await openIpc(path)
  const batch = await file.read(i)
  await file.close()
  return batch
}

const place = { path: 'file.arrow', column: 'x', firstRow: 100 }

const refusal = (work: () => unknown) => refused(work, 3).message

describe('readLists', () => {
  test('fixed and variable lists', async () => {
    const rows = [
      [1, 2],
      [3, 4],
    ]
    for (const column of [vectors(rows), lists(rows)]) {
      const { values, width } = readLists(await batchOf(column), place, null)
      expect([width, ...values]).toEqual([2, 1, 2, 3, 4])
    }
  })

  const expected = Array.from({ length: 3 }, (_, i) => [0, 1, 2, 3].map((j) => i + j / 4 - 2)).flat()
  const whole = Array.from({ length: 3 }, (_, i) => [0, 1, 2, 3].map((j) => i + j)).flat()
  test.each([
    ['fixed-float32-file', expected],
    ['fixed-float32-stream', expected],
    ['list-float16', expected],
    ['list-float64', expected],
    ['large-float32', expected],
    ['list-int64', whole],
    ['fixed-uint8', whole],
  ])('%s of pyarrow', async (name, values) => {
    const found = readLists(await firstBatch(realFile(name)), { ...place, column: 'embedding' }, 4)
    expect([...found.values]).toEqual(values)
  })

  test('a slice of pyarrow whose offsets do not begin at 0', async () => {
    const found = readLists(await firstBatch(realFile('sliced')), { ...place, column: 'embedding' }, null)
    expect(found.width).toBe(4)
    expect([...found.values.subarray(0, 4)]).toEqual([1, 1.25, 1.5, 1.75])
    expect(found.values.length).toBe(16)
  })

  test.each([
    ['before and after its rows', [1, 6, 7], null],
    ['in its second row', [1, 5], 'row 101 has a null among its numbers'],
  ])('a slice of lists whose numbers have nulls %s', (_, nulls, message) => {
    // numbers 0 to 7, of which the rows are [2, 3] and [4, 5]
    const bits = nulls.reduce((all, at) => all & ~(1 << at), 0xff)
    const data = Float32Array.from({ length: 8 }, (_, i) => i)
    const item = makeData({ type: new Float32(), data, nullCount: nulls.length, nullBitmap: Uint8Array.of(bits) })
    const type = new List(new Field('item', new Float32(), true))
    const lists = makeData({ type, length: 2, nullCount: 0, valueOffsets: Int32Array.of(2, 4, 6), child: item })
    const fields = [new Field('x', type, true)]
    const children = [lists]
    const batch = new RecordBatch(new Schema(fields), makeData({ type: new Struct(fields), length: 2, children }))
    if (message === null) expect([...readLists(batch, place, null).values]).toEqual([2, 3, 4, 5])
    else expect(refusal(() => readLists(batch, place, null))).toContain(message)
  })

  test('float16 subnormals, zeros and extremes', async () => {
    const { values } = readLists(
      await firstBatch(realFile('float16-extremes')),
      { ...place, column: 'embedding' },
      null,
    )
    expect([...values]).toEqual([
      2 ** -24,
      3 * 2 ** -24,
      2 ** -14,
      65504,
      -(2 ** -24),
      -0,
      0,
      -65504,
      0.0999755859375, // 0.1 and 1/3 as float16 holds them
      0.333251953125,
      -2.5,
      1,
    ])
  })

  test.each([
    ['a null row', vectors([[1, 2], null, [3, 4]]), 'row 101 is null'],
    ['a null list', lists([[1, 2], [3, 4], null]), 'row 102 is null'],
    [
      'a null number',
      lists([
        [1, 2],
        [null, 4],
      ]),
      'row 101 has a null among its numbers',
    ],
    ['a short row', lists([[1, 2], [3, 4], [5]]), 'row 102 has 1 numbers; the rows before it have 2'],
    ['an empty row', lists([[1, 2], []]), 'row 101 has 0 numbers'],
  ])('%s', async (_, column, message) => {
    const batch = await batchOf(column)
    expect(refusal(() => readLists(batch, place, null))).toContain(`file.arrow: column "x", ${message}`)
  })

  test('a null number in the first of the lists that begin with empty ones', async () => {
    const batch = await batchOf(lists([[], [null]]))
    expect(refusal(() => readLists(batch, place, null))).toContain('row 101')
  })

  test('rows of another width than expected', async () => {
    const batch = await batchOf(vectors([[1, 2, 3]]))
    expect(refusal(() => readLists(batch, place, 4))).toContain('row 100 has 3 numbers')
  })

  test.each([
    ['null-row', 'row 105 is null'],
    ['null-item', 'row 104 has a null among its numbers'],
    ['ragged', 'row 106 has 3 numbers; the rows before it have 4'],
  ])('%s of pyarrow', async (name, message) => {
    const file = await openIpc(realFile(name))
    const read = async () => {
      for (let i = 0; i < file.batchRows.length; i++) {
        const at = { path: 'file.arrow', column: 'embedding', firstRow: 100 + 3 * i }
        readLists(await file.read(i), at, 4)
      }
    }
    await expect(read()).rejects.toThrow(message)
    await file.close()
  })
})

describe('requireFinite', () => {
  test.each([
    [Number.NaN, 'row 101 has NaN at position 2'],
    [Number.POSITIVE_INFINITY, 'row 101 has Infinity at position 2'],
    [Number.NEGATIVE_INFINITY, 'row 101 has -Infinity at position 2'],
  ])('%s', (value, message) => {
    expect(refusal(() => requireFinite(new Float32Array([1, 2, 3, 4, 5, value]), 3, place))).toContain(message)
  })

  test('float32 extremes are finite', () => {
    expect(() => requireFinite(new Float32Array([3.4e38, -3.4e38, 1e-45, -0]), 2, place)).not.toThrow()
  })
})

describe('readLabels', () => {
  const read = async (column: Column, classes: number | null = null) => [
    ...readLabels(await batchOf(column), place, classes),
  ]

  test('integers, with null and −1 as unknown', async () => {
    expect(await read(ints([3, null, -1, 0]))).toEqual([3, -1, -1, 0])
  })

  test('int64 and whole floats', async () => {
    expect(await read({ type: new Int64(), values: [7n, -1n, 2n] })).toEqual([7, -1, 2])
    expect(await read({ type: new Float32(), values: [7, -1, 2] })).toEqual([7, -1, 2])
  })

  test('a column of nulls', async () => {
    expect(await read(ints([null, null]))).toEqual([-1, -1])
  })

  test('int16 with nulls, of pyarrow', async () => {
    const batch = await firstBatch(realFile('null-labels'))
    expect([...readLabels(batch, { ...place, column: 'label' }, 3)]).toEqual([0, -1, 2])
  })

  test('float16 up to 2048 is exact', async () => {
    const batch = await firstBatch(realFile('float16-labels'))
    expect([...readLabels(batch, { ...place, column: 'label' }, null)]).toEqual([0, 2048, 7])
  })

  test('float16 above 2048 merges classes', async () => {
    const batch = await firstBatch(realFile('float16-labels-merged'))
    const message = refusal(() => readLabels(batch, { ...place, column: 'label' }, null))
    expect(message).toContain('row 102 is 2050 in float16')
  })

  test.each<[string, Column, number | null, string]>([
    ['negative', ints([0, -2]), null, 'row 101 is -2; expected 0 or more, or −1'],
    ['beyond the declared classes', ints([0, 1, 2, 3]), 3, 'row 103 is 3; the file declares 3 classes'],
    ['fractional', { type: new Float32(), values: [0.5] }, null, 'row 100 is 0.5; expected an integer'],
    ['NaN', { type: new Float32(), values: [Number.NaN] }, null, 'row 100 is NaN; expected an integer'],
    ['infinite', { type: new Float32(), values: [Infinity] }, null, 'row 100 is Infinity'],
    ['beyond int32', { type: new Int64(), values: [2n ** 31n] }, null, 'row 100 is 2147483648'],
    ['beyond float64', { type: new Int64(), values: [2n ** 62n] }, null, 'row 100 is'],
  ])('%s', async (_, column, classes, message) => {
    const batch = await batchOf(column)
    expect(refusal(() => readLabels(batch, place, classes))).toContain(message)
  })
})

describe('readIds', () => {
  test('ids of any kind are strings', async () => {
    expect(readIds(await batchOf(texts(['a', 'ü'])), place)).toEqual(['a', 'ü'])
    expect(readIds(await batchOf({ type: new Int64(), values: [2n ** 60n] }), place)).toEqual([String(2n ** 60n)])
  })

  test('a null is no id', async () => {
    const batch = await batchOf(texts(['a', null]))
    expect(refusal(() => readIds(batch, place))).toContain('row 101 is null; expected an id')
  })
})

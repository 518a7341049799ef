/** Parquet files by the libraries that write them, cell by cell. make_parquet.py says what is in each. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataType, type Vector } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openRows } from '../../../src/data/formats/index.js'
import type { RowFile } from '../../../src/data/row-file.js'
import { parquetFile } from './parquet-files.js'

const golden = join(import.meta.dirname, '../../golden/parquet-cells.json')
const CELLS = JSON.parse(readFileSync(golden, 'utf8')) as Record<string, Record<string, unknown[]>>

/** A cell of any type in the form of the goldens. */
function plain(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null
  if (DataType.isTimestamp(type) || DataType.isDate(type)) return Number(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array && !DataType.isList(type) && !DataType.isFixedSizeList(type))
    return { hex: Buffer.from(value).toString('hex') }
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) {
    const item = type.children[0]!.type
    const vector = value as Vector
    return Array.from({ length: vector.length }, (_, i) => plain(vector.get(i), item))
  }
  if (DataType.isStruct(type)) {
    const row = value as Record<string, unknown>
    return Object.fromEntries(type.children.map((child) => [child.name, plain(row[child.name], child.type)]))
  }
  return value
}

async function cellsOf(file: RowFile, order = [...file.batchRows.keys()]): Promise<Record<string, unknown[]>> {
  const batches = new Map<number, Record<string, unknown[]>>()
  for (const i of order) {
    const batch = await file.read(i)
    const cells = file.schema.fields.map(({ name, type }): [string, unknown[]] => {
      const column = batch.getChild(name)!
      return [name, Array.from({ length: batch.numRows }, (_, row) => plain(column.get(row), type))]
    })
    batches.set(i, Object.fromEntries(cells))
  }
  const inOrder = [...batches].sort(([a], [b]) => a - b).map(([, cells]) => cells)
  return Object.fromEntries(file.schema.fields.map(({ name }) => [name, inOrder.flatMap((cells) => cells[name]!)]))
}

describe('every cell is as pyarrow reads it', () => {
  test.each(Object.keys(CELLS).filter((name) => name !== 'all-unsupported'))('%s', async (name) => {
    const file = await openRows(parquetFile(name))
    const expected = CELLS[name]!
    expect(file.schema.fields.map((field) => field.name)).toEqual(Object.keys(expected))
    expect(file.rows).toBe(Object.values(expected)[0]!.length)
    const found = await cellsOf(file)
    for (const [column, cells] of Object.entries(expected)) {
      const texts = found[column]!.map((cell) => JSON.stringify(cell))
      expect(texts, column).toEqual(cells.map((cell) => JSON.stringify(cell)))
    }
    await file.close()
  })
})

describe('schemas', () => {
  const typesOf = async (name: string): Promise<Record<string, string>> => {
    const file = await openRows(parquetFile(name))
    await file.close()
    return Object.fromEntries(file.schema.fields.map((field) => [field.name, String(field.type)]))
  }

  test('types are those of the file', async () => {
    const types = await typesOf('types')
    expect(types).toMatchObject({ bool: 'Bool', nulls: 'Null', float16: 'Float16', float32: 'Float32' })
    expect(types).toMatchObject({ float64: 'Float64', utf8: 'Utf8', large: 'Utf8', category: 'Utf8', binary: 'Binary' })
    expect(types).toMatchObject({ date: 'Date32<DAY>', moment: 'Timestamp<MICROSECOND>', fixed: 'FixedSizeBinary[3]' })
    for (const bits of [8, 16, 32, 64])
      expect(types).toMatchObject({ [`int${bits}`]: `Int${bits}`, [`uint${bits}`]: `Uint${bits}` })
  })

  test('lists have a length where the Arrow schema in the file says so', async () => {
    expect(await typesOf('lists')).toMatchObject({
      int8: 'List<Int8>',
      float16: 'List<Float16>',
      large: 'List<Float32>',
      fixed: 'FixedSizeList[6]<Float32>',
      fixed_null: 'FixedSizeList[6]<Float32>',
    })
    expect(await typesOf('polars')).toMatchObject({ embedding: 'FixedSizeList[6]<Float32>' })
  })

  test('Hugging Face features are in the metadata, and images are structs', async () => {
    const file = await openRows(parquetFile('datasets'))
    const { info } = JSON.parse(file.schema.metadata.get('huggingface')!) as { info: { features: unknown } }
    expect(info.features).toMatchObject({
      image: { _type: 'Image' },
      label: { _type: 'ClassLabel', names: ['circle', 'square', 'star'] },
    })
    expect(file.schema.metadata.has('ARROW:schema')).toBe(false)
    expect(await typesOf('datasets')).toMatchObject({
      image: 'Struct<{bytes:Binary, path:Utf8}>',
      embedding: 'FixedSizeList[6]<Float32>',
      ragged: 'List<Float32>',
      pixels: 'List<List<Uint8>>',
    })
    await file.close()
  })
})

describe('batches', () => {
  test('are row groups, where these are small, in any order', async () => {
    const file = await openRows(parquetFile('v2-pages'))
    expect(file.batchRows).toEqual([8, 8, 4]) // 20 rows in groups of 8
    expect(await cellsOf(file, [2, 0, 1, 0])).toEqual(await cellsOf(file))
    await file.close()
  })

  test('asked for at once', async () => {
    const file = await openRows(parquetFile('none'))
    const batches = await Promise.all([2, 1, 0].map((i) => file.read(i)))
    expect(batches.map((batch) => batch.getChild('label')!.get(0))).toEqual([1n, 2n, 0n]) // rows 16, 8, 0 modulo 3
    await file.close()
  })

  test('have only the columns that are asked for', async () => {
    const file = await openRows(parquetFile('snappy'))
    const batch = await file.read(1, ['label'])
    expect(batch.schema.fields.map(({ name }) => name)).toEqual(['label'])
    expect([...batch.getChild('label')!]).toEqual([2n, 0n, 1n, 2n, 0n, 1n, 2n, 0n]) // rows 8 to 15 modulo 3
    await file.close()
  })
})

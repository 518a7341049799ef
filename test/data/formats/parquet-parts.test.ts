/** The parts that Parquet files are read by. */
import { type FileHandle, open } from 'node:fs/promises'
import { makeVector } from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assemble } from '../../../src/data/formats/parquet/assemble.js'
import { openChunk } from '../../../src/data/formats/parquet/chunk.js'
import { codecsOf, decompress } from '../../../src/data/formats/parquet/codecs.js'
import { type Column, columnsOf } from '../../../src/data/formats/parquet/columns.js'
import { type Footer, readFooter } from '../../../src/data/formats/parquet/footer.js'
import type { LeafRows } from '../../../src/data/formats/parquet/leaf-rows.js'
import { onlyValue, readRuns } from '../../../src/data/formats/parquet/runs.js'
import { planSlices } from '../../../src/data/formats/parquet/slices.js'
import { ThriftCut, thriftEnd } from '../../../src/data/formats/parquet/thrift.js'
import { parquetFile } from './parquet-files.js'

describe('runs', () => {
  // 3 values of 5: header 3 << 1 = 6; then a group of 8 packed values 0 … 7 of 3 bits, header 1 << 1 | 1 = 3:
  // 111 110 101 100 011 010 001 000 from the highest bit = 11111010 11000110 10001000, the lowest byte first
  const bytes = Uint8Array.of(6, 5, 3, 0b10001000, 0b11000110, 0b11111010)

  test('of one value, then packed', () => {
    const out = new Uint8Array(11)
    readRuns(bytes, 3, out)
    expect([...out]).toEqual([5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7])
  })

  test('that end too soon', () => {
    expect(() => readRuns(bytes, 3, new Int32Array(12))).toThrow('its runs end after 11 of 12 values')
    expect(() => readRuns(bytes.subarray(0, 5), 3, new Int32Array(11))).toThrow('its runs end after 3 of 11 values')
    expect(() => readRuns(Uint8Array.of(0, 0), 1, new Int32Array(1))).toThrow('its runs end')
  })

  test('of only one value', () => {
    expect(onlyValue(bytes, 3, 3)).toBe(5)
    expect(onlyValue(bytes, 3, 4)).toBeNull()
    expect(onlyValue(Uint8Array.of(3, 255), 1, 8)).toBeNull() // packed
    expect(onlyValue(Uint8Array.of(0xd8, 4, 1), 1, 300)).toBe(1) // 300 << 1 = 600 = 4 × 128 + 88
    expect(onlyValue(new Uint8Array(0), 1, 1)).toBeNull()
  })
})

describe('Thrift', () => {
  test('ends where the struct does', () => {
    // field 1: int 300 (zigzag 600); field 2: string "ab"; field 3: list of 2 bytes; field 4: struct of one true; stop
    const struct = [0x15, 0xd8, 4, 0x18, 2, 97, 98, 0x19, 0x23, 1, 2, 0x1c, 0x11, 0, 0]
    expect(thriftEnd(Uint8Array.of(...struct, 9, 9), 0)).toBe(struct.length)
    for (let length = 0; length < struct.length; length++)
      expect(() => thriftEnd(Uint8Array.of(...struct.slice(0, length)), 0), `${length} bytes`).toThrow(ThriftCut)
  })

  test('lists longer than the bytes, and endless nesting', () => {
    expect(() => thriftEnd(Uint8Array.of(0x19, 0xf5, 0xff, 0xff, 0x7f, 0), 0)).toThrow('a list of 2097151 entries')
    expect(() => thriftEnd(new Uint8Array(500).fill(0x1c), 0)).toThrow('nested without end')
  })
})

test.each(['SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'] as const)(
  '%s of noise is an error, and takes no more memory than announced',
  async (codec) => {
    const groups = [{ rows: 0, chunks: [{ codec }] }]
    const found = (await codecsOf({ groups } as unknown as Footer)).get(codec)!
    const noise = Uint8Array.from({ length: 100 }, (_, i) => (i * 151 + 77) % 256)
    expect(() => decompress(found, noise, 1000)).toThrow()
  },
)

test('row groups are cut into batches of about 16 MiB', () => {
  const leaf = { index: 0, width: 4 }
  const columns = [{ leaves: [leaf] }] as unknown as Column[]
  const group = (rows: number, values: number, inflated: number) => ({ rows, chunks: [{ values, inflated }] })
  const groups = [
    group(10_000, 7_680_000, 31_000_000), // 3100 bytes a row: 16 × 2^20 / 3100 = 5412.0 rows
    group(100, 76_800, 100), // by a dictionary: 76,800 values of 4 bytes
    group(0, 0, 0),
    group(2, 2, 2 ** 30), // a row at least
  ]
  expect(planSlices({ groups } as unknown as Footer, columns)).toEqual([
    { group: 0, from: 0, to: 5412 },
    { group: 0, from: 5412, to: 10_000 },
    { group: 1, from: 0, to: 100 },
    { group: 3, from: 0, to: 1 },
    { group: 3, from: 1, to: 2 },
  ])
})

/** Every column of the first row group, over any range of its rows, as text. */
async function rangesOf(handle: FileHandle, name: string) {
  const path = parquetFile(name)
  const footer = await readFooter(handle, (await handle.stat()).size, path)
  const codecs = await codecsOf(footer)
  const readers = columnsOf(footer, null, path).map(({ node, leaves, field }) => {
    const chunks = leaves.map((leaf) => openChunk({ handle, path, leaf, codecs, footer, group: 0 }))
    return async (from: number, to: number) => {
      const rows = new Map<number, LeafRows>()
      for (const chunk of chunks) rows.set(chunk.leaf.index, await chunk.take(from, to))
      return Array.from(makeVector(assemble(node!, rows, path, field.name)), (cell) => JSON.stringify(cell, text))
    }
  })
  return { rows: footer.groups[0]!.rows, readers }
}

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

test.each(['small-pages', 'v2-pages', 'nested', 'encodings'])('any range of rows in any order: %s', async (name) => {
  const handle = await open(parquetFile(name), 'r')
  const { rows, readers } = await rangesOf(handle, name)
  const whole = await Promise.all(readers.map((read) => read(0, rows)))
  const range = fc.tuple(fc.nat(rows), fc.nat(rows)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
  await fc.assert(
    fc.asyncProperty(range, async ([from, to]) => {
      for (const [c, read] of readers.entries()) expect(await read(from, to)).toEqual(whole[c]!.slice(from, to))
    }),
    { numRuns: 30, seed: 1 },
  )
  await handle.close()
})

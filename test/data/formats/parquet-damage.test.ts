/** Malformed Parquet files, and files of kinds that are not read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRows } from '../../../src/data/formats/index.js'
import { temporaryFolder } from '../temporary.js'
import { damageTests } from './damaged.js'
import { parquetFile } from './parquet-files.js'

describe('malformed', () => {
  damageTests(parquetFile('none'), { changed: null })
  damageTests(parquetFile('snappy'), { changed: null })
  damageTests(parquetFile('nested'), { changed: null })
})

const folder = temporaryFolder()

/** A copy of a file with some bytes replaced. */
function altered(name: string, change: (bytes: Buffer) => Buffer): string {
  const path = join(folder, `${name}.parquet`)
  writeFileSync(path, change(readFileSync(parquetFile(name))))
  return path
}

describe('errors', () => {
  test('a file without its end', async () => {
    const path = altered('gzip', (bytes) => bytes.subarray(0, 1000))
    await expect(openRows(path)).rejects.toMatchObject({
      code: 'file-truncated',
      message: `${path} is cut off at byte 1000: a Parquet file ends with "PAR1"`,
      suggestions: ['write or download the file again'],
    })
  })

  test('a footer longer than the file', async () => {
    const path = altered('lz4', (bytes) => Buffer.concat([bytes.subarray(0, -8), Buffer.from('\x00\x00\x00\x01PAR1')]))
    await expect(openRows(path)).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringContaining(`its footer says it has ${2 ** 24} bytes; the file has 2`),
    })
  })

  test.each(['start', 'end'])('an encrypted file, by its magic at the %s', async (where) => {
    const path = altered('zstd', (bytes) =>
      where === 'start'
        ? Buffer.concat([Buffer.from('PARE'), bytes.subarray(4, -4), Buffer.from('PARE')])
        : Buffer.concat([bytes.subarray(0, -4), Buffer.from('PARE')]),
    )
    await expect(openRows(path)).rejects.toMatchObject({ code: 'parquet-encrypted', exitCode: 3 })
  })

  test('a page that does not match its checksum', async () => {
    // the byte before the footer's length and the footer itself belongs to the last page, whose column is "text"
    const path = altered('checksums', (bytes) => {
      const at = bytes.length - 9 - bytes.readUInt32LE(bytes.length - 8)
      return Buffer.concat([bytes.subarray(0, at), Buffer.of(bytes[at]! ^ 1), bytes.subarray(at + 1)])
    })
    const file = await openRows(path)
    await expect(file.read(0)).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringMatching(/column "text": the page at byte \d+ .* its checksum does not match its bytes/),
    })
    await file.close()
  })

  test('a file of which no column can be read', async () => {
    await expect(openRows(parquetFile('all-unsupported'))).rejects.toMatchObject({
      code: 'parquet-type',
      message: expect.stringContaining('"when" (INT96)'),
    })
  })

  test('a column that cannot be read, when it is asked for', async () => {
    const file = await openRows(parquetFile('unsupported'))
    expect(file.schema.fields.map(({ type }) => String(type))).toEqual(['Null', 'Null', 'Int64'])
    await expect(file.read(0, ['price', 'label'])).rejects.toMatchObject({
      code: 'parquet-type',
      message: expect.stringMatching(/: "price" \(DECIMAL as FIXED_LEN_BYTE_ARRAY\)$/),
    })
    expect([...(await file.read(0, ['label'])).getChild('label')!]).toEqual([0n, 1n, 0n, 1n])
    await file.close()
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openIpc } from '../../../src/data/arrow/ipc.js'
import type { RowFile } from '../../../src/data/row-file.js'
import { arrowBytes, ints, vectors, writeArrow } from '../arrow-file.js'
import { userError } from '../collect.js'
import { realFile } from '../real-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const labels = [5, 3, 1, 4, 2]
const columns = { label: ints(labels), embedding: vectors(labels.map((label) => [label, -label])) }

async function readLabelColumn(file: RowFile): Promise<unknown[]> {
  const found: unknown[] = []
  for (let i = 0; i < file.batchRows.length; i++) {
    const column = (await file.read(i)).getChild('label')!
    for (let row = 0; row < column.length; row++) found.push(column.get(row))
  }
  await file.close()
  return found
}

describe.each(['file', 'stream'] as const)('%s format of apache-arrow', (format) => {
  test.each([1, 2, 5, 9])('record batches of %i rows', async (recordRows) => {
    const path = writeArrow(join(folder, `${format}-${recordRows}.arrow`), columns, { format, recordRows })
    const file = await openIpc(path)
    expect(file.rows).toBe(5)
    expect(file.batchRows.length).toBe(Math.ceil(5 / recordRows))
    expect(await readLabelColumn(file)).toEqual(labels)
  })

  test('the schema keeps its metadata', async () => {
    const path = writeArrow(join(folder, `${format}-meta.arrow`), columns, { format, metadata: { a: 'ä' } })
    const file = await openIpc(path)
    await file.close()
    expect(file.schema.metadata.get('a')).toBe('ä')
    expect(file.schema.fields.map(({ name }) => name)).toEqual(['label', 'embedding'])
  })

  test('no record batch at all', async () => {
    const none = { label: ints([]) }
    const file = await openIpc(writeArrow(join(folder, `${format}-none.arrow`), none, { format }))
    expect([file.rows, file.batchRows]).toEqual([0, []])
    await file.close()
  })
})

describe('files of pyarrow', () => {
  test.each(['fixed-float32-file', 'fixed-float32-stream', 'feather', 'large-float32', 'dictionary-id'])(
    '%s',
    async (name) => {
      const file = await openIpc(realFile(name))
      expect(file.rows).toBe(8)
      expect((await readLabelColumn(file)).map(Number)).toEqual([0, 1, 2, 0, 1, 2, 0, 1])
    },
  )

  test('dictionaries are read with their batch', async () => {
    const file = await openIpc(realFile('dictionary-id'))
    const ids = (await file.read(2)).getChild('id')!
    await file.close()
    expect([...ids]).toEqual(['row 2', 'row 3'])
  })

  test.each(['lz4', 'zstd'])('%s compression', async (name) => {
    const file = await openIpc(realFile(name))
    expect((await readLabelColumn(file)).map(Number)).toEqual([0, 1, 2, 0, 1, 2, 0, 1])
  })
})

describe('refusals', () => {
  const write = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  mkdirSync(join(folder, 'folder'))
  const whole = arrowBytes(columns)
  const stream = arrowBytes(columns, { format: 'stream' })
  const header = (first: number) => new Uint8Array(new Int32Array([first, 1, 2, 3, 4, 5, 6, 7]).buffer)

  test.each([
    ['a missing file', join(folder, 'absent.arrow'), 'file-missing'],
    ['a folder', join(folder, 'folder'), 'file-is-folder'],
    ['an empty file', write('empty', ''), 'file-empty'],
    ['one byte', write('byte', 'A'), 'not-arrow'],
    ['text', write('text', 'id,label\n1,2\n3,4\n'), 'not-arrow'],
    ['a PNG', write('png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0])), 'not-arrow'],
    ['a NumPy array', write('npy', '\x93NUMPY\x01\x00v\x00{...}'), 'not-arrow'],
    ['the magic alone', write('magic', 'ARROW1\0\0'), 'file-truncated'],
    ['a file without its last byte', write('cut', whole.subarray(0, -1)), 'file-truncated'],
    ['a stream cut in its last batch', write('cut-stream', stream.subarray(0, -32)), 'file-truncated'],
  ])('%s', async (_, path, code) => {
    const error = await userError(openIpc(path))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(path)
  })

  test.each([
    ['vectors of fvecs, 128 wide', header(128)],
    ['zeros', new Uint8Array(64)],
    ['a stream marker and nonsense', header(-1)],
    ['a stream marker and a length beyond the file', new Uint8Array(new Int32Array([-1, 1 << 20, 0, 0]).buffer)],
    ['a stream marker and a negative length', new Uint8Array(new Int32Array([-1, -8, 0, 0]).buffer)],
  ])('%s', async (name, bytes) => {
    const error = await userError(openIpc(write(`odd ${name.replace(/\W/g, '')}`, bytes)))
    expect(error.exitCode).toBe(3)
    expect(error.message).toContain(folder)
  })
})

describe('partial files', () => {
  const whole = arrowBytes(columns, { format: 'stream', recordRows: 1 })

  test('every cut gives back the record batches before it', async () => {
    const ends: number[] = []
    const file = await openIpc(writeArrow(join(folder, 'whole'), columns, { format: 'stream', recordRows: 1 }))
    await file.close()
    let last = 0
    for (let length = 8; length <= whole.length; length += 8) {
      const path = join(folder, 'part')
      writeFileSync(path, whole.subarray(0, length))
      const part = await openIpc(path, true).catch(() => null)
      if (part === null) continue // the schema itself was cut
      expect(part.rows).toBeGreaterThanOrEqual(last)
      if (part.rows > last) ends.push(length)
      last = part.rows
      expect(await readLabelColumn(part)).toEqual(labels.slice(0, last))
    }
    expect(last).toBe(5)
    expect(ends.length).toBe(5)
  })
})

describe('two streams in one file', () => {
  const stream = arrowBytes(columns, { format: 'stream' })

  test('are refused, since only the first would be read', async () => {
    writeFileSync(join(folder, 'two'), Buffer.concat([stream, stream]))
    const error = await userError(openIpc(join(folder, 'two')))
    expect(error).toMatchObject({ code: 'file-damaged', exitCode: 3 })
    expect(error.message).toContain(`${stream.length} bytes come after it`)
  })

  test('zeros after a stream are not', async () => {
    writeFileSync(join(folder, 'padded'), Buffer.concat([stream, new Uint8Array(24)]))
    expect(await readLabelColumn(await openIpc(join(folder, 'padded')))).toEqual(labels)
  })
})

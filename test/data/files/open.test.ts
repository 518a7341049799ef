import { execFileSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openIpc } from '../../../src/data/arrow/ipc.js'
import { openFile } from '../../../src/data/files/open.js'
import { readAt } from '../../../src/data/files/read.js'
import { openRows } from '../../../src/data/formats/index.js'
import { openParquet } from '../../../src/data/formats/parquet/open.js'
import { dataError, systemCode } from '../../../src/errors.js'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

test('what is there is opened with its size', async () => {
  const path = join(folder, 'five')
  writeFileSync(path, 'abcde')
  const { handle, size } = await openFile(path)
  expect(size).toBe(5)
  await handle.close()
})

test.each([
  ['rows', openRows],
  ['Arrow', openIpc],
  ['Parquet', openParquet],
])('%s of no file', async (_, work) => {
  expect(await userError(work(join(folder, 'absent')))).toMatchObject({ code: 'file-missing', exitCode: 3 })
})

test.skipIf(process.platform === 'win32')('a pipe is named as what it is, and nobody waits for it', async () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  for (const work of [openRows, openIpc, openParquet]) {
    const error = await userError(work(pipe))
    expect(error).toMatchObject({ code: 'file-is-pipe', exitCode: 3 })
    expect(error.message).toBe(`${pipe} is a pipe or device; expected a file, which can be read by position`)
  }
})

test('a file that becomes shorter while it is open is named', async () => {
  const path = join(folder, 'shorter')
  writeFileSync(path, new Uint8Array(100))
  const handle = await open(path)
  truncateSync(path, 40)
  const error = await userError(readAt(handle, 10, 90, path))
  await handle.close()
  expect(error).toMatchObject({ code: 'file-changed', exitCode: 3, suggestions: ['run the command again'] })
  expect(error.message).toBe(`${path} became shorter while it was read: it ends before byte 40; expected 100 bytes`)
})

test('the code of a UserError is no system code', () => {
  expect(systemCode(dataError('file-missing', 'no file'))).toBeNull()
  expect(systemCode(Object.assign(new Error('no room'), { code: 'ENOSPC' }))).toBe('ENOSPC')
  expect(systemCode('ENOENT')).toBeNull()
})

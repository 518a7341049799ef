import { chmodSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint, sha256 } from '../../../src/data/files/fingerprint.js'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const file = join(folder, 'file')
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // FIPS 180-2, appendix B.1

test('the digest of the content', async () => {
  writeFileSync(file, 'abc')
  expect(await fingerprint(file, null)).toBe(ABC)
  expect(sha256('abc')).toBe(ABC)
})

test('is remembered, and forgotten when the file changes', async () => {
  const memory = join(folder, 'memory')
  writeFileSync(file, 'abc')
  expect(await fingerprint(file, memory)).toBe(ABC)
  expect(readdirSync(memory).length).toBe(1)
  expect(await fingerprint(file, memory)).toBe(ABC)
  writeFileSync(file, 'abd')
  utimesSync(file, 0, 0)
  expect(await fingerprint(file, memory)).toBe(sha256('abd'))
  expect(readdirSync(memory).filter((name) => !name.endsWith('.sha256'))).toEqual([])
})

test('a damaged memory is not believed', async () => {
  const memory = join(folder, 'damaged')
  writeFileSync(file, 'abc')
  await fingerprint(file, memory)
  for (const name of readdirSync(memory)) writeFileSync(join(memory, name), 'ba78')
  expect(await fingerprint(file, memory)).toBe(ABC)
})

test('a memory that cannot be written does no harm', async () => {
  writeFileSync(file, 'abc')
  writeFileSync(join(folder, 'no-folder'), '')
  expect(await fingerprint(file, join(folder, 'no-folder', 'memory'))).toBe(ABC)
  mkdirSync(join(folder, 'read-only'))
  chmodSync(join(folder, 'read-only'), 0o500)
  expect(await fingerprint(file, join(folder, 'read-only', 'memory'))).toBe(ABC)
})

test.each([
  ['a missing file', join(folder, 'absent'), 'file-missing'],
  ['a folder', folder, 'file-is-folder'],
])('%s', async (_, path, code) => {
  expect(await userError(fingerprint(path, null))).toMatchObject({ code, exitCode: 3 })
  expect(await userError(fingerprint(path, join(folder, 'memory')))).toMatchObject({ code, exitCode: 3 })
})

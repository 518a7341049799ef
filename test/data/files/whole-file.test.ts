import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { writeWhole } from '../../../src/data/files/whole-file.js'
import { userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

describe('a symbolic link', () => {
  let folder = ''
  const path = (name: string) => join(folder, name)
  beforeEach(() => {
    folder = temporaryFolder()
    mkdirSync(path('kept'))
  })

  /** Writes to `link.json`, which stays the link that it was. */
  async function written(target: string): Promise<void> {
    symlinkSync(target, path('link.json'))
    await writeWhole(path('link.json'), 'new')
    expect(readlinkSync(path('link.json'))).toBe(target)
    expect(readFileSync(path('link.json'), 'utf8')).toBe('new')
  }

  test('to a file: that file is written', async () => {
    writeFileSync(path('kept/a.json'), 'old')
    await written('kept/a.json')
    expect(lstatSync(path('kept/a.json')).isFile()).toBe(true)
    expect(readdirSync(path('kept'))).toEqual(['a.json'])
  })

  test('to a file that is not there, nor its folder', async () => {
    await written(path('new/a.json'))
    expect(readdirSync(path('new'))).toEqual(['a.json'])
  })

  test('to a link, from a folder that is one', async () => {
    mkdirSync(path('deep'))
    mkdirSync(path('deep/er'))
    symlinkSync('deep/er', path('folder'))
    symlinkSync('../a.json', path('deep/er/b.json')) // beside deep/er, not beside the link to it
    await written('folder/b.json')
    expect(readFileSync(path('deep/a.json'), 'utf8')).toBe('new')
    expect(existsSync(path('a.json'))).toBe(false)
  })

  test('to itself: a file takes its place', async () => {
    symlinkSync('link.json', path('link.json'))
    await writeWhole(path('link.json'), 'new')
    expect(lstatSync(path('link.json')).isFile()).toBe(true)
  })

  test('to a folder, too', async () => {
    symlinkSync('kept', path('link.json'))
    await writeWhole(path('link.json'), 'new')
    expect([lstatSync(path('link.json')).isFile(), readdirSync(path('kept'))]).toEqual([true, []])
  })
})

test('what cannot be written leaves nothing behind', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'taken.json'))
  const error = await userError(writeWhole(join(folder, 'taken.json'), 'new'))
  expect(error).toMatchObject({ exitCode: 3, code: 'output-unwritable' })
  expect(readdirSync(folder)).toEqual(['taken.json'])
})

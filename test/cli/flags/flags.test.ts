import { describe, expect, test } from 'vitest'
import { parseDims } from '../../../src/cli/flags/flags.js'
import { UserError } from '../../../src/errors.js'

describe('parseDims', () => {
  test.each([
    ['8', [8]],
    ['8,16', [8, 16]],
    ['16,8,16', [8, 16]],
    [' 8 , 16 ', [8, 16]],
    ['1', [1]],
    ['8..2048', [8, 16, 32, 64, 128, 256, 512, 1024, 2048]],
    ['8..8', [8]],
    ['8..100', [8, 16, 32, 64, 100]],
    ['3..24', [3, 6, 12, 24]],
  ])('%s', (text, dims) => {
    expect(parseDims(text, '--dims')).toEqual(dims)
  })

  test.each([
    '',
    ',',
    '8,',
    '8,,16',
    '0',
    '-8',
    '1.5',
    '8..',
    '..8',
    '16..8',
    '0..8',
    '8...16',
    'many',
    '8 16',
    '1e3x',
    '0x8',
    'NaN',
    'Infinity',
  ])('%o is refused', (text) => {
    let error: unknown = null
    try {
      parseDims(text, '--dims')
    } catch (reason) {
      error = reason
    }
    expect(error, text).toBeInstanceOf(UserError)
    expect((error as UserError).exitCode).toBe(2)
    expect((error as UserError).message).toMatch(/^--dims /)
  })
})

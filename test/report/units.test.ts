import { expect, test } from 'vitest'
import { formatBytes } from '../../src/report/units.js'

test.each([
  [0, '0 bytes'],
  [1, '1 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [2 ** 20, '1.0 MiB'],
  [5 * 2 ** 30, '5.0 GiB'],
  [2 ** 45, '32.0 TiB'],
  [2 ** 55, '32768.0 TiB'],
])('%i is %s', (size, text) => {
  expect(formatBytes(size)).toBe(text)
})

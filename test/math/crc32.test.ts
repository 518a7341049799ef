import { expect, test } from 'vitest'
import { crc32 } from '../../src/math/crc32.js'

test('of the standard check string', () => {
  expect(crc32(Buffer.from('123456789')).toString(16)).toBe('cbf43926')
})

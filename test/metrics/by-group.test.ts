import { expect, test } from 'vitest'
import { countByGroup } from '../../src/metrics/by-group.js'

test('rows and right rows of each group; rows without a group do not count', () => {
  // group 0: rows 0 and 3, one right; group 1: row 1, wrong; group 2: no rows
  const counts = countByGroup(Uint8Array.of(1, 0, 1, 0), Int32Array.of(0, 1, -1, 0), 3)
  expect([...counts.rows]).toEqual([2, 1, 0])
  expect([...counts.hits]).toEqual([1, 0, 0])
})

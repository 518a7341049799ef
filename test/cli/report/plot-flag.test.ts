import { expect, test } from 'vitest'
import { plotWidth } from '../../../src/cli/report/plot-flag.js'

test.each([
  ['no terminal', {}, 80],
  ['no terminal, of 50 columns', { isTTY: false, columns: 50 }, 80],
  ['a terminal that does not tell', { isTTY: true, columns: 0 }, 80],
  ['a narrow terminal', { isTTY: true, columns: 50 }, 50],
  ['one too narrow', { isTTY: true, columns: 20 }, 40],
  ['a wide one', { isTTY: true, columns: 200 }, 80],
])('%s', (_, stream, width) => {
  expect(plotWidth(stream)).toBe(width)
})

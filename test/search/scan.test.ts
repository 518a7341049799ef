import { expect, test } from 'vitest'
import { scan, tileRows } from '../../src/search/scan.js'
import { inBatches, randomVectors, silent } from './search.js'

// 256 MiB of float32 are 2^26 numbers: 2^26 / 768 = 87,381 rows, 2^26 / 16,384 = 4096
test('rows of a tile: wide for long lists, and never more than 256 MiB', () => {
  expect(tileRows(1_000_000, 64, 10)).toBe(8131) // ⌈1,000,000 / 123⌉, in 123 tiles of at most 8192
  expect(tileRows(1_000_000, 768, 100)).toBe(29_412) // ⌈1,000,000 / 34⌉, of at most 30,000
  expect(tileRows(1_000_000, 16_384, 10)).toBe(4082) // ⌈1,000,000 / 245⌉
  expect(tileRows(100, 64, 10)).toBe(100)
})

test('a scan has tiles of that size', async () => {
  const database = randomVectors(9000, 2, 1)
  const met: number[] = []
  const pass = scan({
    database: inBatches(database, [4000]),
    rows: 9000,
    queries: randomVectors(3, 2, 2),
    dims: [2],
    distance: 'ip',
    lists: [{ s: 0, k: 2, carry: [] }],
    session: { device: 'cpu', threads: 1 },
    progress: silent,
    signal: new AbortController().signal,
  })
  for await (const { tile } of pass) met.push(tile.rows)
  expect(met).toEqual([4500, 4500])
  expect(tileRows(9000, 2, 2)).toBe(4500)
})

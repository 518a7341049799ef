import { expect, test } from 'vitest'
import { largestDim, PRECISIONS, vectorBytes } from '../../src/math/storage.js'

const GB = 1e9

test.each([
  [768, 10e6, 30.72], // 768 · 4 · 10⁷ = 3.072 · 10¹⁰
  [1024, 10e6, 40.96],
  [2048, 50e6, 409.6],
])('%d dims of float32, %d vectors: %d GB', (dim, vectors, gigabytes) => {
  expect((vectorBytes(dim, 'float32') * vectors) / GB).toBeCloseTo(gigabytes, 9)
})

test('32 bytes for each of 50 million are 1.6 GB, which is 1.6 % of 100 GB', () => {
  for (const [dim, precision] of [
    [8, 'float32'],
    [16, 'float16'],
    [32, 'int8'],
    [256, 'binary'],
  ] as const)
    expect(vectorBytes(dim, precision)).toBe(32)
  expect((32 * 50e6) / GB).toBe(1.6)
  expect((32 * 50e6) / (100 * GB)).toBe(0.016)
})

test('100 GB for 50 million vectors are 2000 bytes each: 500 dims of float32', () => {
  const dims = PRECISIONS.map((precision) => largestDim(100 * GB, 50e6, precision))
  expect(dims).toEqual([500, 1000, 2000, 16_000])
})

test('bits come in whole bytes', () => {
  expect([1, 8, 9, 100].map((dim) => vectorBytes(dim, 'binary'))).toEqual([1, 1, 2, 13])
  expect(largestDim(25, 10, 'binary')).toBe(16) // 2.5 bytes each: 2
  expect(largestDim(39, 10, 'float32')).toBe(0)
})

test('the largest dim fits, and one more does not', () => {
  for (const precision of PRECISIONS)
    for (const bytes of [1, 7, 1000, 12_345_678]) {
      const dim = largestDim(bytes, 3, precision)
      expect(3 * vectorBytes(dim, precision)).toBeLessThanOrEqual(bytes)
      expect(3 * vectorBytes(dim + 1, precision)).toBeGreaterThan(bytes)
    }
})

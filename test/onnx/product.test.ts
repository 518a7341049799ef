import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MatrixProduct, openProduct } from '../../src/onnx/product.js'

let gemm: MatrixProduct
beforeAll(async () => {
  gemm = await openProduct({ device: 'cpu', threads: 1 })
})
afterAll(() => gemm.close())

const a = Float32Array.of(1, 2, 3, 4, 5, 6) // [2 × 3]

test('rows times columns, by hand', async () => {
  const b = Float32Array.of(1, 0, 0, 1, 2, -1) // [3 × 2]
  // (1·1 + 2·0 + 3·2, 1·0 + 2·1 − 3), (4 + 12, 5 − 6)
  expect([...(await gemm.product(a, 2, 3, b, 2))]).toEqual([7, -1, 16, -1])
})

test('transposed: the columns come as rows', async () => {
  const b = Float32Array.of(1, 0, 2, 0, 1, -1) // [2 × 3]
  expect([...(await gemm.product(a, 2, 3, b, 2, true))]).toEqual([7, -1, 16, -1])
})

test('one product after another with other sizes', async () => {
  expect([...(await gemm.product(a, 6, 1, Float32Array.of(2), 1))]).toEqual([2, 4, 6, 8, 10, 12])
  expect([...(await gemm.product(a, 1, 6, a, 1))]).toEqual([91])
})

test('nothing to multiply', async () => {
  const none = new Float32Array(0)
  expect(await gemm.product(none, 0, 3, a, 2)).toEqual(none)
  expect(await gemm.product(none, 2, 0, none, 2)).toEqual(new Float32Array(4))
})

test('sizes that do not fit the values are refused', async () => {
  await expect(gemm.product(a, 2, 2, a, 3)).rejects.toThrow()
})

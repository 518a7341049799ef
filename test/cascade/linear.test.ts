import fc from 'fast-check'
import { expect, test } from 'vitest'
import { solvePositive } from '../../src/cascade/linear.js'

test('by hand', () => {
  // [[4, 2], [2, 2]]·[1, −1] = [2, 0]; what stands above the diagonal is not looked at
  expect([...solvePositive(Float64Array.of(4, 99, 2, 2), Float64Array.of(2, 0))]).toEqual([1, -1])
})

test('solves what it was made from, and leaves its inputs alone', () => {
  const entry = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 9, maxLength: 9 }),
      fc.array(entry, { minLength: 3, maxLength: 3 }),
      (m, x) => {
        const at = (i: number, j: number) =>
          [0, 1, 2].reduce((sum, k) => sum + m[i * 3 + k]! * m[j * 3 + k]!, i === j ? 1 : 0)
        const a = Float64Array.from({ length: 9 }, (_, k) => at(Math.floor(k / 3), k % 3)) // M·Mᵀ + I
        const b = Float64Array.from({ length: 3 }, (_, i) =>
          [0, 1, 2].reduce((sum, j) => sum + a[i * 3 + j]! * x[j]!, 0),
        )
        const [a0, b0] = [Float64Array.from(a), Float64Array.from(b)]
        const found = solvePositive(a, b)
        for (const i of [0, 1, 2]) expect(found[i]).toBeCloseTo(x[i]!, 8)
        expect([a, b]).toEqual([a0, b0])
      },
    ),
  )
})

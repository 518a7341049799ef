import { expect, test } from 'vitest'
import { principalDirections } from '../../src/math/principal.js'
import { seeded } from '../../src/math/random.js'
import { spectrumOf } from '../../src/probe/spectrum.js'

/** Variances falling as 1/i² along rotated axes. [size × size] */
function covariance(size: number): Float64Array {
  const random = seeded(2)
  const rows = Array.from({ length: 2 * size }, () =>
    Float64Array.from({ length: size }, (_, i) => random.gaussian() / (i + 1)),
  )
  const sums = new Float64Array(size * size)
  for (const row of rows)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        sums[i * size + j]! += ((row[i]! + row[(i + 1) % size]!) * (row[j]! + row[(j + 1) % size]!)) / rows.length
  return sums
}

function timesOf(matrix: Float64Array, size: number) {
  return async (basis: Float32Array, rank: number) => {
    const image = new Float64Array(size * rank)
    for (let i = 0; i < size; i++)
      for (let k = 0; k < size; k++)
        for (let j = 0; j < rank; j++) image[i * rank + j]! += matrix[i * size + k]! * basis[k * rank + j]!
    return image
  }
}

test('few dims: all directions', async () => {
  const matrix = covariance(6)
  const found = await spectrumOf(6, timesOf(matrix, 6))
  const { values, directions } = principalDirections(matrix, 6)
  expect(found.rank).toBe(6)
  for (let i = 0; i < 6; i++) expect(found.values[i]).toBeCloseTo(values[i]!, 5)
  for (let i = 0; i < 36; i++) expect(Math.abs(found.directions[i]!)).toBeCloseTo(Math.abs(directions[i]!), 4)
})

test('many dims: the leading ones', async () => {
  const matrix = covariance(150)
  const found = await spectrumOf(150, timesOf(matrix, 150))
  const { values } = principalDirections(matrix, 150)
  expect(found.rank).toBe(128)
  for (const i of [0, 1, 5, 20]) expect(found.values[i]! / values[i]!).toBeCloseTo(1, 3)
  for (const j of [0, 7, 127]) {
    const squares = Array.from({ length: 150 }, (_, i) => found.directions[i * 128 + j]! ** 2)
    expect(squares.reduce((sum, value) => sum + value)).toBeCloseTo(1, 4)
  }
})

test('features that are all alike have no spread', async () => {
  const found = await spectrumOf(130, timesOf(new Float64Array(130 * 130), 130))
  expect(found.values).toEqual(new Float64Array(128))
})

import { describe, expect, test } from 'vitest'
import { gram, meanRow } from '../../src/math/gram.js'
import { principalDirections } from '../../src/math/principal.js'
import golden from '../golden/baselines.json' with { type: 'json' }
import { inBatches, randomVectors, vectorsOf } from '../search/search.js'
import { plainProduct } from './product.js'

const { rows, pca, svd } = golden.principal
const table = vectorsOf(rows)
const { width } = table

const column = (matrix: Float32Array, size: number, j: number) =>
  Array.from({ length: size }, (_, i) => matrix[i * size + j]!)
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe('as scikit-learn finds them, but for the sign', () => {
  test.each([
    ['PCA', pca.components, pca.explained_variance.map((variance) => variance * (rows.length - 1)), true],
    ['TruncatedSVD', svd.components, svd.singular_values.map((value) => value ** 2), false],
  ])('%s', async (_, components, values, centered) => {
    const center = centered ? await meanRow(inBatches(table, [7]), width) : null
    const found = principalDirections(await gram(inBatches(table, [7]), width, center, plainProduct), width)
    for (const [j, component] of components.entries()) {
      expect(Math.abs(dot(column(found.directions, width, j), component))).toBeCloseTo(1, 5)
      expect(found.values[j]! / values[j]!).toBeCloseTo(1, 5)
    }
  })
})

test('by hand: a direction a column, its largest entry positive', () => {
  // [[2, −1], [−1, 2]] has 3 along (1, −1)/√2 and 1 along (1, 1)/√2
  const { values, directions } = principalDirections(Float64Array.of(2, -1, -1, 2), 2)
  expect([...values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([3, 1])
  const half = Math.fround(Math.SQRT1_2)
  expect([...directions].map(Math.abs)).toEqual([half, half, half, half])
  expect(directions[0]! * directions[2]!).toBeLessThan(0)
  expect(directions[1]! * directions[3]!).toBeGreaterThan(0)
  // (−3, −4)/5 is the only direction of its outer product: the larger entry decides
  const outer = principalDirections(Float64Array.of(9, 12, 12, 16), 2)
  expect(outer.directions[0]).toBeCloseTo(0.6, 6)
  expect(outer.directions[2]).toBeCloseTo(0.8, 6)
})

describe.each([
  ['more rows than dims', 200],
  ['fewer rows than dims', 9],
])('%s', (_, count) => {
  test('all directions are orthonormal, and diagonalize the matrix', async () => {
    const size = 24
    const source = randomVectors(count, size, 3)
    const sums = await gram(inBatches(source, [64]), size, null, plainProduct)
    const { values, directions } = principalDirections(sums, size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const [a, b] = [column(directions, size, i), column(directions, size, j)]
        expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 5)
        const mapped = Array.from({ length: size }, (_, r) => dot([...sums.subarray(r * size, (r + 1) * size)], b))
        expect(dot(a, mapped)).toBeCloseTo(i === j ? values[j]! : 0, 3)
      }
    }
    expect([...values]).toEqual([...values].toSorted((a, b) => b - a))
  })
})

test('a matrix of zeros has directions all the same', () => {
  const { values, directions } = principalDirections(new Float64Array(9), 3)
  expect([...values]).toEqual([0, 0, 0])
  expect([...directions].toSorted((a, b) => b - a)).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0])
})

test('sums over batches are those over all rows, in float64', async () => {
  const many = randomVectors(2500, 3, 4) // three blocks
  const [whole, parts] = [
    await gram(inBatches(many, [2500]), 3, null, plainProduct),
    await gram(inBatches(many, [1, 1300, 0, 99]), 3, null, plainProduct),
  ]
  const plain = new Float64Array(9)
  for (let base = 0; base < many.values.length; base += 3)
    for (let i = 0; i < 9; i++) plain[i]! += many.values[base + Math.floor(i / 3)]! * many.values[base + (i % 3)]!
  for (let i = 0; i < 9; i++) {
    expect(whole[i]).toBeCloseTo(plain[i]!, 3)
    expect(parts[i]).toBeCloseTo(plain[i]!, 3)
  }
  expect([
    ...(await meanRow(
      inBatches(
        vectorsOf([
          [1, 5],
          [2, 6],
          [6, 1],
        ]),
        [2],
      ),
      2,
    )),
  ]).toEqual([3, 4])
})

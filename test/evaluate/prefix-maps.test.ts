import { expect, test } from 'vitest'
import { type MapRows, prefixMaps } from '../../src/evaluate/prefix-maps.js'
import { seeded } from '../../src/math/random.js'

/** Two groups of rows, apart in the third number only. */
function twoGroups(rows: number): MapRows {
  const random = seeded(7)
  const values = Array.from({ length: rows }, (_, i) => [
    random.gaussian(),
    random.gaussian(),
    (i % 2 === 0 ? 60 : -60) + random.gaussian(),
  ])
  return {
    vectors: { rows, width: 3, values: Float32Array.from(values.flat()) },
    ids: values.map((_, i) => `row ${i}`),
    groups: values.map((_, i) => (i % 2 === 0 ? 'even' : 'odd')),
    of: 100,
  }
}

test('dim by dim PCA and UMAP; groups that the prefix tells apart lie apart', () => {
  const maps = [...prefixMaps('M', twoGroups(40), [2, 3], 'l2', 0)]
  expect(maps.map(({ dim, method }) => [dim, method])).toEqual([
    [2, 'pca'],
    [2, 'umap'],
    [3, 'pca'],
    [3, 'umap'],
  ])
  expect(maps[0]!.explained).toBeCloseTo(1, 6) // two numbers are a plane
  expect(maps[2]!.explained).toBeGreaterThan(0.99)
  expect(maps[1]!.explained).toBeNull()
  const { points, of, model } = maps[2]!
  expect([model, of, points.length]).toEqual(['M', 100, 40])
  const side = Math.sign(points[0]!.x)
  expect(points.every(({ x, label }) => (Math.sign(x) === side) === (label === 'even'))).toBe(true)
  // No row of one group is nearer to the middle of the other one
  const middle = (group: string) => {
    const own = maps[3]!.points.filter(({ label }) => label === group)
    return { x: own.reduce((sum, { x }) => sum + x, 0) / 20, y: own.reduce((sum, { y }) => sum + y, 0) / 20 }
  }
  const [even, odd] = [middle('even'), middle('odd')]
  for (const { x, y, label } of maps[3]!.points) {
    const toEven = Math.hypot(x - even.x, y - even.y)
    expect(toEven < Math.hypot(x - odd.x, y - odd.y)).toBe(label === 'even')
  }
})

test('the same seed gives the same maps', () => {
  const maps = (seed: number) => [...prefixMaps('M', twoGroups(20), [3], 'cosine', seed)]
  expect(maps(3)).toEqual(maps(3))
  expect(maps(4)[0]).toEqual(maps(3)[0]) // PCA has no chance in it
  expect(maps(4)[1]).not.toEqual(maps(3)[1])
})

test('few rows have no UMAP, fewer none at all', () => {
  expect([...prefixMaps('M', twoGroups(15), [3], 'l2', 0)].map(({ method }) => method)).toEqual(['pca'])
  expect([...prefixMaps('M', twoGroups(2), [3], 'l2', 0)]).toEqual([])
})

test('a component is mirrored where the map before it was', () => {
  const rows = twoGroups(12)
  const [first, second] = [...prefixMaps('M', rows, [2, 3], 'ip', 0)]
  for (const axis of ['x', 'y'] as const) {
    const agreement = first!.points.reduce((sum, point, i) => sum + point[axis] * second!.points[i]![axis], 0)
    expect(agreement).toBeGreaterThanOrEqual(0)
  }
})

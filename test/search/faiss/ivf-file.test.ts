/** AdANNS-IVF against the same thing written plainly: cluster at one dim, scan at another. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Clusters, readClusters, writeClustered } from '../../../src/search/faiss/ivf-file.js'
import type { Distance, Vectors } from '../../../src/types.js'
import { scoreOf } from '../brute-force.js'
import { randomVectors } from '../search.js'
import { bench, withoutFaiss } from './running.js'

const place = bench()
const [rows, width, lists, k] = [700, 24, 12, 10]
const database = randomVectors(rows, width, 1)
// Lengths that differ: normalizing at another dim than the right one then moves ranks.
const scaled = { ...database, values: database.values.map((value, i) => value * (1 + (i % width) / 8)) }
const queries = randomVectors(40, width, 2)

/** The centroids as vectors, compared at their own dim. For cosine they are means of unit vectors, and compared by l2. */
function nearestCentroids({ centroids, width: dim }: Clusters, from: Vectors, q: number, distance: Distance): number[] {
  const unit =
    distance === 'cosine' ? unitPrefix(from, q, dim) : from.values.slice(q * from.width, q * from.width + dim)
  const one = { rows: 1, width: dim, values: unit }
  const all = { rows: lists, width: dim, values: centroids }
  const scores = Array.from({ length: lists }, (_, list) =>
    scoreOf(one, 0, all, list, dim, distance === 'ip' ? 'ip' : 'l2'),
  )
  return [...scores.keys()].sort((a, b) => (distance === 'ip' ? scores[b]! - scores[a]! : scores[a]! - scores[b]!))
}

function unitPrefix({ values, width }: Vectors, row: number, dim: number): Float32Array {
  const prefix = values.slice(row * width, row * width + dim)
  const norm = Math.hypot(...prefix)
  return prefix.map((value) => value / norm)
}

/** The rows of the probed lists, nearest first. */
function scan(
  clusters: Clusters,
  members: readonly number[][],
  q: number,
  nprobe: number,
  dim: number,
  distance: Distance,
) {
  const score = (row: number) => scoreOf(queries, q, scaled, row, dim, distance) * (distance === 'l2' ? -1 : 1)
  const probed = nearestCentroids(clusters, queries, q, distance).slice(0, nprobe)
  const candidates = probed.flatMap((list) => members[list]!)
  return candidates.sort((a, b) => score(b) - score(a)).slice(0, k)
}

describe.skipIf(withoutFaiss !== null)('with FAISS', async () => {
  const faiss = withoutFaiss === null ? await place.start() : null
  const file = await place.file(scaled)
  const build = (dim: number, clusterDim: number | null, distance: Distance) =>
    faiss!.build({ factory: `IVF${lists},Flat`, dim, clusterDim }, file, distance)

  describe.each<Distance>(['cosine', 'l2', 'ip'])('%s', (distance) => {
    test.each([
      [4, 16],
      [8, 8],
      [16, 4],
      [24, 1],
      [2, 24],
    ])('clustered at %i dims, scanned at %i', async (clusterDim, dim) => {
      const coarse = readClusters((await build(clusterDim, null, distance)).path)
      const index = await build(dim, clusterDim, distance)
      const members = Array.from({ length: lists }, (): number[] => [])
      for (let row = 0; row < rows; row++) members[nearestCentroids(coarse, scaled, row, distance)[0]!]!.push(row)
      expect(readClusters(index.path).sizes).toEqual(members.map((list) => list.length))
      for (const nprobe of [1, 3, lists]) {
        const ids = await faiss!.search(index, { efSearch: null, nprobe }, queries, k)
        for (let q = 0; q < queries.rows; q++) {
          const expected = scan(coarse, members, q, nprobe, dim, distance)
          const found = [...ids.subarray(q * k, (q + 1) * k)].filter((id) => id !== -1)
          expect(found.length).toBe(expected.length)
          const score = (row: number) => scoreOf(queries, q, scaled, row, dim, distance)
          for (const [r, row] of expected.entries()) expect(score(found[r]!)).toBeCloseTo(score(row), 4)
        }
      }
    })
  })

  test('bytes leave out the zeros that only fill the file', async () => {
    const [narrow, wide] = [await build(4, 16, 'l2'), await build(16, 4, 'l2')]
    const [atFour, atSixteen] = [await build(4, null, 'l2'), await build(16, null, 'l2')]
    expect(narrow.bytes - atFour.bytes).toBe(4 * lists * (16 - 4)) // wider centroids alone
    expect(atSixteen.bytes - wide.bytes).toBe(4 * lists * (16 - 4))
  })

  test('at one dim for both, the file is what FAISS writes', async () => {
    const { path } = await build(8, null, 'l2')
    const target = join(place.folder, 'again')
    const request = { factory: `IVF${lists},Flat`, dim: 8, clusterDim: 8 }
    await writeClustered(target, readClusters(path), request, file, 'l2')
    expect(readFileSync(target)).toEqual(readFileSync(path))
  })

  test('lists of which most are empty', async () => {
    const two = { ...database, values: database.values.map((_, i) => (Math.floor(i / width) % 2 === 0 ? 1 : -1)) }
    const index = await faiss!.build({ factory: 'IVF64,Flat', dim: 8, clusterDim: null }, await place.file(two), 'l2')
    const { ids, sizes } = readClusters(index.path)
    expect(sizes.filter((size) => size > 0).length).toBeLessThanOrEqual(32)
    expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, row) => row))
  })

  test('another kind of index is refused', async () => {
    const { path } = await faiss!.build({ factory: 'HNSW8', dim: 8, clusterDim: null }, file, 'l2')
    expect(() => readClusters(path)).toThrow('no IVF,Flat index')
  })
})

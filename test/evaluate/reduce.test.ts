import { describe, expect, test } from 'vitest'
import {
  fitOn,
  REDUCTIONS,
  type Reduction,
  reduced,
  reducedDims,
  reducedRows,
  seedsOf,
} from '../../src/evaluate/reduce.js'
import { overSeeds } from '../../src/evaluate/seeds.js'
import { principalDirections } from '../../src/math/principal.js'
import type { DimRow, EmbeddingTable, Vectors } from '../../src/types.js'
import { plainProduct } from '../math/product.js'
import { bruteForce } from '../search/brute-force.js'
import { inBatches, randomVectors, silent } from '../search/search.js'

const WIDTH = 12
// Numbers that differ in size and do not lie around the origin, so that the order of directions and centring matter.
const shaped = (rows: number, seed: number): Vectors => {
  const { values, ...rest } = randomVectors(rows, WIDTH, seed)
  return { ...rest, values: values.map((value, i) => value * (1 + (i % WIDTH)) + (i % 5)) }
}
const database = shaped(60, 1)
const queries = shaped(17, 2)

function tableOf(vectors: Vectors, reads = { count: 0 }): EmbeddingTable {
  return {
    path: 'a table',
    name: 'a table',
    rows: vectors.rows,
    width: vectors.width,
    dims: [4, 12],
    headDims: [],
    labelled: true,
    classes: null,
    provenance: null,
    async *batches() {
      reads.count++
      let start = 0
      for await (const { rows, values } of inBatches(vectors, [25])) {
        const ids = Array.from({ length: rows }, (_, i) => String(start + i))
        yield { start, rows, ids, labels: new Int32Array(rows), vectors: values, heads: null }
        start += rows
      }
    },
  }
}

async function load(table: EmbeddingTable): Promise<Vectors> {
  const parts: number[] = []
  for await (const { vectors } of table.batches()) parts.push(...vectors!)
  return { rows: table.rows, width: table.width, values: Float32Array.from(parts) }
}

const decompose = async (symmetric: Float64Array, width: number) => principalDirections(symmetric, width).directions
const own = () => fitOn(tableOf(database), plainProduct, decompose, silent)

async function both(reduction: Reduction, seed = 0): Promise<[Vectors, Vectors]> {
  const pair = await reduced(tableOf(database), tableOf(queries), reduction, seed, plainProduct, own())
  return [await load(pair.database), await load(pair.queries)]
}

/** Sums of squares of the numbers of each place. [WIDTH] */
const energies = ({ values }: Vectors) =>
  Array.from({ length: WIDTH }, (_, j) => values.reduce((sum, v, i) => sum + (i % WIDTH === j ? v * v : 0), 0))

test.each(REDUCTIONS)('%s: tables of the same rows that declare no dims', async (reduction) => {
  const pair = await reduced(tableOf(database), tableOf(queries), reduction, 0, plainProduct, own())
  expect(pair.database).toMatchObject({ rows: 60, width: WIDTH, dims: null, labelled: true })
  expect(pair.queries).toMatchObject({ rows: 17, width: WIDTH, dims: null })
  const starts: number[] = []
  for await (const { start, ids } of pair.database.batches()) starts.push(start, ids.length)
  expect(starts).toEqual([0, 25, 25, 25, 50, 10])
})

test('first changes nothing', async () => {
  expect(await both('first')).toEqual([database, queries])
})

test('random takes the same numbers on both sides, others for another seed', async () => {
  const [db, asked] = await both('random', 3)
  const places = Array.from({ length: WIDTH }, (_, j) => database.values.indexOf(db.values[j]!))
  expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: WIDTH }, (_, i) => i))
  for (let q = 0; q < queries.rows; q++)
    for (let j = 0; j < WIDTH; j++) expect(asked.values[q * WIDTH + j]).toBe(queries.values[q * WIDTH + places[j]!])
  expect(await both('random', 3)).toEqual([db, asked])
  expect(await both('random', 4)).not.toEqual([db, asked])
})

describe('svd', () => {
  test('is a rotation: at the full width the neighbors are those of the model', async () => {
    const [db, asked] = await both('svd')
    for (const distance of ['cosine', 'ip', 'l2'] as const) {
      const before = bruteForce(database, queries, [WIDTH], distance, 10)
      expect(bruteForce(db, asked, [WIDTH], distance, 10).ids, distance).toEqual(before.ids)
    }
  })

  test('no numbers of the model, and no rotation of them, keep as much of the database in the first d', async () => {
    const [svd, first] = [energies((await both('svd'))[0]), energies(database)]
    const jl = energies((await both('jl'))[0]) // keeps sizes on the average only
    const best = first.toSorted((a, b) => b - a)
    const sum = (of: number[], d: number) => of.slice(0, d).reduce((a, b) => a + b, 0)
    expect(svd).toEqual(svd.toSorted((a, b) => b - a))
    for (let d = 1; d < WIDTH; d++) expect(sum(svd, d)).toBeGreaterThan(sum(best, d))
    expect(sum(svd, 2) / sum(svd, WIDTH)).toBeGreaterThan(sum(jl, 2) / sum(jl, WIDTH))
    expect(sum(svd, WIDTH)).toBeCloseTo(sum(first, WIDTH), 1)
  })
})

describe('pca', () => {
  test("is around the database's mean on both sides, and its components do not correlate there", async () => {
    const [db, asked] = await both('pca')
    const mean = (of: Vectors, j: number) => of.values.reduce((s, v, i) => s + (i % WIDTH === j ? v : 0), 0) / of.rows
    for (let j = 0; j < WIDTH; j++) expect(mean(db, j)).toBeCloseTo(0, 4)
    for (let j = 1; j < WIDTH; j++) {
      const product = Array.from({ length: db.rows }, (_, i) => db.values[i * WIDTH]! * db.values[i * WIDTH + j]!)
      expect(product.reduce((a, b) => a + b)).toBeCloseTo(0, 2)
    }
    // One shift for both sides: distances across them stay.
    const before = bruteForce(database, queries, [WIDTH], 'l2', 10)
    expect(bruteForce(db, asked, [WIDTH], 'l2', 10).ids).toEqual(before.ids)
    expect(energies(db)).toEqual(energies(db).toSorted((a, b) => b - a))
  })
})

test('jl: other directions for another seed', async () => {
  const [db] = await both('jl', 1)
  expect((await both('jl', 1))[0]).toEqual(db)
  expect((await both('jl', 2))[0]).not.toEqual(db)
})

test('a fit is made once for all query sets', async () => {
  const reads = { count: 0 }
  const fitted = fitOn(tableOf(database, reads), plainProduct, decompose, silent)
  const [one, two] = await Promise.all([fitted('pca'), fitted('pca')])
  expect(one).toBe(two)
  expect(reads.count).toBe(2) // the mean, then the products
  await fitted('svd')
  expect(reads.count).toBe(3)
})

test('values whose squares overflow are refused', async () => {
  const huge = { rows: 1, width: 2, values: Float32Array.of(1e30, 1) }
  const fitted = fitOn(tableOf(huge), plainProduct, decompose, silent)
  await expect(fitted('svd')).rejects.toMatchObject({ code: 'reduction-not-finite', exitCode: 3 })
})

test('dims: those asked for, else the nested ones, else doublings', () => {
  expect(reducedDims('all', [12, 24, 48], 48)).toEqual([12, 24, 48])
  expect(reducedDims('all', null, 40)).toEqual([8, 16, 32, 40])
  expect(reducedDims('all', [32], 32)).toEqual([8, 16, 32]) // fixed features
  expect(reducedDims([4, 64], [32], 32)).toEqual([4])
  expect(reducedDims([4, 64], null, 32)).toEqual([4, 64]) // an error further on, as without a reduction
})

describe('rows', () => {
  const row = (value: number | null): DimRow => ({
    model: 'm',
    dim: 8,
    metrics: { 'knn@1': { value, ci95: [0, 1], unit: 'fraction' } },
  })

  test('over seeds: the mean and the sample deviation', () => {
    const [found] = overSeeds([[row(0.2)], [row(0.4)], [row(0.9)]], 'jl')
    expect(found).toMatchObject({ model: 'm', reduction: 'jl', dim: 8 })
    const { value, sd, ...rest } = found!.metrics['knn@1']!
    expect(rest).toEqual({ ci95: null, unit: 'fraction' })
    expect(value).toBeCloseTo(0.5, 12)
    expect(sd).toBeCloseTo(Math.sqrt((0.09 + 0.01 + 0.16) / 2), 12)
  })

  test('equal values deviate by 0; what one run did not measure is not measured', () => {
    const same = overSeeds([[row(0.1)], [row(0.1)], [row(0.1)]], 'random')[0]!.metrics['knn@1']!
    expect(same).toEqual({ value: 0.1, ci95: null, sd: 0, unit: 'fraction' })
    const missing = overSeeds([[row(0.1)], [row(null)]], 'random')[0]!.metrics['knn@1']!
    expect(missing).toEqual({ value: null, ci95: null, unit: 'fraction' })
  })

  test('a single run keeps its interval', () => {
    expect(overSeeds([[row(0.1)]], 'pca')).toEqual([{ ...row(0.1), reduction: 'pca' }])
  })

  test('chance is measured with five seeds, the rest once', async () => {
    expect(seedsOf('random', 7)).toEqual([7, 8, 9, 10, 11])
    expect(seedsOf('jl', 0)).toEqual([0, 1, 2, 3, 4])
    for (const reduction of ['first', 'pca', 'svd'] as const) expect(seedsOf(reduction, 7)).toEqual([7])
    const names: string[] = []
    const pair = { database: tableOf(database), queries: tableOf(queries) }
    const rows = await reducedRows(pair, ['jl', 'first'], 0, plainProduct, own(), async (_, name) => {
      names.push(name)
      return [row(names.length)]
    })
    expect(names).toEqual(['jl', 'jl, seed 2 of 5', 'jl, seed 3 of 5', 'jl, seed 4 of 5', 'jl, seed 5 of 5', 'first'])
    expect(rows.map(({ reduction, metrics }) => [reduction, metrics['knn@1']!.value])).toEqual([
      ['jl', 3],
      ['first', 6],
    ])
  })
})

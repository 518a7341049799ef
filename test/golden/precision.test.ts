/** Searches in codes against FAISS's scalar and binary indexes and NumPy; see make_precision.py. */
import { describe, expect, test } from 'vitest'
import { openCoder, rangesOf } from '../../src/math/codes.js'
import { codedSearch } from '../../src/search/coded-search.js'
import type { Distance, Precision, Rescore, Vectors } from '../../src/types.js'
import { inBatches, randomVectors, silent } from '../search/search.js'
import golden from './precision.json' with { type: 'json' }

const [N, QUERIES, WIDTH, K, FACTOR] = [400, 40, 24, 3, 4]
const DIMS = [5, 8, 24]

/** As `rows` of make_precision.py. */
function rows(count: number, seed: number): Vectors {
  const { values } = randomVectors(count, WIDTH, seed)
  const wider = (value: number, i: number) => value ** 3 * (1 + (i % WIDTH)) + 0.125 * ((i % WIDTH) % 5)
  return { rows: count, width: WIDTH, values: Float32Array.from(values, wider) }
}

const database = rows(N, 1)
const queries = rows(QUERIES, 2)

async function found(precision: Precision, distance: Distance, k: number, rescores: readonly (Rescore | null)[]) {
  const batches = { database: () => inBatches(database, [7, 150, 64]), rows: N, width: WIDTH, queries, dims: DIMS, k }
  const run = {
    session: { device: 'cpu', threads: 1 },
    progress: silent,
    signal: new AbortController().signal,
  } as const
  const result = await codedSearch({ name: 'm', ...batches, ...run, precision, distance, rescores })
  expect(result.notices).toEqual([])
  return result.found.map(({ ids }) =>
    DIMS.map((_, s) => {
      const lists = Array.from(ids.subarray(s * QUERIES * k, (s + 1) * QUERIES * k))
      return lists.filter((_, i) => i % k < K)
    }),
  )
}

test('float16 reads as FAISS reads it, bit for bit', () => {
  const { values } = openCoder('float16', WIDTH, null).code(database)
  expect([...values.subarray(0, 16 * WIDTH)]).toEqual(golden.decoded.float16)
})

test('int8 has the codes of FAISS: what is read differs by far less than a step', async () => {
  const ranges = await rangesOf(inBatches(database, [90]), WIDTH)
  const { values } = openCoder('int8', WIDTH, ranges).code(database)
  const steps = golden.decoded.int8.map((value, i) => {
    const step = (ranges.high[i % WIDTH]! - ranges.low[i % WIDTH]!) / 255
    return Math.abs(value - values[i]!) / step
  })
  expect(Math.max(...steps)).toBeLessThan(1e-4)
})

const WAYS: readonly [Precision, Distance][] = [
  ['float16', 'l2'],
  ['float16', 'ip'],
  ['float16', 'cosine'],
  ['int8', 'l2'],
  ['int8', 'ip'],
  ['int8', 'cosine'],
  ['binary', 'cosine'],
]

test.each(WAYS)('%s by %s finds the same rows', async (precision, distance) => {
  const expected = golden.searches.filter((own) => own.precision === precision && own.distance === distance)
  expect(expected.map(({ dim }) => dim)).toEqual(DIMS)
  expect(await found(precision, distance, K, [null])).toEqual([expected.map(({ ids }) => ids)])
})

describe('binary', () => {
  test('has one order for all distances', async () => {
    const [cosine] = await found('binary', 'cosine', K, [null])
    expect((await found('binary', 'l2', K, [null]))[0]).toEqual(cosine)
    expect((await found('binary', 'ip', K, [null]))[0]).toEqual(cosine)
  })

  test('rescored by the codes and by float32', async () => {
    const expected = (by: string) => golden.rescored.filter(({ rescore }) => rescore === by).map(({ ids }) => ids)
    const [plain, codes, float32] = await found('binary', 'cosine', FACTOR * K, [null, 'codes', 'float32'])
    expect(plain).toEqual(golden.searches.filter(({ precision }) => precision === 'binary').map(({ ids }) => ids))
    expect(codes).toEqual(expected('codes'))
    expect(float32).toEqual(expected('float32'))
    expect(codes).not.toEqual(plain)
    expect(float32).not.toEqual(codes)
  })
})

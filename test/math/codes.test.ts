import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openCoder, rangesOf } from '../../src/math/codes.js'
import type { Precision, Vectors } from '../../src/types.js'
import { inBatches, randomVectors, vectorsOf } from '../search/search.js'

const rows = vectorsOf([
  [0, 5, 1],
  [255, 5, -1],
  [100.5, 5, 0],
])

async function read(precision: Precision, given: Vectors): Promise<number[]> {
  const ranges = precision === 'int8' ? await rangesOf(inBatches(given, [1, 2]), given.width) : null
  return [...openCoder(precision, given.width, ranges).code(given).values]
}

describe('by hand', () => {
  test('int8: 256 steps between the least and the greatest of a dim, read in their middle', async () => {
    // dim 0: low 0, high 255: codes 0, 255, 100, read as c + ½; dim 1 has no range; dim 2: codes ⌊255·1⌋, 0, ⌊127.5⌋
    const last = [255, 0, 127].map((code) => Math.fround(-1 + ((code + 0.5) / 255) * 2))
    expect(await read('int8', rows)).toEqual([0.5, 5, last[0], 255.5, 5, last[1], 100.5, 5, last[2]])
  })

  test('binary: only what is above 0 is a 1', async () => {
    expect(await read('binary', rows)).toEqual([-1, 1, 1, 1, 1, -1, 1, 1, -1])
  })

  test('float16: eleven bits', async () => {
    expect(await read('float16', vectorsOf([[2049, 0.1, 65_520]]))).toEqual([
      2048,
      0.0999755859375,
      Number.POSITIVE_INFINITY,
    ])
  })

  test('float32: as they are', () => {
    expect(openCoder('float32', 3, null).code(rows)).toBe(rows)
  })

  test('ranges are of all batches; without rows there are none', async () => {
    expect(await rangesOf(inBatches(rows, [2]), 3)).toEqual({
      low: Float32Array.of(0, 5, -1),
      high: Float32Array.of(255, 5, 1),
    })
    expect(await rangesOf(inBatches(vectorsOf([]), [1]), 2)).toEqual({
      low: new Float32Array(2),
      high: new Float32Array(2),
    })
  })
})

test('what was given is not written to', async () => {
  const before = rows.values.slice()
  for (const precision of ['int8', 'binary', 'float16'] as const) await read(precision, rows)
  expect(rows.values).toEqual(before)
})

test('the codes of a prefix are the prefix of the codes', async () => {
  const precision = fc.constantFrom<Precision>('float16', 'int8', 'binary')
  await fc.assert(
    fc.asyncProperty(
      precision,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      async (kind, n, dim) => {
        const whole = randomVectors(n, 12, n)
        const cut = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => i % 12 < dim)
        const prefix = { rows: n, width: dim, values: Float32Array.from(cut(whole.values)) }
        expect(await read(kind, prefix)).toEqual(cut(await read(kind, whole)))
      },
    ),
  )
})

test('int8 is off by half a step at most', async () => {
  const given = randomVectors(500, 4, 7)
  const { low, high } = await rangesOf(inBatches(given, [500]), 4)
  const back = await read('int8', given)
  const steps = back.map((value, i) => Math.abs(value - given.values[i]!) / ((high[i % 4]! - low[i % 4]!) / 255))
  expect(Math.max(...steps)).toBeLessThan(0.5001)
  expect(Math.max(...steps)).toBeGreaterThan(0.49)
})

describe('what coding does to rows', () => {
  test('bits that are the same in all rows are counted over all batches', () => {
    const coder = openCoder('binary', 3, null)
    expect(coder.constantBits()).toBeNull()
    coder.code(vectorsOf([[1, 1, -1]]))
    expect(coder.constantBits()).toBe(3)
    coder.code(vectorsOf([[1, 0, -2]]))
    expect(coder.constantBits()).toBe(2)
    expect(openCoder('int8', 3, null).constantBits()).toBeNull()
  })

  test('rows of which float16 leaves only zeros; rows that were zeros to begin with are not among them', () => {
    const coder = openCoder('float16', 2, null)
    coder.code(
      vectorsOf([
        [1e-9, -1e-9],
        [0, 0],
        [1e-9, 1],
      ]),
    )
    expect(coder.zeroed()).toBe(1)
  })
})

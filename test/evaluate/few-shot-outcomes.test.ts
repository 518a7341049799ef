import { describe, expect, test } from 'vitest'
import type { Draw } from '../../src/evaluate/few-shot-draws.js'
import { type FewShotTask, fewShotOutcomes } from '../../src/evaluate/few-shot-outcomes.js'
import { plainProduct } from '../math/product.js'
import { randomVectors, vectorsOf } from '../search/search.js'

function draw(shots: number, classes: number[], rows: number[]): Draw {
  return { shots, classes: Int32Array.from(classes), rows: Int32Array.from(rows) }
}

/** Outcomes as digits: 0 wrong, 1 right, 2 not asked. */
async function outcomes(task: FewShotTask): Promise<Record<number, string[]>> {
  const found: Record<number, string[]> = {}
  for await (const { dim, trials } of fewShotOutcomes(task, plainProduct))
    found[dim] = trials.map((own) => own.join(''))
  return found
}

function task(
  support: number[][],
  queries: number[][],
  labels: number[],
  draws: Draw[],
  distance: 'cosine' | 'l2',
): FewShotTask {
  return {
    support: vectorsOf(support),
    queries: { ...vectorsOf(queries), labels: Int32Array.from(labels) },
    draws,
    ownQueries: null,
    dims: [support[0]!.length],
    distance,
  }
}

describe('ties', () => {
  const draws = [draw(1, [3, 8], [0, 1]), draw(1, [3, 8], [1, 0])]

  test('go to the lower class number', async () => {
    // both means are the same, whichever class they stand for: class 3 wins
    const same = [
      [1, 2],
      [1, 2],
    ]
    expect(
      await outcomes(
        task(
          same,
          [
            [1, 1],
            [2, 0],
          ],
          [3, 8],
          draws,
          'cosine',
        ),
      ),
    ).toEqual({ 2: ['10', '10'] })
    expect(
      await outcomes(
        task(
          same,
          [
            [1, 1],
            [2, 0],
          ],
          [3, 8],
          draws,
          'l2',
        ),
      ),
    ).toEqual({ 2: ['10', '10'] })
  })

  test('so do zeros, which are as near to every direction', async () => {
    expect(
      await outcomes(
        task(
          [
            [1, 0],
            [0, 1],
          ],
          [
            [0, 0],
            [0, 0],
          ],
          [3, 8],
          draws,
          'cosine',
        ),
      ),
    ).toEqual({ 2: ['10', '10'] })
  })

  test('between two means of whole numbers', async () => {
    expect(
      await outcomes(
        task(
          [
            [2, 0],
            [0, 2],
          ],
          [
            [1, 1],
            [3, 3],
          ],
          [3, 8],
          draws,
          'l2',
        ),
      ),
    ).toEqual({ 2: ['10', '10'] })
  })
})

test('distances differ', async () => {
  // cosine: (9, 9) lies in the direction of row 1 (4, 4); l2: (1, 1) is √17 from row 0 (0, 5), √18 from row 1
  const args = [
    [
      [0, 5],
      [4, 4],
    ],
    [[1, 1]],
    [0],
    [draw(1, [0, 1], [0, 1])],
  ] as const
  const [support, queries, labels, draws] = args.map((arg) => [...arg]) as [number[][], number[][], number[], Draw[]]
  expect(await outcomes(task(support, queries, labels, draws, 'cosine'))).toEqual({ 2: ['0'] })
  expect(await outcomes(task(support, queries, labels, draws, 'l2'))).toEqual({ 2: ['1'] })
})

test('only queries of the classes of a draw are asked, and not those that it learns from', async () => {
  const rows = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [2, 0.1],
  ]
  const labels = [0, 1, 2, 0]
  const given = task(rows, rows, labels, [draw(1, [0, 1], [0, 1]), draw(1, [0, 1, 2], [3, 1, 2])], 'cosine')
  expect(await outcomes(given)).toEqual({ 2: ['1121', '1111'] })
  const own = { ...given, ownQueries: given.draws.map(({ rows }) => rows) }
  expect(await outcomes(own)).toEqual({ 2: ['2221', '1222'] })
})

test('l2 far from the origin is as good as near it', async () => {
  const near = randomVectors(40, 6, 5)
  const labels = Int32Array.from({ length: 20 }, (_, i) => i % 4)
  const at = (far: number): FewShotTask => {
    const moved = near.values.map((value) => Math.round(value * 64) / 64 + far) // exact in float32
    const half = moved.length / 2
    return {
      support: { rows: 20, width: 6, values: moved.subarray(0, half) },
      queries: { rows: 20, width: 6, values: moved.subarray(half), labels },
      draws: [draw(2, [0, 1, 2, 3], [0, 4, 1, 5, 2, 6, 3, 7])],
      ownQueries: null,
      dims: [2, 6],
      distance: 'l2',
    }
  }
  expect(await outcomes(at(2 ** 16))).toEqual(await outcomes(at(0)))
})

test('values that overflow are an error for l2, not for cosine', async () => {
  const huge = [
    [1e30, 0],
    [0, 1e30],
  ]
  const draws = [draw(1, [0, 1], [0, 1])]
  await expect(outcomes(task(huge, huge, [0, 1], draws, 'l2'))).rejects.toMatchObject({ code: 'scores-not-finite' })
  expect(await outcomes(task(huge, huge, [0, 1], draws, 'cosine'))).toEqual({ 2: ['11'] })
})

test('many draws, whose means go through several products, are those one by one', async () => {
  // 60 draws of 90 classes are 5,400 means: more than one product takes
  const classes = Array.from({ length: 90 }, (_, i) => i)
  const draws = Array.from({ length: 60 }, (_, t) =>
    draw(
      1,
      classes,
      classes.map((c) => (c + 90 * t) % 180),
    ),
  )
  const { values } = randomVectors(180, 3, 9)
  const queries = { ...randomVectors(30, 3, 10), labels: Int32Array.from({ length: 30 }, (_, i) => i) }
  const whole: FewShotTask = {
    support: { rows: 180, width: 3, values },
    queries,
    draws,
    ownQueries: null,
    dims: [3],
    distance: 'cosine',
  }
  const apart = await Promise.all(draws.map((own) => outcomes({ ...whole, draws: [own] })))
  expect(await outcomes(whole)).toEqual({ 3: apart.map((own) => own[3]![0]) })
})

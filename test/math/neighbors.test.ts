import { describe, expect, test } from 'vitest'
import { withoutSelf } from '../../src/math/neighbors.js'

describe('withoutSelf', () => {
  test('drops each row from its own list, wherever it stands', () => {
    const found = {
      dims: [8],
      queries: 4,
      k: 3,
      // first · in the middle · last · not there, so the last entry goes
      ids: Int32Array.of(0, 2, 1, 3, 1, 0, 0, 1, 2, 0, 1, 2),
      scores: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.9, 0.8, 0.7),
    }
    const { dims, queries, k, ids, scores } = withoutSelf(found)
    expect({ dims, queries, k }).toEqual({ dims: [8], queries: 4, k: 2 })
    expect([...ids]).toEqual([2, 1, 3, 0, 0, 1, 0, 1])
    expect([...scores]).toEqual([...Float32Array.of(0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.9, 0.8)])
  })

  test('counts queries anew at every dim', () => {
    // Two dims, two queries: list 2 belongs to query 0, list 3 to query 1.
    const ids = Int32Array.of(0, 1, 1, 0, 0, 1, 1, 0)
    const found = { dims: [1, 2], queries: 2, k: 2, ids, scores: new Float32Array(8) }
    expect([...withoutSelf(found).ids]).toEqual([1, 0, 1, 0])
  })

  test('keeps the −1 of short lists', () => {
    const ids = Int32Array.of(0, -1, -1)
    const found = { dims: [8], queries: 1, k: 3, ids, scores: Float32Array.of(1, 0, 0) }
    expect([...withoutSelf(found).ids]).toEqual([-1, -1])
  })

  test('leaves its input as it was', () => {
    const ids = Int32Array.of(0, 1)
    withoutSelf({ dims: [8], queries: 1, k: 2, ids, scores: Float32Array.of(1, 0.5) })
    expect([...ids]).toEqual([0, 1])
  })
})

import { describe, expect, test } from 'vitest'
import { pool } from '../../../src/model/text/pooling.js'
import { tokenBatch } from '../../../src/model/text/tokens-batch.js'
import type { PoolingMode } from '../../../src/model/text-options.js'

/** Two rows of three places, two numbers each; 99 stands where padding is. */
const right = {
  spans: [
    { begin: 0, from: 0, end: 3 },
    { begin: 0, from: 0, end: 1 },
  ],
  length: 3,
}
const states = Float32Array.of(1, 8, 4, 2, 7, -1, /* row 1 */ 5, 6, 99, 99, 99, 99)

describe('pool', () => {
  test.each<[PoolingMode, number[]]>([
    ['cls', [1, 8, 5, 6]],
    ['lasttoken', [7, -1, 5, 6]],
    ['max', [7, 8, 5, 6]],
    ['mean', [4, 3, 5, 6]], // (1+4+7)/3, (8+2−1)/3
    ['mean_sqrt_len_tokens', [12 / Math.sqrt(3), 9 / Math.sqrt(3), 5, 6]],
    ['weightedmean', [30 / 6, 9 / 6, 5, 6]], // (1·1 + 2·4 + 3·7)/(1+2+3), (1·8 + 2·2 − 3·1)/6
  ])('%s', (mode, expected) => {
    const found = pool(states, right, [mode], 2)
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6)
  })

  test('a prompt left out: weights still count from the first token', () => {
    const spans = [{ begin: 0, from: 1, end: 3 }]
    expect([...pool(states.subarray(0, 6), { spans, length: 3 }, ['cls', 'mean'], 2)]).toEqual([4, 2, 5.5, 0.5])
    // (2·4 + 3·7)/5, (2·2 − 3·1)/5
    const weighted = pool(states.subarray(0, 6), { spans, length: 3 }, ['weightedmean'], 2)
    expect(weighted[0]).toBeCloseTo(29 / 5, 6)
    expect(weighted[1]).toBeCloseTo(1 / 5, 6)
  })

  test('a prompt that fills the text leaves zeros, never NaN or −∞', () => {
    const spans = [{ begin: 0, from: 3, end: 3 }]
    const modes = ['cls', 'max', 'mean', 'weightedmean', 'lasttoken'] as const
    expect([...pool(states.subarray(0, 6), { spans, length: 3 }, modes, 2)]).toEqual(new Array(10).fill(0))
  })
})

describe('tokenBatch', () => {
  const tokens = [
    { ids: Int32Array.of(2, 7, 3), types: Int32Array.of(0, 0, 0) },
    { ids: Int32Array.of(2), types: Int32Array.of(0) },
  ]
  const layout = { padding: { left: false, id: 9, type: 1 }, firstPosition: 0, skipped: 0, length: null }

  test('pads on the right', () => {
    const { ids, mask, types, positions, spans } = tokenBatch(tokens, layout)
    expect([...ids]).toEqual([2, 7, 3, 2, 9, 9])
    expect([...mask]).toEqual([1, 1, 1, 1, 0, 0])
    expect([...types]).toEqual([0, 0, 0, 0, 1, 1])
    expect([...positions]).toEqual([0, 1, 2, 0, 1, 2])
    expect(spans[1]).toEqual({ begin: 0, from: 0, end: 1 })
  })

  test('pads on the left: positions count from the first token, and a prompt stands after the padding', () => {
    const left = { ...layout, padding: { ...layout.padding, left: true }, firstPosition: 2, skipped: 1, length: 4 }
    const { ids, mask, positions, spans } = tokenBatch(tokens, left)
    expect([...ids]).toEqual([9, 2, 7, 3, 9, 9, 9, 2])
    expect([...mask]).toEqual([0, 1, 1, 1, 0, 0, 0, 1])
    expect([...positions]).toEqual([2, 2, 3, 4, 2, 2, 2, 2])
    expect(spans).toEqual([
      { begin: 1, from: 2, end: 4 },
      { begin: 3, from: 4, end: 4 },
    ])
  })

  test('texts without any token still have one place', () => {
    expect(tokenBatch([{ ids: Int32Array.of(), types: Int32Array.of() }], layout)).toMatchObject({ rows: 1, length: 1 })
  })
})

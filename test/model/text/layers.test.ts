import { describe, expect, test } from 'vitest'
import { ACTIVATIONS, erf } from '../../../src/model/text/activation.js'
import { dense, layerNorm, normalize } from '../../../src/model/text/layers.js'

describe('layers', () => {
  test('dense: weights, bias, activation, and the input added again', () => {
    const weight = Float32Array.of(1, 2, 0, -1) // rows (1, 2) and (0, −1)
    const bias = Float32Array.of(10, 0)
    const relu = ACTIVATIONS.ReLU!
    const plain = dense('d', { inputs: 2, outputs: 2, weight, bias, residual: null }, relu)
    // (3, 4): 3 + 8 + 10 = 21; −4 → 0. (−1, −2): −1 − 4 + 10 = 5; 2
    expect([...plain.apply(Float32Array.of(3, 4, -1, -2))]).toEqual([21, 0, 5, 2])
    const skipping = dense('d', { inputs: 2, outputs: 2, weight, bias, residual: 'input' }, relu)
    expect([...skipping.apply(Float32Array.of(3, 4))]).toEqual([24, 4])
  })

  test('layer norm without weights: mean 0, variance 1 by n', () => {
    // (1, 3): mean 2, variance 1, so ∓1/√(1 + 1e-5)
    const found = layerNorm('n', 2, null).apply(Float32Array.of(1, 3))
    expect(found[0]).toBeCloseTo(-1 / Math.sqrt(1.00001), 6)
    expect(found[1]).toBeCloseTo(1 / Math.sqrt(1.00001), 6)
  })

  test('normalize: zeros stay zeros', () => {
    const found = normalize(2).apply(Float32Array.of(3, 4, 0, 0))
    for (const [i, value] of [0.6, 0.8, 0, 0].entries()) expect(found[i]).toBeCloseTo(value, 6)
  })

  test('none writes into its input', () => {
    const x = Float32Array.of(3, 4)
    for (const layer of [normalize(2), layerNorm('n', 2, null)]) layer.apply(x)
    expect([...x]).toEqual([3, 4])
  })
})

test.each([
  // scipy.special.erf
  [0, 0],
  [0.1, 0.1124629160182849],
  [-0.5, -0.5204998778130465],
  [1, 0.8427007929497149],
  [2.5, 0.999593047982555],
  [5, 0.9999999999984626],
  [9, 1],
])('erf(%d)', (x, expected) => {
  expect(erf(x)).toBeCloseTo(expected, 14)
})

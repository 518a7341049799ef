import { describe, expect, test } from 'vitest'
import { mirror, runFlipped } from '../../src/model/flip.js'
import { openModel } from '../../src/model/model.js'
import { temporaryFolder } from '../data/temporary.js'
import { writeModel } from '../onnx/graphs.js'
import { imageModel } from '../onnx/image-graph.js'

test('mirror: the last axis from back to front, in every row and channel', () => {
  // [2 channels, 2 × 3 pixels]
  const image = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
  expect([...mirror(image, 3)]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10])
  expect(image[0]).toBe(1)
  expect(mirror(Uint8Array.of(1, 2), 2)).toEqual(Uint8Array.of(2, 1))
})

describe('runFlipped', () => {
  test('logits are added, the embedding is of the image as it is', async () => {
    const path = writeModel(`${temporaryFolder()}/image.onnx`, imageModel())
    const model = await openModel(path, { device: 'cpu', threads: 1, outputs: {}, dims: null })
    const inputs = { kind: 'tensors' as const, values: Float32Array.of(1, 4, -2, 3), size: 2 }
    const batch = { start: 0, rows: 2, ids: ['0', '1'], labels: Int32Array.of(0, 0), inputs }
    const { embedding, logits } = await runFlipped(await model.prepare(batch, 'data.arrow'))
    await model.close()
    expect([...embedding!]).toEqual([1, 4, -2, 3])
    expect(logits.map((head) => [...head])).toEqual([
      [5, 0, 1, 0], // (1 + 4, 0), (−2 + 3, 0)
      [5, 10, 1, 2], // (1 + 4, 2·4 + 2·1), (−2 + 3, 2·3 − 2·2)
    ])
  })
})

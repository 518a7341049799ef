import { expect, test } from 'vitest'
import { exhibitDims } from '../../../src/cli/exhibits/dims.js'

test.each([
  [[8, 16, 32, 64, 2048], 2048, [8, 64, 2048]],
  [[32, 128, 256, 384], 384, [32, 256, 384]],
  [[2, 4], 4, [2, 4]],
  [[64, 128], 128, [64, 128]],
  [null, 48, [8, 32, 48]],
  [[16], 16, []],
])('of %j in %i dimensions: %j', (declared, width, expected) => {
  expect(exhibitDims('all', declared, width, 'M')).toEqual(expected)
})

test('those that were asked for, of a nested model', () => {
  expect(exhibitDims([8, 48], [8, 64], 64, 'M')).toEqual([8, 48])
  expect(exhibitDims([8, 48], [64], 64, 'FF')).toEqual([])
  expect(() => exhibitDims([8, 96], [8, 64], 64, 'M')).toThrow(
    '--exhibit-dims has 96; the embeddings of M have 64 dimensions',
  )
})

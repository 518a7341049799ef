import { expect, test } from 'vitest'
import { decomposeApart } from '../../../dist/cli/engines/principal.js' // the worker is a file of the build
import { principalDirections } from '../../../src/math/principal.js'

/** A symmetric matrix without structure. */
function symmetric(width: number): Float64Array {
  return Float64Array.from({ length: width * width }, (_, at) => {
    const [i, j] = [Math.floor(at / width), at % width].toSorted((a, b) => a - b) as [number, number]
    return Math.sin(12.9898 * i + 78.233 * j + i * j)
  })
}

test('gives what it gives in this thread', async () => {
  const found = await decomposeApart(new AbortController().signal)(symmetric(20), 20)
  expect(found).toEqual(principalDirections(symmetric(20), 20).directions)
})

test('stops when told to, long before it is done', async () => {
  const stop = new AbortController()
  const began = performance.now()
  const work = decomposeApart(stop.signal)(symmetric(1500), 1500) // 25 s
  setTimeout(() => stop.abort(new Error('enough')), 100)
  await expect(work).rejects.toThrow('enough')
  expect(performance.now() - began).toBeLessThan(10_000)
  await expect(decomposeApart(stop.signal)(symmetric(2), 2)).rejects.toThrow('enough')
})

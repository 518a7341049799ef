import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestFirst } from '../../../src/search/latency/best-first.js'

test('by hand: signs, zeros of both signs, infinities, and equal scores by row', () => {
  const scores = Float32Array.of(0.5, -0, 3, -2, 0, Infinity, -Infinity, 3, -0.25)
  const rows = Int32Array.of(8, 7, 6, 5, 2 ** 31 - 1, 3, 2, 1, 0)
  expect([...bestFirst(rows, scores)]).toEqual([3, 1, 6, 8, 7, 2 ** 31 - 1, 0, 5, 2])
})

test('nothing gives nothing; inputs stay as they are', () => {
  expect(bestFirst(new Int32Array(0), new Float32Array(0))).toEqual(new Int32Array(0))
  const [rows, scores] = [Int32Array.of(1, 2), Float32Array.of(1, 2)]
  expect(bestFirst(rows, scores)).toEqual(Int32Array.of(2, 1))
  expect([rows, scores]).toEqual([Int32Array.of(1, 2), Float32Array.of(1, 2)])
})

test('as a sort by comparing, also for scores that are part of a longer array', () => {
  const item = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.oneof(fc.constantFrom(-1, 0, 1), fc.float({ noNaN: true })))
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (items) => {
      const rows = Int32Array.from(items, ([row]) => row)
      const scores = Float32Array.from([9, ...items.map(([, score]) => score), 9]).subarray(1, items.length + 1)
      const sorted = items.toSorted(([a, one], [b, two]) => (one === two ? a - b : two > one ? 1 : -1))
      expect([...bestFirst(rows, scores)]).toEqual(sorted.map(([row]) => row))
    }),
  )
})
